// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** The queue's time, while the database's clock jumps. The clock is a table here, and stands where a test puts it. */
final class RegistryTimeTest {
    private static final TableNames NAMES = new TableNames("", "kratix_");
    private static final long NOON = 1_700_000_000_000L;
    private static final long HOUR = Duration.ofHours(1).toMillis();

    @TempDir
    Path directory;

    private final SQLiteDataSource source = new SQLiteDataSource();
    private Database database;
    private long steady;

    @BeforeEach
    void makeDatabase() throws SQLException {
        source.setUrl("jdbc:sqlite:" + directory.resolve("registry.db"));
        Registry.jdbc(source).close();
        database = Database.open(source, JdbcOptions.defaults());
        run("CREATE TABLE clock (now BIGINT)");
        run("INSERT INTO clock VALUES (" + NOON + ")");
        run("UPDATE kratix_meta SET value = '0' WHERE name = 'clock-seen'");
    }

    @Test
    void goesByTheDatabasesClock() throws SQLException {
        RegistryTime time = begin();
        long before = time.now();

        pass(20_000);
        time.synchronise();

        assertThat(before).isEqualTo(NOON);
        assertThat(time.now()).isEqualTo(NOON + 20_000);
    }

    @Test
    void goesOnAsIfNothingHadHappenedWhenTheClockIsPutForward() throws SQLException {
        RegistryTime time = begin();

        pass(20_000);
        jump(HOUR);
        time.synchronise();
        pass(10_000);
        time.synchronise();

        assertThat(time.now()).isEqualTo(NOON + 30_000);
    }

    @Test
    void goesOnAsIfNothingHadHappenedWhenTheClockIsPutBack() throws SQLException {
        RegistryTime time = begin();

        pass(20_000);
        jump(-HOUR);
        time.synchronise();
        pass(10_000);

        assertThat(time.now()).isEqualTo(NOON + 30_000);
    }

    @Test
    void isTheSameForTheNextEngineAfterAJump() throws SQLException {
        RegistryTime time = begin();
        pass(20_000);
        jump(-HOUR);
        time.synchronise();

        RegistryTime next = begin();

        assertThat(next.now()).isEqualTo(NOON + 20_000);
    }

    @Test
    void doesNotGoBackWhenTheClockWasPutBackWhileNoEngineRan() throws SQLException {
        begin();
        jump(-HOUR);

        RegistryTime next = begin();
        pass(5_000);

        assertThat(next.now()).isEqualTo(NOON + 5_000);
    }

    @Test
    void countsTheTimeInWhichNoEngineRan() throws SQLException {
        begin();
        jump(HOUR);

        RegistryTime next = begin();

        assertThat(next.now()).isEqualTo(NOON + HOUR);
    }

    private RegistryTime begin() {
        RegistryTime time =
                new RegistryTime(database, NAMES, "(SELECT now FROM clock)", Optional.empty(), () -> steady);
        time.synchronise();
        return time;
    }

    private void pass(long millis) throws SQLException {
        steady += millis;
        jump(millis);
    }

    private void jump(long millis) throws SQLException {
        run("UPDATE clock SET now = now + " + millis);
    }

    private void run(String sql) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
