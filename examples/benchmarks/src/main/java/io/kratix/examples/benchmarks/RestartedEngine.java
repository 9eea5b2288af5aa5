// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import io.kratix.Kratix;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Registry;
import io.kratix.testkit.InMemoryStateStoreProvider;
import io.kratix.testkit.MemoryPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A program whose engine begins with many requests on record in SQLite: how long until it is ready, and until all of them
 * have been looked at once more, with nothing changed. In JVMs of their own: one fills the registry, the next one begins,
 * in front of an empty State Store, to which it must not write.
 */
final class RestartedEngine {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final long READY_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String HEAP = "-Xmx512m";

    /** Where filling waits for no disk; a restart waits for none either way. */
    private static final Path IN_MEMORY = Path.of("/dev/shm");

    private final Path folder;
    private final int requests;

    private RestartedEngine(Path folder, int requests) {
        this.folder = folder;
        this.requests = requests;
    }

    static List<Measure> measure(int requests) throws IOException, InterruptedException {
        Path folder = Files.isWritable(IN_MEMORY)
                ? Files.createTempDirectory(IN_MEMORY, "restart-")
                : Files.createTempDirectory("restart-");
        try {
            run("-Xmx2g", folder, "fill", requests);
            run(HEAP, folder, "begin", requests);
            List<String> times = Files.readAllLines(folder.resolve("times"));
            return List.of(
                    Measure.ofNanos(
                            "ready with %,d requests on record vs 10 s".formatted(requests),
                            Long.parseLong(times.get(0)),
                            READY_NANOS,
                            "SQLite, a JVM of its own, " + HEAP),
                    Measure.ofNanos(
                            "%,d requests looked at once more vs filling".formatted(requests),
                            Long.parseLong(times.get(1)),
                            Long.parseLong(Files.readString(folder.resolve("filled"))),
                            "no run, no write"));
        } finally {
            Directories.remove(folder);
        }
    }

    private static void run(String heap, Path folder, String what, int requests)
            throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                RestartedEngine.class.getName(),
                folder.toString(),
                what,
                Integer.toString(requests));
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("to " + what + " ended with " + exit);
        }
    }

    /** Fills a registry, or begins on one. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        RestartedEngine engine = new RestartedEngine(Path.of(arguments[0]), Integer.parseInt(arguments[2]));
        if (arguments[1].equals("fill")) {
            engine.fill();
        } else {
            engine.begin();
        }
    }

    private void fill() throws IOException, InterruptedException {
        InMemoryStateStoreProvider stores = new InMemoryStateStoreProvider();
        long start = System.nanoTime();
        try (Registry registry = Registry.jdbc(RegistryDatabase.sqlite(folder.resolve("registry.db")));
                Kratix kratix = new BenchmarkedEngine().open(registry, stores)) {
            kratix.apply(BenchmarkedEngine.platform());
            kratix.awaitSettled(LIMIT);
            BenchmarkedEngine.applyRequests(kratix, requests);
            kratix.awaitSettled(LIMIT);
        }
        Files.writeString(folder.resolve("filled"), Long.toString(System.nanoTime() - start));
    }

    private void begin() throws IOException, InterruptedException {
        InMemoryStateStoreProvider stores = new InMemoryStateStoreProvider();
        MemoryPlace place = stores.place("default");
        BenchmarkedEngine engine = new BenchmarkedEngine();
        long start = System.nanoTime();
        try (Registry registry = Registry.jdbc(RegistryDatabase.sqlite(folder.resolve("registry.db")));
                Kratix kratix = engine.open(registry, stores)) {
            kratix.awaitReady(ObjectReference.request("benchmarks.example", "Service", "default", "request-0"), LIMIT);
            kratix.awaitSettled(LIMIT);
            long ready = System.nanoTime();
            lookAtAll(kratix);
            long looked = System.nanoTime();
            check(engine, place);
            Files.write(folder.resolve("times"), List.of(Long.toString(ready - start), Long.toString(looked - ready)));
        }
    }

    /** A Destination that changes has every Work looked at; then every request is declared once more. */
    private void lookAtAll(Kratix kratix) throws InterruptedException {
        String platform = BenchmarkedEngine.platform();
        kratix.apply(platform.replace("  name: worker\n", "  name: worker\n  labels: {changed: \"yes\"}\n"));
        BenchmarkedEngine.applyRequests(kratix, requests);
        kratix.awaitSettled(LIMIT);
    }

    private static void check(BenchmarkedEngine engine, MemoryPlace place) {
        if (engine.runs() > 0 || place.calls(MemoryPlace.Call.WRITE) > 0) {
            throw new IllegalStateException(
                    engine.runs() + " runs and " + place.calls(MemoryPlace.Call.WRITE) + " writes");
        }
    }
}
