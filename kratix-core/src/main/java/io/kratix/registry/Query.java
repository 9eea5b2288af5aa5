// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

/**
 * Which entries of a table are wanted, in the order of their keys.
 *
 * @param index the index to look in; empty for the whole table
 * @param value the value to look for
 * @param limit how many entries at the most
 * @param after the key after which to begin; empty for the first page
 */
public record Query(String index, String value, int limit, String after) {
    /** {@return a query for every entry} */
    public static Query all() {
        return new Query("", "", Integer.MAX_VALUE, "");
    }

    /**
     * {@return a query for the entries with a value in an index}
     *
     * @param index one of the table's indexes
     * @param value the value
     */
    public static Query where(String index, String value) {
        return new Query(index, value, Integer.MAX_VALUE, "");
    }

    /**
     * {@return a copy that wants fewer}
     *
     * @param most how many entries at the most
     */
    public Query limit(int most) {
        return new Query(index, value, most, after);
    }

    /**
     * {@return a copy that begins after a key}
     *
     * @param key the last key of the page before
     */
    public Query after(String key) {
        return new Query(index, value, limit, key);
    }
}
