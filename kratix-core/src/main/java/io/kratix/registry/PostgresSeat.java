// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** An advisory lock of a session: the server gives it free when the connection ends. */
final class PostgresSeat implements Seat {
    /** A process number comes back; together with its beginning it does not. */
    private static final String SESSION = "pid || ' ' || coalesce(CAST(extract(epoch FROM backend_start) AS TEXT), '')";

    private static final String HOLDER = " FROM pg_locks JOIN pg_stat_activity USING (pid)"
            + " WHERE locktype = 'advisory' AND granted AND objsubid = 1"
            + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            + " AND ((classid::bigint << 32) | objid::bigint) = ?";

    private final long key;
    private final Set<String> ours = new HashSet<>();

    PostgresSeat(TableNames names) {
        key = PostgresDialect.lockKey("engine of", names);
    }

    /** A session is ours before it asks: the connection may break before the answer is here. */
    @Override
    public boolean take(Connection connection) throws SQLException {
        String session = ask(connection, "SELECT " + SESSION + " FROM pg_stat_activity WHERE pid = pg_backend_pid()");
        ours.add(session);
        boolean taken = ask(connection, "SELECT pg_try_advisory_lock(?)", key).equals("t");
        if (taken) {
            ours.retainAll(Set.of(session));
        }
        return taken;
    }

    @Override
    public String holder(Connection connection) throws SQLException {
        String pid = ask(connection, "SELECT max(pid)" + HOLDER, key);
        return "another engine has it, with the server's process " + pid
                + "; close that one first, and its registry, or, if its machine is gone, end its connection: SELECT pg_terminate_backend("
                + pid + ")";
    }

    @Override
    public boolean clear(Connection connection) throws SQLException {
        String holder = ask(connection, "SELECT " + SESSION + HOLDER, key);
        if (ours.contains(holder)) {
            ask(
                    connection,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_start IS NOT NULL AND "
                            + SESSION + " = ?",
                    holder);
        }
        return holder.isEmpty() || ours.contains(holder);
    }

    @Override
    public boolean isHeld(Connection connection) throws SQLException {
        return connection.isValid(5);
    }

    @Override
    public void release(Connection connection) throws SQLException {
        ask(connection, "SELECT pg_advisory_unlock(?)", key);
    }

    private static String ask(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Link.set(statement, 1, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
        }
    }
}
