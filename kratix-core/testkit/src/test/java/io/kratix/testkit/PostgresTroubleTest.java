// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kratix.model.Document;
import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.RegistryException;
import io.kratix.registry.RegistryException.Reason;
import io.kratix.registry.Step;
import io.kratix.registry.Table;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What a PostgreSQL refuses is told in words that say what to do, and show nothing of what it was given. */
@Tag("postgresql")
@ExtendWith(PostgresServer.Fixture.class)
class PostgresTroubleTest {
    private static final JdbcOptions OPTIONS = JdbcOptions.defaults().patience(Duration.ofMillis(300));

    private final PGSimpleDataSource server = PostgresSource.ofRunningServer();

    @Test
    void saysWhatToDoAboutAServerThatTakesNoChanges() {
        server.setOptions("-c default_transaction_read_only=on");

        assertRefused(
                () -> Registry.jdbc(server, OPTIONS.schema("read_only")),
                Reason.UNAVAILABLE,
                """
                the registry's PostgreSQL takes no changes: it is a standby, or default_transaction_read_only is on; lead the \
                engine to the primary server, or switch that off, and the engine goes on:""");
    }

    @Test
    void saysWhatToDoAboutAUserWithoutRights() throws SQLException {
        run("CREATE ROLE stranger LOGIN");
        server.setUser("stranger");

        assertRefused(
                () -> Registry.jdbc(server, OPTIONS.schema("no_rights")),
                Reason.UNFIT,
                "the registry's user must be allowed to create and use tables in its schema; grant it that: ");
    }

    @Test
    void saysWhatToDoAboutASearchPathThatLeadsNowhere() {
        server.setCurrentSchema("nowhere");

        assertRefused(
                () -> Registry.jdbc(server, OPTIONS),
                Reason.UNFIT,
                """
                the registry's user has no schema for its tables: of search_path (nowhere) none is there that it may use; \
                create one of these and grant the user its use, or name one with JdbcOptions.schema""");
    }

    @Test
    void saysWhatToDoAboutTablesThatAreGone() throws SQLException {
        try (Registry registry = Registry.jdbc(server, OPTIONS.schema("gone"))) {
            run("DROP TABLE gone.kratix_entry");

            assertRefused(
                    () -> registry.commit(declaring("redis", 1)),
                    Reason.CORRUPT,
                    """
                    tables of the registry are not there any more; end the engine, and restore them from a backup, or import \
                    an export into an empty registry:""");
        }
    }

    @Test
    void saysWhatToDoAboutTablesThatSomebodyLocks() throws SQLException {
        try (Registry registry = Registry.jdbc(server, OPTIONS.schema("locked"))) {
            try (Connection shell = server.getConnection();
                    Statement statement = shell.createStatement()) {
                shell.setAutoCommit(false);
                statement.execute("LOCK TABLE locked.kratix_entry IN SHARE ROW EXCLUSIVE MODE");

                assertRefused(
                        () -> registry.commit(declaring("redis", 1)),
                        Reason.LOCKED,
                        """
                        the registry's tables are locked by somebody else; end that transaction (see pg_stat_activity):""");
                assertThat(registry.list(Table.OBJECTS, Query.all())).isEmpty();
                assertThat(registry.problem())
                        .hasValueSatisfying(problem -> assertThat(problem).contains("end that transaction"));
            }

            registry.commit(declaring("redis", 1));

            assertThat(registry.problem()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void showsNothingOfWhatItWasGiven(int objects) throws SQLException {
        String schema = "discreet_" + objects;
        try (Registry registry = Registry.jdbc(server, OPTIONS.schema(schema))) {
            run("ALTER TABLE " + schema + ".kratix_entry ADD CONSTRAINT plain CHECK (body NOT LIKE '%s3cret%')");

            Throwable failure = catchThrowable(() -> registry.commit(declaring("s3cret", objects)));

            StringWriter all = new StringWriter();
            failure.printStackTrace(new PrintWriter(all));
            assertThat(failure)
                    .hasMessageEndingWith(
                            "ERROR: new row for relation \"kratix_entry\" violates check constraint \"plain\" (SQLSTATE 23514)");
            assertThat(all.toString()).doesNotContain("s3cret");
        }
    }

    private static void assertRefused(ThrowingCallable call, Reason reason, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageStartingWith(words);
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = PostgresSource.ofRunningServer().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Step declaring(String name, int objects) {
        Step.Builder step = Step.builder();
        for (int i = 0; i < objects; i++) {
            Document document = Document.builder("platform.kratix.io/v1alpha1", "Promise", name + "-" + i)
                    .build();
            step.create(
                    Table.OBJECTS,
                    new RegisteredObject(document, 1, Instant.EPOCH, Optional.empty(), Map.of(), Map.of()));
        }
        return step.build();
    }
}
