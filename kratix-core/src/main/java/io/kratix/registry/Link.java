// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection, and the statements that were prepared on it. Not safe for several threads. */
final class Link implements AutoCloseable {
    private static final int MOST_STATEMENTS = 128;

    private final Connection connection;
    private final boolean bounded;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);

    private long lastUse;

    Link(Connection connection, boolean bounded) {
        this.connection = connection;
        this.bounded = bounded;
        this.lastUse = System.nanoTime();
    }

    /** Takes note of when it last answered. */
    void used(long nanos) {
        lastUse = nanos;
    }

    boolean isUsedSince(long nanos) {
        return lastUse - nanos > 0;
    }

    Connection connection() {
        return connection;
    }

    /**
     * {@return a statement, with its parameters set} It belongs to the link and is not closed by who uses it.
     *
     * @param sql the statement
     * @param parameters texts, numbers and bytes
     */
    PreparedStatement statement(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = prepared(sql);
        set(statement, 1, parameters);
        return statement;
    }

    /** {@return a statement without parameters yet} */
    PreparedStatement prepared(String sql) throws SQLException {
        @Nullable PreparedStatement known = statements.get(sql);
        if (known != null) {
            return known;
        }
        PreparedStatement statement = connection.prepareStatement(sql);
        statements.put(sql, statement);
        if (statements.size() > MOST_STATEMENTS) {
            String eldest = statements.keySet().iterator().next();
            java.util.Objects.requireNonNull(statements.remove(eldest)).close();
        }
        return statement;
    }

    static void set(PreparedStatement statement, int first, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            Object parameter = parameters[i];
            if (parameter instanceof String text) {
                statement.setString(first + i, text);
            } else if (parameter instanceof byte[] bytes) {
                statement.setBytes(first + i, bytes);
            } else {
                statement.setLong(first + i, ((Number) parameter).longValue());
            }
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            if (bounded) {
                Silence.unbound(connection);
            }
        }
    }
}
