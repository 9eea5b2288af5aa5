// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import java.time.Duration;
import java.util.PrimitiveIterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Plays the histories of many seeds, as many at once as there are processors: they have nothing in common. */
final class Seeds {
    private final PrimitiveIterator.OfLong seeds;
    private final long end;
    private final AtomicInteger played = new AtomicInteger();
    private final AtomicBoolean failed = new AtomicBoolean();

    private Seeds(PrimitiveIterator.OfLong seeds, Duration limit) {
        this.seeds = seeds;
        this.end = System.nanoTime() + limit.toNanos();
    }

    static int hold(PrimitiveIterator.OfLong seeds) throws InterruptedException {
        return hold(seeds, Duration.ofDays(1));
    }

    /**
     * {@return how many histories were played}
     *
     * @param seeds theirs
     * @param limit after which no other one begins
     * @throws AssertionError with the first seed after which something was not as it must be
     */
    static int hold(PrimitiveIterator.OfLong seeds, Duration limit) throws InterruptedException {
        Seeds all = new Seeds(seeds, limit);
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (Future<?> player : Stream.generate(() -> executor.submit(all::play))
                    .limit(threads)
                    .toList()) {
                player.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(String.valueOf(e.getCause()), e.getCause());
        } finally {
            executor.shutdown();
        }
        return all.played.get();
    }

    /** {@return what plays a history again} */
    static String command(long seed, PlantedFault fault) {
        String planted = fault == PlantedFault.NONE ? "" : " -Dsimulation.fault=" + fault;
        return "mvn test -pl kratix-core/testkit -am -Dtest=SimulationTest#playsOneSeed"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.seed=" + seed + planted;
    }

    private void play() {
        while (System.nanoTime() < end && !failed.get()) {
            long seed;
            synchronized (seeds) {
                if (!seeds.hasNext()) {
                    return;
                }
                seed = seeds.nextLong();
            }
            holds(seed);
            played.incrementAndGet();
        }
    }

    private void holds(long seed) {
        Simulation.Result result;
        try {
            result = new Simulation(seed, PlantedFault.NONE).run();
        } catch (RuntimeException | Error e) {
            failed.set(true);
            throw new AssertionError("seed " + seed + " came to no end: " + command(seed, PlantedFault.NONE), e);
        }
        if (!result.findings().isEmpty()) {
            failed.set(true);
            throw new AssertionError("seed " + seed + ", again by: " + command(seed, PlantedFault.NONE) + "\n"
                    + String.join("\n", result.findings()) + "\nafter\n" + String.join("\n", result.told()));
        }
    }
}
