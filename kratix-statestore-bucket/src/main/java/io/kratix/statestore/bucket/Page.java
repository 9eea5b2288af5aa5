// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import java.util.List;

/**
 * A part of a list, in the order of the keys' UTF-8 bytes.
 *
 * @param objects the objects
 * @param last the last key; empty if there is none
 * @param hasMore whether others come after it
 */
record Page(List<Listed> objects, String last, boolean hasMore) {}
