// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.registry.RegistryException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The tables of a registry, made and upgraded by the engine itself. A released version is never changed: what changes
 * afterwards is the step from the version before.
 */
final class Schema {
    /** The version that this engine works with. */
    static final int VERSION = 2;

    /** The statements that lead to a version from the one before, by version. */
    private static final Map<Integer, List<String>> UPGRADES = Map.of(
            2,
            List.of(
                    "DROP INDEX {task_due}",
                    "CREATE INDEX [task_next] ON {task} (due, ordinal) WHERE token = ''",
                    "CREATE INDEX [task_retry] ON {task} (due, ordinal) WHERE token = '' AND reason <> ''"));

    private final Dialect dialect;
    private final TableNames names;

    Schema(Dialect dialect, TableNames names) {
        this.dialect = dialect;
        this.names = names;
    }

    /**
     * Makes or upgrades the tables, and returns the registry's id.
     *
     * @param connection in a transaction
     * @throws RegistryException if they belong to a newer engine, or are something else
     */
    String bring(Connection connection) throws SQLException {
        dialect.lockSchema(connection, names);
        if (!dialect.hasTable(connection, names, "meta")) {
            create(connection);
        }
        upgrade(connection, version(connection));
        return meta(connection, "id").orElseThrow(this::unfit);
    }

    private void create(Connection connection) throws SQLException {
        for (String statement : dialect.schema(connection, names)) {
            run(connection, statement);
        }
        put(connection, "version", "1");
        put(connection, "id", UUID.randomUUID().toString());
        put(connection, "numbers", "0");
        put(connection, "indexes", Integer.toString(Table.INDEX_RULES));
        put(connection, "clock-offset", "0");
        put(connection, "clock-seen", "0");
    }

    private int version(Connection connection) throws SQLException {
        String version = meta(connection, "version").orElseThrow(this::unfit);
        int found = Integer.parseInt(version);
        if (found > VERSION) {
            throw new RegistryException(
                    Reason.UNFIT,
                    "the registry's tables " + names + " have schema version " + found
                            + ", and this engine knows version "
                            + VERSION + " and older ones; start the newer engine that made them, or restore a backup"
                            + " from before its upgrade");
        }
        return found;
    }

    private void upgrade(Connection connection, int found) throws SQLException {
        for (int version = found + 1; version <= VERSION; version++) {
            for (String statement : UPGRADES.getOrDefault(version, List.of())) {
                run(connection, statement);
            }
            put(connection, "version", Integer.toString(version));
        }
    }

    private RegistryException unfit() {
        return new RegistryException(
                Reason.UNFIT,
                "the tables " + names + " are there and are no registry; choose another table prefix or schema");
    }

    private Optional<String> meta(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(names.in("SELECT value FROM {meta} WHERE name = ?"))) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    private void put(Connection connection, String name, String value) throws SQLException {
        String sql = "INSERT INTO {meta} (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value ="
                + " excluded.value";
        try (PreparedStatement statement = connection.prepareStatement(names.in(sql))) {
            statement.setString(1, name);
            statement.setString(2, value);
            statement.executeUpdate();
        }
    }

    private void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(names.in(sql));
        }
    }

    /**
     * {@return version 1}
     *
     * @param text the type of texts that are compared byte by byte
     * @param bytes the type of bytes
     * @param serial the type of a key that the database counts up
     * @param byKey what keeps rows in the order of their key, where there is such a thing
     */
    static List<String> statements(String text, String bytes, String serial, String byKey) {
        return List.of(
                "CREATE TABLE {meta} (name " + text + " PRIMARY KEY, value " + text + " NOT NULL)",
                "CREATE TABLE {entry} (kind " + text + " NOT NULL, key " + text
                        + " NOT NULL, version BIGINT NOT NULL, format BIGINT NOT NULL, body TEXT NOT NULL,"
                        + " PRIMARY KEY (kind, key))",
                "CREATE TABLE {entry_index} (name " + text + " NOT NULL, value " + text + " NOT NULL, key " + text
                        + " NOT NULL, PRIMARY KEY (name, value, key))" + byKey,
                "CREATE TABLE {content} (digest " + text
                        + " PRIMARY KEY, size BIGINT NOT NULL, users BIGINT NOT NULL, released BIGINT NOT NULL, body "
                        + bytes + " NOT NULL)",
                "CREATE INDEX [content_released] ON {content} (released) WHERE users = 0",
                "CREATE TABLE {task} (key " + text + " PRIMARY KEY, type " + text + " NOT NULL, subject " + text
                        + " NOT NULL, lane " + text + " NOT NULL, share " + text + " NOT NULL, line " + text
                        + " NOT NULL, due BIGINT NOT NULL, ordinal BIGINT NOT NULL, attempts BIGINT NOT NULL, reason "
                        + text + " NOT NULL, token " + text + " NOT NULL, lease_end BIGINT NOT NULL, again BIGINT NOT"
                        + " NULL, again_lane " + text + " NOT NULL, again_share " + text + " NOT NULL)",
                "CREATE INDEX [task_line] ON {task} (line, due, ordinal) WHERE token = ''",
                "CREATE INDEX [task_due] ON {task} (type, due) WHERE token = ''",
                "CREATE UNIQUE INDEX [task_lane] ON {task} (lane) WHERE token <> ''",
                "CREATE TABLE {event} (number " + serial + ", about " + text + " NOT NULL, body TEXT NOT NULL)",
                "CREATE INDEX [event_about] ON {event} (about, number)");
    }
}
