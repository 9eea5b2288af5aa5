// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import io.kratix.Kratix;
import io.kratix.registry.Registry;
import io.kratix.testkit.InMemoryStateStoreProvider;
import io.kratix.testkit.MemoryPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * 1,000 requests of a Promise with two Pipelines, from {@code apply} until the State Store has confirmed their files, and
 * the same requests once more with nothing changed; against what a program without an engine would do for each Pipeline:
 * make its directories, write its file and remove them.
 */
final class RequestsBenchmark implements Benchmark {
    private static final int REQUESTS = 1_000;
    private static final int ROUNDS = 3;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Override
    public List<Measure> run() throws IOException, InterruptedException {
        List<Measure> best = List.of();
        for (int round = 0; round < ROUNDS; round++) {
            List<Measure> measured = round();
            best = best.isEmpty() || measured.get(0).ours() < best.get(0).ours() ? measured : best;
        }
        return best;
    }

    private static List<Measure> round() throws IOException, InterruptedException {
        BenchmarkedEngine engine = new BenchmarkedEngine();
        InMemoryStateStoreProvider stores = new InMemoryStateStoreProvider();
        long bare = bare();
        try (Kratix kratix = engine.open(Registry.inMemory(), stores)) {
            kratix.apply(BenchmarkedEngine.platform());
            kratix.awaitSettled(LIMIT);
            MemoryPlace place = stores.place("default");
            int pushes = place.calls(MemoryPlace.Call.WRITE);
            long first = applyAll(kratix);
            pushes = place.calls(MemoryPlace.Call.WRITE) - pushes;
            check(engine, place, pushes);
            long again = applyAll(kratix);
            check(engine, place, pushes);
            return List.of(
                    Measure.ofNanos(
                            "%,d requests of two Pipelines vs their directories alone".formatted(REQUESTS),
                            first,
                            bare,
                            "%,.0f requests per second, %d pushes; best of %d rounds"
                                    .formatted(REQUESTS * 1e9 / first, pushes, ROUNDS)),
                    Measure.ofNanos(
                            "%,d requests applied again, nothing changed, vs the first time".formatted(REQUESTS),
                            again,
                            first,
                            "no run, no push"));
        }
    }

    private static long applyAll(Kratix kratix) throws InterruptedException {
        long start = System.nanoTime();
        BenchmarkedEngine.applyRequests(kratix, REQUESTS);
        kratix.awaitSettled(LIMIT);
        return System.nanoTime() - start;
    }

    /** Each Pipeline ran once, each file is there, and what was pushed is all that was pushed. */
    private static void check(BenchmarkedEngine engine, MemoryPlace place, int pushes) {
        long files = place.files().keySet().stream()
                .filter(path -> path.startsWith("worker/resources/default/"))
                .count();
        int all = place.calls(MemoryPlace.Call.WRITE);
        engine.check(REQUESTS);
        if (files != 2 * REQUESTS || all > pushes + 2) {
            throw new IllegalStateException(files + " files, " + all + " pushes");
        }
    }

    private static long bare() throws IOException {
        Path directory = Files.createTempDirectory("requests-");
        long start = System.nanoTime();
        for (int number = 0; number < 2 * REQUESTS; number++) {
            Path run = directory.resolve("run-" + number);
            for (String name : List.of("input", "output", "metadata")) {
                Files.createDirectories(run.resolve(name));
            }
            Files.writeString(run.resolve("input/object.yaml"), "spec: {size: small}\n");
            Files.writeString(run.resolve("output/service.yaml"), "size: small\n");
            Directories.remove(run);
        }
        long took = System.nanoTime() - start;
        Files.delete(directory);
        return took;
    }
}
