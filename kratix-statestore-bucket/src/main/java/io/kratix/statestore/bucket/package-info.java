// SPDX-License-Identifier: Apache-2.0
/**
 * Will hold the {@code BucketStateStore}: a State Store that writes into a bucket of a server that speaks the S3
 * protocol. Nothing of it is built yet; this package is the room kept for it, so that the module's name, its place in
 * the build and its dependency on the core alone are settled.
 */
@NullMarked
package io.kratix.statestore.bucket;

import org.jspecify.annotations.NullMarked;
