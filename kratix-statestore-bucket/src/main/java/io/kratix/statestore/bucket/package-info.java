// SPDX-License-Identifier: Apache-2.0
/**
 * State Stores that are a bucket of a server that speaks the S3 protocol, through minio-java. A bucket has no commit: files
 * are put in parallel and removed when all of them are there, and whatever a write leaves half done, the next one
 * finishes. {@link io.kratix.statestore.bucket.BucketStateStore#write} is the way in; who embeds the engine needs
 * {@link io.kratix.statestore.bucket.BucketStateStoreProvider} at most.
 */
@NullMarked
package io.kratix.statestore.bucket;

import org.jspecify.annotations.NullMarked;
