// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kratix.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An engine on a database and Git is killed in the middle, and the next one makes everything true. */
@Tag("postgresql")
@ExtendWith(PostgresServer.Fixture.class)
class KillRunTest {
    private static final int IN_THE_GATE = 5;
    private static final int AT_RANDOM_IN_THE_GATE = 5;
    private static final int AT_RANDOM = 200;
    private static final int MOST_HALTS_OF_A_BUG = 100;
    private static final int AT_ONCE = 2;
    private static final int FEWEST_CALLS = 10;

    /** Three requests, one of which is changed. */
    private static final int MOST_RUNS = 4;

    private static final int LONGEST_SECONDS = 240;

    /** As schemas are named after them, no test's folder is called as another's. */
    private static final AtomicInteger FOLDERS = new AtomicInteger();

    @TempDir
    Path parent;

    /** What a killed engine remembers with. */
    private enum Database {
        SQLITE,
        POSTGRESQL
    }

    /** Where a killed engine does its work, from one start to the next. */
    private record Place(Path folder, Database database) {
        private List<String> arguments() {
            return database == Database.SQLITE
                    ? List.of("sqlite", "")
                    : List.of(
                            PostgresServer.running().url(),
                            folder.getFileName().toString().replace('-', '_'));
        }
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingWhereverItHalts(Database database) throws Exception {
        Iterator<Integer> some =
                evenlySpaced(callsOfARunUnhalted(database), IN_THE_GATE).iterator();

        Map<Integer, Ending> endings = haltAtEach(() -> some.hasNext() ? some.next() : 0, database);

        assertThat(endings.values().stream().filter(Ending::isHalted))
                .as("those that were halted")
                .hasSizeGreaterThan(IN_THE_GATE / 2);
    }

    @Test
    void losesNothingWheneverItIsKilled() throws Exception {
        killAtRandom(AT_RANDOM_IN_THE_GATE);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    @Tag("proof-registry")
    void losesNothingHaltedAtEachCall(Database database) throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean isUnhalted = new AtomicBoolean();

        Map<Integer, Ending> endings = haltAtEach(
                () -> isUnhalted.get() ? 0 : next.incrementAndGet(),
                database,
                ending -> isUnhalted.compareAndSet(false, !ending.isHalted()));

        int first = endings.entrySet().stream()
                .filter(ending -> !ending.getValue().isHalted())
                .mapToInt(Map.Entry::getKey)
                .min()
                .orElseThrow();
        assertThat(first).as("the first that was not halted").isGreaterThan(FEWEST_CALLS);
    }

    @Test
    @Tag("long")
    @Tag("proof-registry")
    void losesNothingHoweverOftenItIsKilled() throws Exception {
        killAtRandom(AT_RANDOM);
    }

