// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import io.kratix.model.WorkloadGroup;
import io.kratix.registry.RegistryException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/** The registry in a database, beyond the contract: on SQLite, whose file can be looked into and spoilt. */
final class JdbcRegistryTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Set<Task.Type> ALL = EnumSet.allOf(Task.Type.class);

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private final JdbcOptions options = JdbcOptions.defaults().clock(clock).patience(Duration.ofMillis(200));

    @Test
    void isMadeOnceThoughManyBeginAtOnce() throws Exception {
        JdbcOptions patient = options.patience(Duration.ofSeconds(60));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<String>> ids = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                ids.add(threads.submit(() -> {
                    try (Registry registry = Registry.jdbc(database(), patient)) {
                        return registry.id();
                    }
                }));
            }

            String first = ids.get(0).get();
            for (Future<String> id : ids) {
                assertThat(id.get()).isEqualTo(first);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void refusesTablesOfANewerEngine() throws SQLException {
        open().close();
        run("UPDATE kratix_meta SET value = '99' WHERE name = 'version'");

        assertThatThrownBy(this::open)
                .isInstanceOf(RegistryException.class)
                .hasMessage("the registry's tables kratix_* have schema version 99, and this engine knows version 2 and"
                        + " older ones; start the newer engine that made them, or restore a backup from before its"
                        + " upgrade");
    }

    @Test
    void refusesTablesThatAreNoRegistry() throws SQLException {
        run("CREATE TABLE kratix_meta (name TEXT, value TEXT)");

        assertThatThrownBy(this::open)
                .isInstanceOf(RegistryException.class)
                .hasMessage("the tables kratix_* are there and are no registry; choose another table prefix or schema");
    }

    @Test
    void standsBesideAnotherOfADifferentPrefix() {
        try (Registry one = open();
                Registry other = Registry.jdbc(database(), options.tablePrefix("other_"))) {
            one.commit(Step.builder().create(Table.OBJECTS, promise("redis")).build());

            assertThat(other.id()).isNotEqualTo(one.id());
            assertThat(other.list(Table.OBJECTS, Query.all())).isEmpty();
        }
    }

    @Test
    void refusesANameThatNoTableHas() {
        assertThatThrownBy(() -> options.tablePrefix("x; DROP TABLE y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a table prefix consists of lower-case letters, digits and underscores, at most 40 of them,"
                        + " with no digit at the beginning; not 'x; DROP TABLE y'");
    }

    @Test
    void refusesToWaitLongerThanADatabaseCanBeTold() {
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);

        assertThatThrownBy(() -> options.patience(forEver))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the patience for others must be a day at the most, not " + forEver);
        assertThatThrownBy(() -> options.silence(forEver))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the silence of a server must be a day at the most, not " + forEver);
        assertThatThrownBy(() -> options.patience(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the patience for others must not be negative, as PT-0.001S is");
    }

    @Test
    void refusesASecondEngineUntilTheFirstHasClosed() throws IOException {
        Registry first = open();

        assertThatThrownBy(this::open)
                .isInstanceOf(RegistryException.class)
                .hasMessage("the registry kratix_* serves one engine at a time: another engine has the file " + file()
                        + "; close that one first, and its registry");
        assertThat(lockAsAnotherProgramSeesIt()).isEqualTo("held\n");
        first.close();
        assertThat(lockAsAnotherProgramSeesIt()).isEqualTo("free\n");
        open().close();
    }

    private String lockAsAnotherProgramSeesIt() throws IOException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockProbe.class.getName(),
                        file() + "-kratix_lock")
                .redirectErrorStream(true)
                .start();
        return new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void takesNoMoreConnectionsThanWereSaid() throws Exception {
        SmallPool pool = new SmallPool(database(), 2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Registry registry = Registry.jdbc(pool.source(), options.connections(2))) {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(threads.submit(() -> {
                    for (int j = 0; j < 200; j++) {
                        registry.count(Table.OBJECTS, Query.all());
                    }
                }));
            }

            for (Future<?> reader : readers) {
                assertThat(reader).succeedsWithin(LEASE);
            }
            assertThat(pool.mostTaken()).isEqualTo(2);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void goesOnAtOnceWithWhatTheEngineBeforeLeftInTheMiddle() {
        Registry first = open();
        first.commit(Step.builder().enqueue(Task.of(Task.Type.RUN, "r")).build());
        Claim before = first.claim(ALL, 1, LEASE).get(0);
        first.close();

        try (Registry second = open()) {
            List<Claim> after = second.claim(ALL, 1, LEASE);

            assertThat(after).extracting(Claim::task).containsExactly(before.task());
            assertThat(after.get(0).attempts()).isEqualTo(1);
        }
    }

    @Test
    void doesATaskOnceMoreThoughTheDatabaseHasForgottenThatItWasDone() throws SQLException {
        try (Registry registry = open()) {
            registry.commit(
                    Step.builder().enqueue(Task.of(Task.Type.STORE, "done")).build());
            registry.commit(
                    Step.builder().enqueue(Task.of(Task.Type.STORE, "open")).build());
            List<Claim> claims = registry.claim(ALL, 2, LEASE);
            run("CREATE TABLE before_the_crash AS SELECT * FROM kratix_task");
            registry.commit(Step.builder().finish(claims.get(0)).build());
            run("INSERT INTO kratix_task SELECT * FROM before_the_crash WHERE subject = 'done'");

            registry.renew(List.of(claims.get(1)), LEASE);
            List<Claim> again = registry.claim(ALL, 2, LEASE);

            assertThat(again).extracting(claim -> claim.task().subject()).containsExactly("done");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 400})
    void looksIntoFewLinesForAClaimHoweverManyPromisesThereAre(int promises) {
        CountingDatabase counting = new CountingDatabase(database());
        try (Registry registry = Registry.jdbc(counting.source(), options)) {
            Step.Builder step = Step.builder();
            for (int i = 0; i < promises; i++) {
                Task task = Task.of(Task.Type.RUN, "r" + i).sharedBy("p" + i);
                step.enqueue(task)
                        .enqueue(Task.of(Task.Type.WORK, "w" + i)
                                .sharedBy("p" + i)
                                .after(Duration.ofHours(1)));
            }
            registry.commit(step.build());
            finish(registry, registry.claim(ALL, 1, LEASE));
            long before = counting.rows();

            List<Claim> claims = registry.claim(ALL, 1, LEASE);
            long claimed = counting.rows() - before;
            finish(registry, claims);
            registry.untilNextTask(ALL, 1);
            long all = counting.rows() - before;

            assertThat(claims).hasSize(1);
            assertThat(claimed).isBetween(1L, 40L);
            assertThat(all).isLessThan(120);
        }
    }

    @Test
    void findsWhatCameIntoItsQueueInAnotherWay() throws SQLException {
        try (Registry registry = open()) {
            registry.commit(
                    Step.builder().enqueue(Task.of(Task.Type.WORK, "mine")).build());
            finish(registry, registry.claim(ALL, 1, LEASE));
            run("INSERT INTO kratix_task SELECT 'WORK w', 'WORK', 'w', 'WORK w', 'p', 'WORK p', 0, 1, 0, '', '', 0, 0,"
                    + " '', ''");

            clock.advance(Duration.ofSeconds(11));

            assertThat(registry.claim(ALL, 1, LEASE))
                    .extracting(claim -> claim.task().subject())
                    .containsExactly("w");
        }
    }

    @Test
    void findsATaskThatWasSaidAgainForSomebodyElseWhileItWasWorkedOn() {
        try (Registry registry = open()) {
            Task task = Task.of(Task.Type.RUN, "r").sharedBy("one");
            registry.commit(Step.builder().enqueue(task).build());
            List<Claim> claims = registry.claim(ALL, 1, LEASE);
            registry.commit(Step.builder().enqueue(task.sharedBy("other")).build());
            Optional<Duration> meanwhile = registry.untilNextTask(ALL, 1);

            finish(registry, claims);

            assertThat(meanwhile).isEmpty();
            assertThat(registry.claim(ALL, 1, LEASE))
                    .extracting(claim -> claim.task().share())
                    .containsExactly("other");
        }
    }

    private static void finish(Registry registry, List<Claim> claims) {
        claims.forEach(claim -> registry.commit(Step.builder().finish(claim).build()));
    }

    @Test
    void keepsAContentOnceCompressedAndUntilNobodyRefersToIt() throws SQLException {
        try (Registry registry = open()) {
            String text = "a line of text\n".repeat(1000);
            registry.commit(Step.builder()
                    .create(Table.WORKS, work("one", registry.keep(Content.of(text))))
                    .create(Table.WORKS, work("two", registry.keep(Content.of(text))))
                    .build());
            List<Stored<RegisteredWork>> works = registry.list(Table.WORKS, Query.all());
            long stored = number("SELECT SUM(LENGTH(body)) FROM kratix_content");

            registry.commit(Step.builder()
                    .update(works.get(0), work("one", registry.keep(Content.of("other"))))
                    .remove(works.get(1))
                    .build());
            long users = number("SELECT MIN(users) FROM kratix_content");
            String late = works.get(1)
                    .value()
                    .work()
                    .groups()
                    .get(0)
                    .workloads()
                    .get(0)
                    .content()
                    .sha256();
            clock.advance(Duration.ofMinutes(11));
            registry.renew(List.of(), LEASE);

            assertThat(stored).isLessThan(text.length() / 10);
            assertThat(users).isZero();
            assertThat(number("SELECT COUNT(*) FROM kratix_content WHERE digest = '" + late + "'"))
                    .isZero();
            assertThat(number("SELECT SUM(users) FROM kratix_content")).isEqualTo(1);
        }
    }

    @Test
    void forgetsEventsThatAreTooOld() throws SQLException {
        try (Registry registry = open()) {
            Step.Builder step = Step.builder();
            for (int i = 0; i < 10_100; i++) {
                step.event(new io.kratix.model.Event(
                        ManualClock.START,
                        io.kratix.model.Event.Type.NORMAL,
                        ObjectReference.promise("redis"),
                        "Done",
                        "number " + i));
            }
            registry.commit(step.build());
            clock.advance(Duration.ofMinutes(1));
            registry.renew(List.of(), LEASE);

            assertThat(number("SELECT COUNT(*) FROM kratix_event")).isEqualTo(10_000);
            assertThat(registry.events("").get(0).message()).isEqualTo("number 100");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void indexesEverythingAnewWhenTheRulesHaveChanged(int before) throws SQLException {
        open().close();
        try (Registry registry = open()) {
            registry.commit(
                    Step.builder().create(Table.OBJECTS, promise("redis")).build());
        }
        run("DELETE FROM kratix_entry_index");
        run("UPDATE kratix_meta SET value = '" + before + "' WHERE name = 'indexes'");

        try (Registry registry = open()) {
            assertThat(registry.list(
                            Table.OBJECTS,
                            Query.where(RegisteredObject.BY_KIND, RegisteredObject.platformKind("Promise"))))
                    .hasSize(1);
        }
    }

    @Test
    void saysWhatToDoAboutAFileThatIsLocked() throws SQLException {
        try (Registry registry = open();
                Connection shell = database().getConnection();
                Statement statement = shell.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> registry.commit(Step.builder()
                            .create(Table.OBJECTS, promise("redis"))
                            .build()))
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED))
                    .hasMessageStartingWith(
                            "the registry's SQLite file is locked by another program; close that one, for"
                                    + " example a sqlite3 shell with an open transaction: ");
            assertThat(registry.problem()).hasValueSatisfying(problem -> assertThat(problem)
                    .startsWith("the registry's SQLite file is locked by another program; close that one"));

            statement.execute("ROLLBACK");
            registry.commit(
                    Step.builder().create(Table.OBJECTS, promise("redis")).build());
            assertThat(registry.problem()).isEmpty();
        }
    }

    @Test
    void hasAllThatWaitForALockedFileFailTogether() throws Exception {
        Duration patience = Duration.ofMillis(700);
        int callers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try (Registry registry = Registry.jdbc(database(), options.patience(patience));
                Connection shell = database().getConnection();
                Statement statement = shell.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            List<Callable<Reason>> calls = Collections.nCopies(callers, () -> reasonOfRefusal(registry));

            List<Future<Reason>> ended =
                    threads.invokeAll(calls, patience.multipliedBy(callers - 2).toMillis(), TimeUnit.MILLISECONDS);

            assertThat(ended)
                    .as("those that ended before the patience of all has passed in turn")
                    .allSatisfy(call -> assertThat(call.isCancelled()).isFalse())
                    .allSatisfy(call -> assertThat(call.get()).isEqualTo(Reason.LOCKED));
        } finally {
            threads.shutdownNow();
        }
    }

    private static Reason reasonOfRefusal(Registry registry) {
        try {
            registry.commit(
                    Step.builder().create(Table.OBJECTS, promise("redis")).build());
            throw new IllegalStateException("it was committed");
        } catch (RegistryException e) {
            return e.reason();
        }
    }

    @Test
    void saysWhatToDoAboutAFullDisk() {
        SQLiteDataSource small = database();
        small.getConfig().setPragma(org.sqlite.SQLiteConfig.Pragma.MAX_PAGE_COUNT, "60");
        try (Registry registry = Registry.jdbc(small, options)) {
            byte[] large = new byte[1_000_000];
            new java.util.Random(1).nextBytes(large);
            Step step = Step.builder()
                    .create(Table.WORKS, work("large", registry.keep(Content.of(large))))
                    .build();

            assertThatThrownBy(() -> registry.commit(step))
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FULL))
                    .hasMessageStartingWith(
                            "the disk with the registry's SQLite file is full; make room, and the engine"
                                    + " goes on: ");

            assertThat(registry.list(Table.WORKS, Query.all())).isEmpty();
            registry.commit(
                    Step.builder().create(Table.OBJECTS, promise("small")).build());
        }
    }

    @Test
    void saysWhatToDoAboutAFileThatIsNoDatabase() throws IOException {
        Files.writeString(file(), "this is no database, but it is long enough to look like one\n".repeat(100));

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
                .hasMessageStartingWith(
                        "the registry's SQLite file is damaged or no database; end the engine, remove the file"
                                + " and those beside it that end in -wal and -shm, and put a backup in their place, or import an"
                                + " export into an empty registry: ");
    }

    @Test
    void saysWhatToDoAboutAFolderThatIsMissing() {
        SQLiteDataSource lost = new SQLiteDataSource();
        lost.setUrl("jdbc:sqlite:" + directory.resolve("missing/registry.db"));

        assertThatThrownBy(() -> Registry.jdbc(lost, options))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith(
                        "the registry's database does not answer; a SQLite file's folder must exist and be writable, and"
                                + " PostgreSQL's address, user and password be right: ");
    }

    private Registry open() {
        return Registry.jdbc(database(), options);
    }

    private Path file() {
        return directory.resolve("registry.db");
    }

    private SQLiteDataSource database() {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + file());
        return database;
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static RegisteredObject promise(String name) {
        Document document =
                Document.builder("platform.kratix.io/v1alpha1", "Promise", name).build();
        return new RegisteredObject(document, 1, ManualClock.START, Optional.empty(), Map.of(), Map.of());
    }

    private static RegisteredWork work(String name, Content content) {
        WorkloadGroup group = new WorkloadGroup(".", List.of(new Workload(StorePath.of("file"), content)), List.of());
        ObjectReference owner = ObjectReference.promise(name);
        Work work = new Work("default", name, Work.Type.PROMISE, name, owner, "", 0, List.of(group));
        return RegisteredWork.made(work, Optional.empty(), 1);
    }
}
