// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;

/** A registry is where its tables are, whichever way their schema was found. */
@Tag("postgresql")
@ExtendWith(PostgresServer.Fixture.class)
class PostgresSchemaTest {
    private static final JdbcOptions OPTIONS = JdbcOptions.defaults().patience(Duration.ofMillis(200));

    private final PGSimpleDataSource server = PostgresSource.ofRunningServer();

    @Test
    void usesASchemaThatItsUserCouldNotMake() throws SQLException {
        run("CREATE ROLE tenant LOGIN", "CREATE SCHEMA given AUTHORIZATION tenant");
        server.setUser("tenant");

        String id;
        try (Registry registry = Registry.jdbc(server, OPTIONS.schema("given"))) {
            id = registry.id();
        }

        try (Registry again = Registry.jdbc(server, OPTIONS.schema("given"))) {
            assertThat(again.id()).isEqualTo(id);
        }
    }

    private static void run(String... statements) throws SQLException {
        try (Connection connection = PostgresSource.ofRunningServer().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
