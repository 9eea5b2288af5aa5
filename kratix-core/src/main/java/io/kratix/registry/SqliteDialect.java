// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.registry.RegistryException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** A SQLite file, with its write-ahead log. */
final class SqliteDialect implements Dialect {
    private static final int CACHE_KIBIBYTES = 16_384;

    @Override
    public String name() {
        return "SQLite";
    }

    @Override
    public void prepare(Connection connection, Duration patience) throws SQLException {
        setPatience(connection, patience);
        run(connection, "PRAGMA journal_mode = WAL");
        run(connection, "PRAGMA synchronous = FULL");
        run(connection, "PRAGMA cache_size = -" + CACHE_KIBIBYTES);
    }

    @Override
    public void setPatience(Connection connection, Duration patience) throws SQLException {
        run(connection, "PRAGMA busy_timeout = " + patience.toMillis());
    }

    @Override
    public boolean hasOneWriter() {
        return true;
    }

    @Override
    public void begin(Connection connection, boolean durable) throws SQLException {
        // what was committed before without waiting for the disk is there as soon as the next one did
        run(connection, "PRAGMA synchronous = " + (durable ? "FULL" : "NORMAL"));
        run(connection, "BEGIN IMMEDIATE");
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        run(connection, "COMMIT");
    }

    @Override
    public void rollback(Connection connection) throws SQLException {
        run(connection, "ROLLBACK");
    }

    @Override
    public boolean sendsManyAtOnce() {
        return false;
    }

    @Override
    public String lockForReading() {
        return "";
    }

    @Override
    public String now() {
        return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";
    }

    @Override
    public TableNames locate(Connection connection, TableNames names) {
        return names;
    }

    @Override
    public List<String> schema(Connection connection, TableNames names) {
        return Schema.statements("TEXT", "BLOB", "INTEGER PRIMARY KEY AUTOINCREMENT", " WITHOUT ROWID");
    }

    /** The transaction that it runs in keeps out all others. */
    @Override
    public void lockSchema(Connection connection, TableNames names) {}

    @Override
    public boolean hasTable(Connection connection, TableNames names, String table) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?")) {
            statement.setString(1, names.plain(table));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    @Override
    public Seat seat(TableNames names) {
        return new SqliteSeat(names);
    }

    /** By the primary result codes of SQLite. */
    @Override
    public RuntimeException explain(SQLException e) {
        return switch (e.getErrorCode() & 0xff) {
            case 5, 6 ->
                failure(
                        Reason.LOCKED,
                        "the registry's SQLite file is locked by another program; close that one, for example a sqlite3"
                                + " shell with an open transaction",
                        e);
            case 19 -> new StaleStepException("what was read (constraint)");
            case 13 ->
                failure(
                        Reason.FULL,
                        "the disk with the registry's SQLite file is full; make room, and the engine goes on",
                        e);
            case 11, 26 ->
                failure(
                        Reason.CORRUPT,
                        "the registry's SQLite file is damaged or no database; end the engine, remove the file and those"
                                + " beside it that end in -wal and -shm, and put a backup in their place, or import an"
                                + " export into an empty registry",
                        e);
            case 8, 14 ->
                failure(
                        Reason.UNAVAILABLE,
                        "the registry's SQLite file cannot be opened or written; check that its folder exists, and the"
                                + " permissions of both",
                        e);
            default -> failure(Reason.UNAVAILABLE, "the registry's SQLite file cannot be used", e);
        };
    }

    private static RegistryException failure(Reason reason, String message, SQLException e) {
        return new RegistryException(reason, message + ": " + e.getMessage(), e);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
