// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

/**
 * An entry as it was read.
 *
 * @param table where it stands
 * @param key its key
 * @param value the entry
 * @param version grows with each change of the entry; a step that was decided from an older one is refused
 * @param <T> the entries of the table
 */
public record Stored<T>(Table<T> table, String key, T value, long version) {}
