// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Indexes all entries anew, once after the rules of what they are found by have changed. */
final class Reindexing {
    private static final int PAGE = 1000;

    private final JdbcEntries entries;
    private final String rules;
    private final String clear;
    private final String done;

    Reindexing(JdbcEntries entries, TableNames names) {
        this.entries = entries;
        rules = names.in("SELECT CAST(value AS BIGINT) FROM {meta} WHERE name = 'indexes'");
        clear = names.in("DELETE FROM {entry_index}");
        done = names.in("UPDATE {meta} SET value = ? WHERE name = 'indexes'");
    }

    void run(Link link) throws SQLException {
        try (ResultSet rows = link.statement(rules).executeQuery()) {
            if (rows.next() && rows.getLong(1) == Table.INDEX_RULES) {
                return;
            }
        }
        link.statement(clear).executeUpdate();
        for (Table<?> table : Table.ALL) {
            run(link, table);
        }
        link.statement(done, Integer.toString(Table.INDEX_RULES)).executeUpdate();
    }

    private <T> void run(Link link, Table<T> table) throws SQLException {
        Query query = Query.all().limit(PAGE);
        for (List<Stored<T>> page = entries.list(link, table, query).entries();
                !page.isEmpty();
                page = entries.list(
                                link,
                                table,
                                query.after(page.get(page.size() - 1).key()))
                        .entries()) {
            Batch batch = new Batch();
            page.forEach(stored -> entries.index(batch, stored));
            batch.send(link, false);
        }
    }
}