    /** Side by side: a bug that leaves something undone is found when nothing has happened for long. */
    @Test
    @Tag("long")
    @Tag("proof-registry")
    void findsEachBugThatIsPlanted() throws Exception {
        Map<Bug, Future<List<String>>> found = new EnumMap<>(Bug.class);
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (Bug bug : EnumSet.complementOf(EnumSet.of(Bug.NONE))) {
                found.put(bug, threads.submit(() -> problemsOf(bug)));
            }
            for (Bug bug : found.keySet()) {
                assertThat(found.get(bug).get())
                        .as("problems that %s leaves", bug)
                        .anySatisfy(problem -> assertThat(problem).contains(bug.problem()));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private List<String> problemsOf(Bug bug) throws Exception {
        List<String> found = List.of();
        for (int k = 0; k <= MOST_HALTS_OF_A_BUG && found.isEmpty(); k++) {
            found = haltedAt(k, bug, Database.SQLITE).problems();
        }
        return found;
    }

    /** How a run ended that was told to halt at a call, and what was wrong when the next one had finished. */
    private record Ending(int exit, int calls, List<String> problems) {
        private boolean isHalted() {
            return exit == KilledEngine.KILLED;
        }
    }

    private Map<Integer, Ending> haltAtEach(IntSupplier calls, Database database) throws Exception {
        return haltAtEach(calls, database, ending -> {});
    }

    /** Halts runs side by side, until there is no more call to halt at. */
    private Map<Integer, Ending> haltAtEach(IntSupplier calls, Database database, Consumer<Ending> listener)
            throws Exception {
        Map<Integer, Ending> endings = new ConcurrentSkipListMap<>();
        Callable<Boolean> halting = () -> {
            for (int k = next(calls); k > 0; k = next(calls)) {
                endings.put(k, haltedAt(k, Bug.NONE, database));
                listener.accept(endings.get(k));
            }
            return true;
        };
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (Future<Boolean> ended : threads.invokeAll(Collections.nCopies(AT_ONCE, halting))) {
                ended.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(endings).allSatisfy(KillRunTest::assertSound);
        return endings;
    }

    private static int next(IntSupplier calls) {
        synchronized (calls) {
            return calls.getAsInt();
        }
    }

    private static void assertSound(int k, Ending ending) {
        assertThat(ending.problems()).as("halted at call %s", k).isEmpty();
        if (!ending.isHalted()) {
            assertThat(ending.exit())
                    .as("how it ended, to be halted at call %s", k)
                    .isZero();
            assertThat(ending.calls()).as("calls of a run that was not halted").isBetween(FEWEST_CALLS, k - 1);
        }
    }

    private int callsOfARunUnhalted(Database database) throws Exception {
        Place place = newPlace(database);
        int exit = start(place, Bug.NONE, 0).waitFor();
        assertThat(problems(place.folder())).isEmpty();
        assertThat(exit).isZero();
        int calls = calls(place);
        assertThat(calls).isGreaterThan(FEWEST_CALLS);
        return calls;
    }

    /** {@return how many calls were made by the run that finished the work; 0 if none has} */
    private static int calls(Place place) throws IOException {
        return KilledEngine.journal(place.folder()).stream()
                .filter(line -> line.startsWith(KilledEngine.CALLS))
                .mapToInt(line -> Integer.parseInt(line.substring(KilledEngine.CALLS.length())))
                .findFirst()
                .orElse(0);
    }

    private static List<Integer> evenlySpaced(int last, int count) {
        return IntStream.range(0, count)
                .map(i -> 1 + i * (last - 1) / (count - 1))
                .boxed()
                .toList();
    }

    private Ending haltedAt(int k, Bug bug, Database database) throws Exception {
        Place place = newPlace(database);
        int exit = finish(start(place, bug, k));
        int calls = calls(place);
        return new Ending(exit, calls, finishAndLook(place, bug));
    }

    /** Half of the times on each database, side by side: whenever the work is done it begins anew. */
    private void killAtRandom(int times) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            Future<Kills> sqlite = threads.submit(() -> killAtRandom((times + 1) / 2, Database.SQLITE));
            Future<Kills> postgresql = threads.submit(() -> killAtRandom(times / 2, Database.POSTGRESQL));
            assertThat(sqlite.get().problems()).isEmpty();
            assertThat(postgresql.get().problems()).isEmpty();
            assertThat(sqlite.get().hits() + postgresql.get().hits())
                    .as("those that were killed at work")
                    .isGreaterThanOrEqualTo(times / 4);
        } finally {
            threads.shutdownNow();
        }
    }

    /** What came of killing: how often somebody was hit who worked, and what was wrong in the end. */
    private record Kills(int hits, List<String> problems) {}

    private Kills killAtRandom(int times, Database database) throws Exception {
        Random random = new Random(times);
        Place place = newPlace(database);
        int hits = 0;
        for (int i = 0; i < times; i++) {
            hits += kill(start(place, Bug.NONE, 0), place, i % 2 == 0, random) ? 1 : 0;
            if (KilledEngine.journal(place.folder()).contains(KilledEngine.DONE)) {
                List<String> problems = problems(place.folder());
                if (!problems.isEmpty()) {
                    return new Kills(hits, problems);
                }
                place = newPlace(database);
            }
        }
        return new Kills(hits, finishAndLook(place, Bug.NONE));
    }

    /** {@return whether it was killed at work} Every other time it may be while it still begins, or looks at what is there. */
    private static boolean kill(Process process, Place place, boolean early, Random random) throws Exception {
        long begun = begun(place);
        if (!early) {
            await().atMost(LONGEST_SECONDS, TimeUnit.SECONDS)
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .until(() -> begun(place) > begun || !process.isAlive());
        }
        boolean isOver =
                process.waitFor(early ? 300 + random.nextInt(2_500) : random.nextInt(1_000), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        return !isOver
                && begun(place) > begun
                && !KilledEngine.journal(place.folder()).contains(KilledEngine.DONE);
    }

    private static long begun(Place place) throws IOException {
        return KilledEngine.journal(place.folder()).stream()
                .filter(KilledEngine.BEGUN::equals)
                .count();
    }

    private List<String> finishAndLook(Place place, Bug bug) throws Exception {
        if (!KilledEngine.journal(place.folder()).contains(KilledEngine.DONE)) {
            finish(start(place, bug, 0));
        }
        return problems(place.folder());
    }

    /** {@return how it ended} */
    private static int finish(Process process) throws InterruptedException {
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    /** Nobody kills git, whose many small pushes need neither a collection each, nor a disk that has written them. */
    private Place newPlace(Database database) throws IOException {
        Path folder = Files.createDirectory(parent.resolve("run-" + FOLDERS.incrementAndGet()));
        Path repository = folder.resolve("state.git");
        BareRepository.create(repository);
        Files.writeString(
                repository.resolve("config"),
                "[receive]\n\tautogc = false\n[core]\n\tfsync = none\n",
                StandardOpenOption.APPEND);
        return new Place(folder, database);
    }

    private static Process start(Place place, Bug bug, int haltAt) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledEngine.class.getName(),
                place.folder().toString(),
                bug.name(),
                Integer.toString(haltAt)));
        command.addAll(place.arguments());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        place.folder().resolve("output").toFile()))
                .start();
    }

    /** What is not as it must be when an engine that was killed any number of times has finished. */
    private static List<String> problems(Path folder) throws IOException {
        List<String> problems = new ArrayList<>();
        List<String> journal = KilledEngine.journal(folder);
        if (!journal.contains(KilledEngine.DONE)) {
            problems.add("it did not finish: " + Files.readString(folder.resolve("output")));
        }
        Set<String> started = journal.stream()
                .filter(line -> line.startsWith(KilledEngine.STARTED))
                .collect(Collectors.toSet());
        if (started.size() > MOST_RUNS) {
            problems.add("more runs than were asked for: " + started);
        }
        Set<String> recorded = new HashSet<>();
        for (String line : journal) {
            if (line.startsWith(KilledEngine.RECORDED)) {
                recorded.add(line.substring(KilledEngine.RECORDED.length()));
            } else if (line.startsWith(KilledEngine.STARTED)
                    && recorded.contains(line.substring(KilledEngine.STARTED.length()))) {
                problems.add("run again after its outcome was recorded: " + line);
            }
        }
        lookAt(BareRepository.at(folder.resolve("state.git")), problems);
        return problems;
    }

    private static void lookAt(BareRepository repository, List<String> problems) throws IOException {
        if (repository.git().lines("for-each-ref", "refs/heads/main").isEmpty()) {
            problems.add("the branch is not there");
            return;
        }
        String requests = "worker/resources/default/redis/";
        Set<String> files = new HashSet<>(repository.files());
        Set<String> expected = Set.of(
                "worker/dependencies/redis/static/dependencies.yaml",
                requests + "request-0/redis.yaml",
                requests + "request-2/redis.yaml");
        files.removeIf(file -> file.contains("kratix-canary"));
        if (!files.equals(expected)) {
            problems.add("the branch holds " + files);
        } else if (!repository.content(requests + "request-0/redis.yaml").equals("size: large")) {
            problems.add("request-0 is not as it was declared last");
        }
        repository.isSound();
    }
}
