// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of an engine: the embedder's, or its own.
 *
 * @param executor runs everything
 * @param timer wakes the engine
 * @param onClose ends those that are the engine's own
 */
public record Threads(Executor executor, ScheduledExecutorService timer, Runnable onClose) implements AutoCloseable {
    private static final AtomicInteger ENGINES = new AtomicInteger();

    /**
     * {@return the threads to use}
     *
     * @param executor the embedder's, or {@code null} for the engine's own
     * @param timer the embedder's, or {@code null} for the engine's own
     * @param most how many threads the engine can use at once
     */
    public static Threads of(@Nullable Executor executor, @Nullable ScheduledExecutorService timer, int most) {
        if (executor != null && timer != null) {
            return new Threads(executor, timer, () -> {});
        }
        String engine = "kratix-" + ENGINES.incrementAndGet();
        // plugins use the executor for the parallel parts of their calls, too: hence not bounded by a queue
        ExecutorService workers = new ThreadPoolExecutor(
                0,
                4 * most,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                named(engine + "-worker-"),
                new ThreadPoolExecutor.AbortPolicy());
        ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1, named(engine + "-timer-"));
        alarms.setRemoveOnCancelPolicy(true);
        return new Threads(workers, alarms, () -> {
            alarms.shutdownNow();
            workers.shutdownNow();
        });
    }

    @Override
    public void close() {
        onClose.run();
    }

    /** Daemons: a program that forgets to close its engine still ends. */
    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
