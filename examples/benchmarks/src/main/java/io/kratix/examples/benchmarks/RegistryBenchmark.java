// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import io.kratix.Kratix;
import io.kratix.examples.benchmarks.TransactionLog.Transaction;
import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import io.kratix.testkit.InMemoryStateStoreProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * 10,000 requests from {@code apply} until the State Store has confirmed their files, with each registry; against as many
 * bare transactions that write as many bytes to the same database. Then a restart with 100,000 requests on record, in a
 * JVM of its own with a heap of 512 MiB.
 */
final class RegistryBenchmark implements Benchmark {
    private static final int REQUESTS = 10_000;
    /** What one in ten requests writes is noted beforehand, and replayed ten times. */
    private static final int NOTED = REQUESTS / 10;

    private static final int RECORDED = 100_000;
    private static final Duration LIMIT = Duration.ofHours(1);

    @Override
    public List<Measure> run() throws Exception {
        List<Measure> measures = new ArrayList<>();
        long inMemory = measure(Registry.inMemory(), REQUESTS);
        try (RegistryDatabase sqlite = RegistryDatabase.sqlite()) {
            measures.add(against(sqlite, "SQLite", inMemory));
        }
        try (RegistryDatabase postgresql = RegistryDatabase.postgresql()) {
            measures.add(against(postgresql, "PostgreSQL", inMemory));
        }
        measures.addAll(RestartedEngine.measure(RECORDED));
        return measures;
    }

    private static Measure against(RegistryDatabase database, String name, long inMemory) throws Exception {
        List<Transaction> transactions = new ArrayList<>();
        List<Transaction> noted = noted(database);
        for (int i = 0; i < REQUESTS / NOTED; i++) {
            transactions.addAll(noted);
        }
        long reference = database.replay(transactions);
        long ours = measure(registry(database, "measured_"), REQUESTS);
        return Measure.ofNanos(
                "%,d requests with %s vs %,d bare transactions".formatted(REQUESTS, name, transactions.size()),
                ours,
                reference,
                "%,.0f requests per second; in memory %,.0f"
                        .formatted(REQUESTS * 1e9 / ours, REQUESTS * 1e9 / inMemory));
    }

    private static List<Transaction> noted(RegistryDatabase database) throws InterruptedException {
        TransactionLog log = new TransactionLog(database.source());
        try (Registry registry =
                Registry.jdbc(log.source(), JdbcOptions.defaults().tablePrefix("noted_"))) {
            apply(registry, NOTED, log::taken);
        }
        return log.taken();
    }

    private static Registry registry(RegistryDatabase database, String prefix) {
        return Registry.jdbc(database.source(), JdbcOptions.defaults().tablePrefix(prefix));
    }

    private static long measure(Registry registry, int requests) throws InterruptedException {
        try (registry) {
            return apply(registry, requests, () -> {});
        }
    }

    private static long apply(Registry registry, int requests, Runnable beforeTheRequests) throws InterruptedException {
        BenchmarkedEngine engine = new BenchmarkedEngine();
        try (Kratix kratix = engine.open(registry, new InMemoryStateStoreProvider())) {
            kratix.apply(BenchmarkedEngine.platform());
            kratix.awaitSettled(LIMIT);
            beforeTheRequests.run();
            long start = System.nanoTime();
            BenchmarkedEngine.applyRequests(kratix, requests);
            kratix.awaitSettled(LIMIT);
            long took = System.nanoTime() - start;
            engine.check(requests);
            return took;
        }
    }
}
