// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** An advisory lock of a session: the server gives it free when the connection ends. */
final class PostgresSeat implements Seat {
    private final long key;

    PostgresSeat(TableNames names) {
        key = PostgresDialect.lockKey("engine of", names);
    }

    @Override
    public boolean take(Connection connection) throws SQLException {
        return ask(connection, "SELECT pg_try_advisory_lock(?)", key).equals("t");
    }

    @Override
    public String holder(Connection connection) throws SQLException {
        String pid = ask(
                connection,
                "SELECT max(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
                        + " AND ((classid::bigint << 32) | objid::bigint) = ?",
                key);
        return "another engine has it, with the server's process " + pid
                + "; close that one first, and its registry, or, if its machine is gone, end its connection: SELECT pg_terminate_backend("
                + pid + ")";
    }

    @Override
    public boolean isHeld(Connection connection) throws SQLException {
        return connection.isValid(5);
    }

    @Override
    public void release(Connection connection) throws SQLException {
        ask(connection, "SELECT pg_advisory_unlock(?)", key);
    }

    private static String ask(Connection connection, String sql, long key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, key);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
        }
    }
}
