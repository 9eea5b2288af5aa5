// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Document;
import io.kratix.model.Kinds;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** What the registry in a database does not ask its database for: on SQLite, whose rows and transactions are counted. */
final class JdbcReadsTest {
    private static final String KIND = RegisteredObject.platformKind(Kinds.PROMISE);

    @TempDir
    Path directory;

    private final JdbcOptions options = JdbcOptions.defaults().clock(new ManualClock());

    @Test
    void readsNothingOnceMoreThatHasNotChanged() {
        CountingDatabase counting = new CountingDatabase(database());
        try (Registry registry = Registry.jdbc(counting.source(), options)) {
            registry.commit(step(promise("redis")));
            find(registry, "redis");
            promises(registry);
            long before = counting.rows();

            assertThat(find(registry, "redis")).isPresent();
            assertThat(promises(registry)).containsExactly("redis");

            assertThat(counting.rows()).isEqualTo(before);
        }
    }

    @Test
    void readsAnewWhatAStepHasChanged() {
        try (Registry registry = Registry.jdbc(database(), options)) {
            assertThat(find(registry, "redis")).isEmpty();
            assertThat(promises(registry)).isEmpty();

            registry.commit(step(promise("redis")));
            assertThat(promises(registry)).containsExactly("redis");
            Stored<RegisteredObject> found = find(registry, "redis").orElseThrow();
            registry.commit(Step.builder().remove(found).build());

            assertThat(find(registry, "redis")).isEmpty();
            assertThat(promises(registry)).isEmpty();
        }
    }

    @Test
    void readsEverythingAnewAfterAStepThatWasRefused() throws SQLException {
        try (Registry registry = Registry.jdbc(database(), options)) {
            registry.commit(step(promise("redis")));
            Stored<RegisteredObject> found = find(registry, "redis").orElseThrow();
            run("DELETE FROM kratix_entry");
            Step decided = Step.builder()
                    .expect(found)
                    .create(Table.OBJECTS, promise("mysql"))
                    .build();

            assertThatThrownBy(() -> registry.commit(decided)).isInstanceOf(StaleStepException.class);

            assertThat(find(registry, "redis")).isEmpty();
        }
    }

    @Test
    void readsEverythingAnewAfterAConnectionFailed() throws SQLException {
        try (Registry registry = Registry.jdbc(database(), options)) {
            registry.commit(step(promise("redis")));
            assertThat(find(registry, "redis")).isPresent();
            run("DELETE FROM kratix_entry");
            run("ALTER TABLE kratix_task RENAME TO gone");

            assertThatThrownBy(registry::isSettled).isInstanceOf(RegistryException.class);

            assertThat(find(registry, "redis")).isEmpty();
        }
    }

    @Test
    void keepsNothingOfWhatAStepThatWasNotAnsweredMayStillChange() throws SQLException {
        LateCommit late = new LateCommit(database());
        try (Registry registry = Registry.jdbc(late.source(), options)) {
            registry.commit(step(promise("redis")));
            Step removal =
                    Step.builder().remove(find(registry, "redis").orElseThrow()).build();
            late.breakAtTheNext();
            assertThatThrownBy(() -> registry.commit(removal)).isInstanceOf(RegistryException.class);
            assertThat(find(registry, "redis")).isPresent();

            late.come();

            assertThat(find(registry, "redis")).isEmpty();
        }
    }

    @Test
    void goesOnRememberingWhatAStepThatWasTakenBackWouldHaveChanged() throws SQLException {
        CountingDatabase counting = new CountingDatabase(database());
        try (Registry registry = Registry.jdbc(counting.source(), options)) {
            registry.commit(step(promise("redis")));
            Step removal =
                    Step.builder().remove(find(registry, "redis").orElseThrow()).build();
            run("ALTER TABLE kratix_entry_index RENAME TO gone");
            assertThatThrownBy(() -> registry.commit(removal)).isInstanceOf(RegistryException.class);

            assertRemembered(counting, registry);
        }
    }

    @Test
    void goesOnRememberingWhatAStepThatWasNeverBegunWouldHaveChanged() throws SQLException {
        CountingDatabase counting = new CountingDatabase(database());
        try (Registry registry = Registry.jdbc(counting.source(), options.patience(Duration.ofMillis(50)))) {
            registry.commit(step(promise("redis")));
            Step removal =
                    Step.builder().remove(find(registry, "redis").orElseThrow()).build();
            try (Connection other = database().getConnection();
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                assertThatThrownBy(() -> registry.commit(removal)).isInstanceOf(RegistryException.class);
            }

            assertRemembered(counting, registry);
        }
    }

    @Test
    void beginsNoTransactionForAStepThatChangesNothing() {
        CountingDatabase counting = new CountingDatabase(database());
        try (Registry registry = Registry.jdbc(counting.source(), options)) {
            registry.commit(step(promise("redis")));
            Stored<RegisteredObject> found = find(registry, "redis").orElseThrow();
            Stored<RegisteredObject> older = new Stored<>(found.table(), found.key(), found.value(), 0);
            long before = counting.transactions();

            registry.commit(Step.builder().update(found, found.value()).build());

            assertThat(counting.transactions()).isEqualTo(before);
            Step stale = Step.builder().expect(older).build();
            assertThatThrownBy(() -> registry.commit(stale)).isInstanceOf(StaleStepException.class);
        }
    }

    @Test
    void writesToAFileOnOneConnection() {
        CountingDatabase counting = new CountingDatabase(database());
        try (Database database = Database.open(counting.source(), options)) {
            database.read(reading -> database.write(true, link -> true));
            database.write(true, link -> true);

            assertThat(counting.transactions()).isEqualTo(2);
            assertThat(counting.writers()).isEqualTo(1);
        }
    }

    /** What was found a moment ago is not read once more. */
    private static void assertRemembered(CountingDatabase counting, Registry registry) {
        assertThat(find(registry, "redis")).isPresent();
        long before = counting.rows();
        assertThat(find(registry, "redis")).isPresent();
        assertThat(counting.rows()).isEqualTo(before);
    }

    private static Step step(RegisteredObject created) {
        return Step.builder().create(Table.OBJECTS, created).build();
    }

    private static Optional<Stored<RegisteredObject>> find(Registry registry, String name) {
        return registry.find(Table.OBJECTS, promise(name).key());
    }

    private static List<String> promises(Registry registry) {
        return registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_KIND, KIND)).stream()
                .map(stored -> stored.value().reference().name())
                .toList();
    }

    private static RegisteredObject promise(String name) {
        Document document =
                Document.builder("platform.kratix.io/v1alpha1", "Promise", name).build();
        return new RegisteredObject(document, 1, ManualClock.START, Optional.empty(), Map.of(), Map.of());
    }

    private SQLiteDataSource database() {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + directory.resolve("registry.db"));
        return source;
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
