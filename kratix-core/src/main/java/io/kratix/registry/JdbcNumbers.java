// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Numbers that nobody gets twice, later ones greater: taken from the database by the block. */
final class JdbcNumbers {
    private static final long BLOCK = 10_000;

    private final Database database;
    private final Turns turns;
    private final String take;
    private final String taken;
    private long next;
    private long end;

    JdbcNumbers(Database database, TableNames names) {
        this.database = database;
        this.turns = new Turns(database.patience());
        this.take =
                names.in("UPDATE {meta} SET value = CAST(CAST(value AS BIGINT) + ? AS TEXT) WHERE name = 'numbers'");
        this.taken = names.in("SELECT CAST(value AS BIGINT) FROM {meta} WHERE name = 'numbers'");
    }

    /**
     * {@return the first of some numbers that follow one another}
     *
     * @param count how many
     * @throws RegistryException if there are none left, and no more can be taken now
     */
    long take(int count) {
        turns.begin();
        try {
            return taken(count);
        } finally {
            turns.end();
        }
    }

    private long taken(int count) {
        if (end - next < count) {
            long block = Math.max(BLOCK, count);
            end = database.write(true, link -> takeBlock(link, block)) + 1;
            next = end - block;
        }
        long first = next;
        next += count;
        return first;
    }

    private long takeBlock(Link link, long block) throws SQLException {
        link.statement(take, block).executeUpdate();
        try (ResultSet rows = link.statement(taken).executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
