// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

/**
 * What an object holds.
 *
 * @param sha256 its content's checksum, in lower-case hex
 * @param version the id that the bucket gave to this content; empty if it gives none
 */
record Held(String sha256, String version) {}
