// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import io.kratix.registry.RegistryException;
import io.kratix.registry.RegistryException.Reason;
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
    void servesAnEngineInEachOfTwoSchemasOfOneDatabase() throws SQLException {
        run(
                "CREATE ROLE lodger LOGIN",
                "CREATE SCHEMA AUTHORIZATION lodger",
                "CREATE SCHEMA \"An [odd] {\"\"one\"\"}\"");
        PGSimpleDataSource lodger = PostgresSource.ofRunningServer();
        lodger.setUser("lodger");
        server.setCurrentSchema("\"An [odd] {\"\"one\"\"}\"");

        try (Registry one = Registry.jdbc(lodger, OPTIONS);
                Registry other = Registry.jdbc(server, OPTIONS)) {
            assertThat(one.id()).isNotEqualTo(other.id());
        }
    }

    @Test
    void refusesASecondEngineThatNamesTheSchemaInAnotherWay() throws SQLException {
        run("CREATE SCHEMA one_place");
        server.setCurrentSchema("one_place");

        try (Registry registry = Registry.jdbc(server, OPTIONS)) {
            assertThatThrownBy(() -> Registry.jdbc(PostgresSource.ofRunningServer(), OPTIONS.schema("one_place")))
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED))
                    .hasMessageStartingWith("the registry one_place.kratix_* serves one engine at a time: ");
            assertThat(registry.events("")).isEmpty();
        }
    }

    @Test
    void staysInItsSchemaWhenAnotherComesFirst() throws SQLException {
        server.setCurrentSchema("comes_later,was_there");
        run("CREATE SCHEMA was_there");

        try (Registry registry = Registry.jdbc(server, OPTIONS)) {
            run("CREATE SCHEMA comes_later", "CREATE TABLE comes_later.kratix_event (body TEXT)");

            assertThat(registry.events("")).isEmpty();
        }
    }

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
