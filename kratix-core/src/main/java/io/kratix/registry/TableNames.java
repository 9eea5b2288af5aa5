// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

/**
 * What the tables are called.
 *
 * @param schema the schema; empty where a database has none, or none was named yet
 * @param prefix what their names begin with
 */
record TableNames(String schema, String prefix) {
    /** {@return a statement whose tables, each in braces, have their full names; in brackets, without the schema} */
    String in(String sql) {
        // the schema last: what it is called may hold braces
        return sql.replaceAll("[}\\]]", "")
                .replace("[", prefix)
                .replace("{", (schema.isEmpty() ? "" : quotedSchema() + ".") + prefix);
    }

    /** {@return the schema as it stands in a statement, whatever letters it has} */
    String quotedSchema() {
        return '"' + schema.replace("\"", "\"\"") + '"';
    }

    /** {@return the same tables in a schema} */
    TableNames within(String found) {
        return new TableNames(found, prefix);
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
