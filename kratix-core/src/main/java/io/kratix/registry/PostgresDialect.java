// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Content;
import io.kratix.registry.RegistryException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, from version 12 on. */
final class PostgresDialect implements Dialect {
    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public void prepare(Connection connection, Duration patience) throws SQLException {
        setPatience(connection, patience);
        try (Statement statement = connection.createStatement()) {
            // so that the server soon notices that a machine is gone, and gives its seat free
            statement.execute("SET tcp_keepalives_idle = 30");
            statement.execute("SET tcp_keepalives_interval = 10");
        }
    }

    @Override
    public void setPatience(Connection connection, Duration patience) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // none at all would be for ever
            statement.execute("SET lock_timeout = " + Math.max(1, patience.toMillis()));
        }
    }

    @Override
    public boolean hasOneWriter() {
        return false;
    }

    @Override
    public void begin(Connection connection, boolean durable) throws SQLException {
        connection.setAutoCommit(false);
        if (!durable) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL synchronous_commit = off");
            }
        }
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
    }

    @Override
    public void rollback(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    @Override
    public boolean sendsManyAtOnce() {
        return true;
    }

    @Override
    public String lockForReading() {
        return " FOR SHARE";
    }

    @Override
    public String now() {
        return "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
    }

    /** Once and for all connections: locks go by the names, and what is looked for first may be another schema later. */
    @Override
    public TableNames locate(Connection connection, TableNames names) throws SQLException {
        if (!names.schema().isEmpty()) {
            return names;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT current_schema(), current_setting('search_path')")) {
            rows.next();
            @Nullable String found = rows.getString(1);
            if (found == null) {
                throw homeless(rows.getString(2));
            }
            return names.within(found);
        }
    }

    private static RegistryException homeless(String path) {
        return new RegistryException(
                Reason.UNFIT,
                "the registry's user has no schema for its tables: of search_path (" + path
                        + ") none is there that it may use; create one of these and grant the user its use, or name one"
                        + " with JdbcOptions.schema");
    }

    /** With keys in the order of their bytes, whatever the database's collation. */
    @Override
    public List<String> schema(Connection connection, TableNames names) throws SQLException {
        List<String> statements = new ArrayList<>();
        // who may use a schema need not be allowed to make one, not even one that is there
        if (!isThere(connection, "SELECT 1 FROM pg_namespace WHERE nspname = ?", names.schema())) {
            statements.add("CREATE SCHEMA IF NOT EXISTS " + names.quotedSchema());
        }
        statements.addAll(Schema.statements(
                "TEXT COLLATE \"C\"", "BYTEA", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", ""));
        return statements;
    }

    @Override
    public void lockSchema(Connection connection, TableNames names) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
            statement.setLong(1, lockKey("schema of", names));
            statement.execute();
        }
    }

    @Override
    public boolean hasTable(Connection connection, TableNames names, String table) throws SQLException {
        String sql = "SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = ?";
        return isThere(connection, sql, names.schema(), names.plain(table));
    }

    private static boolean isThere(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Link.set(statement, 1, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    @Override
    public Seat seat(TableNames names) {
        return new PostgresSeat(names);
    }

    /** By the classes of SQLSTATE. */
    @Override
    public RuntimeException explain(SQLException e) {
        @Nullable String reported = e.getSQLState();
        String state = reported == null ? "" : reported;
        return switch (state) {
            case "40001", "40P01", "23505" -> new StaleStepException("what was read (" + state + ")");
            case "53100" ->
                failure(
                        Reason.FULL,
                        "the disk of the registry's PostgreSQL is full; make room, and the engine goes on",
                        e);
            case "55P03" ->
                failure(
                        Reason.LOCKED,
                        "the registry's tables are locked by somebody else; end that transaction (see pg_stat_activity)",
                        e);
            case "XX001", "XX002" ->
                failure(Reason.CORRUPT, "the registry's PostgreSQL reports damage; restore it from a backup", e);
            case "42501" ->
                failure(
                        Reason.UNFIT,
                        "the registry's user must be allowed to create and use tables in its schema; grant it that",
                        e);
            case "25006" ->
                failure(
                        Reason.UNAVAILABLE,
                        "the registry's PostgreSQL takes no changes: it is a standby, or default_transaction_read_only is"
                                + " on; lead the engine to the primary server, or switch that off, and the engine goes on",
                        e);
            case "42P01", "3F000" ->
                failure(
                        Reason.CORRUPT,
                        "tables of the registry are not there any more; end the engine, and restore them from a backup, or"
                                + " import an export into an empty registry",
                        e);
            case "53300" ->
                failure(
                        Reason.UNAVAILABLE,
                        "the registry's PostgreSQL gives no more connections; raise its max_connections, or lower"
                                + " JdbcOptions.connections",
                        e);
            default ->
                failure(
                        Reason.UNAVAILABLE,
                        "the registry's PostgreSQL cannot be used; check that it runs, and the address, user and password",
                        e);
        };
    }

    static long lockKey(String what, TableNames names) {
        String digest = Content.of("kratix " + what + " " + names).sha256();
        return Long.parseUnsignedLong(digest.substring(0, 15), 16);
    }

    private static RegistryException failure(Reason reason, String message, SQLException e) {
        return new RegistryException(reason, message + ": " + e.getMessage(), e);
    }
}
