// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import io.kratix.Kratix;
import io.kratix.registry.Registry;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.spi.workflow.PipelineCall;
import io.kratix.testkit.InMemoryStateStoreProvider;
import io.kratix.testkit.MemoryPlace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
        AtomicInteger runs = new AtomicInteger();
        InMemoryStateStoreProvider stores = new InMemoryStateStoreProvider();
        long bare = bare();
        try (Kratix kratix = open(stores, runs)) {
            kratix.apply(platform());
            kratix.awaitSettled(LIMIT);
            MemoryPlace place = stores.place("default");
            int pushes = place.calls(MemoryPlace.Call.WRITE);
            long first = applyAll(kratix);
            pushes = place.calls(MemoryPlace.Call.WRITE) - pushes;
            check(runs, place, pushes);
            long again = applyAll(kratix);
            check(runs, place, pushes);
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

    private static Kratix open(InMemoryStateStoreProvider stores, AtomicInteger runs) {
        return Kratix.builder()
                .registry(Registry.inMemory())
                .stateStores(stores)
                .workflowRunner(InProcessWorkflowRunner.builder()
                        .image("benchmarks.example/first", call -> write(call, runs))
                        .image("benchmarks.example/second", call -> write(call, runs))
                        .build())
                .open();
    }

    private static void write(PipelineCall call, AtomicInteger runs) throws IOException {
        runs.incrementAndGet();
        call.writeOutput(call.environment().get("KRATIX_PIPELINE_NAME") + ".yaml", "size: small\n");
    }

    private static long applyAll(Kratix kratix) throws InterruptedException {
        String requests = IntStream.range(0, REQUESTS)
                .mapToObj(number -> "apiVersion: benchmarks.example/v1\nkind: Service\nmetadata: {name: request-"
                        + number + ", namespace: default}\nspec: {size: small}\n")
                .collect(Collectors.joining("---\n"));
        long start = System.nanoTime();
        kratix.apply(requests);
        kratix.awaitSettled(LIMIT);
        return System.nanoTime() - start;
    }

    /** Each Pipeline ran once, each file is there, and what was pushed is all that was pushed. */
    private static void check(AtomicInteger runs, MemoryPlace place, int pushes) {
        long files = place.files().keySet().stream()
                .filter(path -> path.startsWith("worker/resources/default/"))
                .count();
        int all = place.calls(MemoryPlace.Call.WRITE);
        if (runs.get() != 2 * REQUESTS || files != 2 * REQUESTS || all > pushes + 2) {
            throw new IllegalStateException(runs + " runs, " + files + " files, " + all + " pushes");
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
            remove(run);
        }
        long took = System.nanoTime() - start;
        Files.delete(directory);
        return took;
    }

    private static void remove(Path directory) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            files.forEach(all::add);
        }
        all.sort(Comparator.reverseOrder());
        for (Path file : all) {
            Files.delete(file);
        }
    }

    private static String platform() {
        try (InputStream in = RequestsBenchmark.class.getResourceAsStream("/requests/platform.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
