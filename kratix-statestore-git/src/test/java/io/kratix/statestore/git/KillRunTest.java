// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final int LONGEST_SECONDS = 240;

    @TempDir
    Path parent;

    private final AtomicInteger folders = new AtomicInteger();

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
        losesNothingHaltedAt(evenlySpaced(callsOfARunUnhalted(database), IN_THE_GATE), database);
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
        int calls = callsOfARunUnhalted(database);

        losesNothingHaltedAt(IntStream.rangeClosed(1, calls).boxed().toList(), database);
    }

    @Test
    @Tag("long")
    @Tag("proof-registry")
    void losesNothingHoweverOftenItIsKilled() throws Exception {
        killAtRandom(AT_RANDOM);
    }

    @ParameterizedTest
    @Tag("long")
    @Tag("proof-registry")
    @EnumSource(value = Bug.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsABugThatIsPlanted(Bug bug) throws Exception {
        Optional<List<String>> found = Optional.empty();
        for (int k = 0; k <= MOST_HALTS_OF_A_BUG && found.isEmpty(); k++) {
            List<String> problems = problemsAfterHaltingAt(k, bug, Database.SQLITE);
            found = problems.isEmpty() ? Optional.empty() : Optional.of(problems);
        }

        assertThat(found).isPresent();
    }

    private void losesNothingHaltedAt(List<Integer> calls, Database database) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            Map<Integer, Future<List<String>>> found = new TreeMap<>();
            for (int k : calls) {
                found.put(k, threads.submit(() -> problemsAfterHaltingAt(k, Bug.NONE, database)));
            }
            for (Map.Entry<Integer, Future<List<String>>> halted : found.entrySet()) {
                assertThat(halted.getValue().get())
                        .as("halted at call %s", halted.getKey())
                        .isEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private int callsOfARunUnhalted(Database database) throws Exception {
        Place place = newPlace(database);
        start(place, Bug.NONE, 0).waitFor();
        assertThat(problems(place.folder())).isEmpty();
        int calls = KilledEngine.journal(place.folder()).stream()
                .filter(line -> line.startsWith(KilledEngine.CALLS))
                .mapToInt(line -> Integer.parseInt(line.substring(KilledEngine.CALLS.length())))
                .findFirst()
                .orElseThrow();
        assertThat(calls).isGreaterThan(10);
        return calls;
    }

    private static List<Integer> evenlySpaced(int last, int count) {
        return IntStream.range(0, count)
                .map(i -> 1 + i * (last - 1) / (count - 1))
                .boxed()
                .toList();
    }

    private List<String> problemsAfterHaltingAt(int k, Bug bug, Database database) throws Exception {
        Place place = newPlace(database);
        finish(start(place, bug, k));
        return finishAndLook(place, bug);
    }

    /** Half of the times on each database, side by side: whenever the work is done it begins anew. */
    private void killAtRandom(int times) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            Future<List<String>> sqlite = threads.submit(() -> killAtRandom((times + 1) / 2, Database.SQLITE));
            Future<List<String>> postgresql = threads.submit(() -> killAtRandom(times / 2, Database.POSTGRESQL));
            assertThat(sqlite.get()).isEmpty();
            assertThat(postgresql.get()).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    private List<String> killAtRandom(int times, Database database) throws Exception {
        Random random = new Random(times);
        Place place = newPlace(database);
        for (int i = 0; i < times; i++) {
            Process process = start(place, Bug.NONE, 0);
            if (!process.waitFor(300 + random.nextInt(2_500), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
            process.waitFor();
            if (KilledEngine.journal(place.folder()).contains(KilledEngine.DONE)) {
                List<String> problems = problems(place.folder());
                if (!problems.isEmpty()) {
                    return problems;
                }
                place = newPlace(database);
            }
        }
        return finishAndLook(place, Bug.NONE);
    }

    private List<String> finishAndLook(Place place, Bug bug) throws Exception {
        if (!KilledEngine.journal(place.folder()).contains(KilledEngine.DONE)) {
            finish(start(place, bug, 0));
        }
        return problems(place.folder());
    }

    private static void finish(Process process) throws InterruptedException {
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private Place newPlace(Database database) throws IOException {
        Path folder = Files.createDirectory(parent.resolve("run-" + folders.incrementAndGet()));
        BareRepository.create(folder.resolve("state.git"));
        return new Place(folder, database);
    }

    private static Process start(Place place, Bug bug, int haltAt) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
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
