// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import io.kratix.registry.RegistryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.SQLiteDataSource;

/** A registry that the released engine left is opened by this one, with all that stands in it. */
@Tag("postgresql")
@ExtendWith(PostgresServer.Fixture.class)
class ReleasedSchemaTest {
    private static final JdbcOptions PATIENT = JdbcOptions.defaults().patience(Duration.ofMinutes(1));

    @TempDir
    static Path directory;

    /** Where a released registry lies, and how one looks that this engine made. */
    private record Place(String dump, DataSource database, JdbcOptions options, String look) {
        private void fill() throws Exception {
            try (Connection connection = database.getConnection()) {
                ReleasedSchema.load(connection, dump);
            }
        }

        private List<String> look(String names) throws SQLException {
            List<String> found = new ArrayList<>();
            String named = names.endsWith("_") ? names : " " + names + ".";
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(look.replace("NAMES", names))) {
                while (rows.next()) {
                    found.add(rows.getString(1).replace(named, " "));
                }
            }
            return found;
        }

        private String version() throws SQLException {
            String table = dump.equals("sqlite.sql") ? "kratix_meta" : "released.kratix_meta";
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT value FROM " + table + " WHERE name = 'version'")) {
                rows.next();
                return rows.getString(1);
            }
        }

        @Override
        public String toString() {
            return dump;
        }
    }

    static Stream<Place> places() throws Exception {
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + Files.createTempDirectory(directory, "db").resolve("registry.db"));
        DataSource server = PostgresSource.ofRunningServer();
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS released CASCADE");
        }
        return Stream.of(
                new Place(
                        "sqlite.sql",
                        file,
                        PATIENT,
                        "SELECT sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'NAMES%' ORDER BY 1"),
                new Place(
                        "postgresql.sql",
                        server,
                        PATIENT.schema("released"),
                        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'NAMES' ORDER BY 1"));
    }

    @ParameterizedTest
    @MethodSource("places")
    void isOpenedWithAllThatStandsInIt(Place place) throws Exception {
        place.fill();

        try (Registry registry = Registry.jdbc(place.database(), place.options())) {
            ReleasedSchema.check(registry);
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void isLikeOneThatWasMadeToday(Place place) throws Exception {
        place.fill();
        boolean isFile = place.dump().equals("sqlite.sql");
        JdbcOptions options = isFile ? PATIENT.tablePrefix("today_") : PATIENT.schema("today");

        Registry.jdbc(place.database(), place.options()).close();
        Registry.jdbc(place.database(), options).close();

        assertThat(place.look(isFile ? "kratix_" : "released"))
                .isEqualTo(place.look(isFile ? "today_" : "today"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("places")
    void isUpgradedAgainWhereAnUpgradeWasInterrupted(Place place) throws Exception {
        place.fill();
        DataSource dying = DyingDatabase.at(place.database(), "CREATE INDEX");

        assertThatThrownBy(() -> Registry.jdbc(dying, place.options())).isInstanceOf(RegistryException.class);
        String version = place.version();

        assertThat(version).isEqualTo("1");
        try (Registry registry = Registry.jdbc(place.database(), place.options())) {
            ReleasedSchema.check(registry);
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void isUpgradedOnceThoughManyBeginAtOnce(Place place) throws Exception {
        place.fill();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Callable<String> opening = () -> {
                try (Registry registry = Registry.jdbc(place.database(), place.options())) {
                    return registry.id();
                }
            };

            for (Future<String> opened : threads.invokeAll(Collections.nCopies(3, opening))) {
                assertThat(opened.get()).isEqualTo(ReleasedSchema.ID);
            }
            try (Registry registry = Registry.jdbc(place.database(), place.options())) {
                ReleasedSchema.check(registry);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
