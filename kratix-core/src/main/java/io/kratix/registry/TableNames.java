// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

/**
 * What the tables are called.
 *
 * @param schema the schema; empty for the connection's own
 * @param prefix what their names begin with
 */
record TableNames(String schema, String prefix) {
    /** {@return a statement whose tables, each in braces, have their full names; in brackets, without the schema} */
    String in(String sql) {
        return sql.replace("{", (schema.isEmpty() ? "" : schema + ".") + prefix)
                .replace("[", prefix)
                .replaceAll("[}\\]]", "");
    }

    /** {@return the name of a table within its schema} */
    String plain(String table) {
        return prefix + table;
    }

    @Override
    public String toString() {
        return (schema.isEmpty() ? "" : schema + ".") + prefix + "*";
    }
}
