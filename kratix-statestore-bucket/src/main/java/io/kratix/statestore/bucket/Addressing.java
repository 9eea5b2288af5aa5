// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

/** How a request names the bucket. */
enum Addressing {
    /** As {@link #HOST} for Amazon, as {@link #PATH} for all others. */
    AUTO,
    /** In the path: {@code https://endpoint/bucket/key}. */
    PATH,
    /** In the host: {@code https://bucket.endpoint/key}. */
    HOST
}
