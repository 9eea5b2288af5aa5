// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

/**
 * An object as a list shows it.
 *
 * @param key its name
 * @param etag what tells this content from others under the same key; not always a checksum
 * @param size how many bytes it has
 */
record Listed(String key, String etag, long size) {}
