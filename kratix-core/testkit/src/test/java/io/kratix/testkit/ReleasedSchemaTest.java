// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import java.nio.file.Path;
import java.sql.Connection;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** A registry that the released engine left is opened by this one. */
@Tag("postgresql")
@ExtendWith(PostgresServer.Fixture.class)
class ReleasedSchemaTest {
    @TempDir
    Path directory;

    @Test
    void isOpenedOnSqlite() throws Exception {
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + directory.resolve("registry.db"));
        try (Connection connection = file.getConnection()) {
            ReleasedSchema.load(connection, "sqlite.sql");
        }

        try (Registry registry = Registry.jdbc(file)) {
            ReleasedSchema.check(registry);
        }
    }

    @Test
    void isOpenedOnPostgresql() throws Exception {
        DataSource server = PostgresSource.ofRunningServer();
        try (Connection connection = server.getConnection()) {
            ReleasedSchema.load(connection, "postgresql.sql");
        }

        try (Registry registry = Registry.jdbc(server, JdbcOptions.defaults().schema("released"))) {
            ReleasedSchema.check(registry);
        }
    }
}
