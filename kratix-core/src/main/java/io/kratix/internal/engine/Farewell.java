// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what plugins opened, one after the other, in a bounded time: what hangs when it is closed, or throws, keeps neither
 * the rest nor the program from ending.
 */
final class Farewell {
    private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final UnaryOperator<String> masked;
    private final long end;

    /**
     * Begins.
     *
     * @param limit for all of them; whoever comes after it has a second
     * @param masked takes secrets out of a text
     */
    Farewell(Duration limit, UnaryOperator<String> masked) {
        this.masked = masked;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /**
     * Has something closed.
     *
     * @return whether the calling thread was interrupted meanwhile
     */
    boolean to(String what, Runnable closing) {
        FutureTask<Void> task = new FutureTask<>(closing, null);
        // not the embedder's threads: they may all be busy, or be the one that waits here
        Thread thread = new Thread(task, "kratix-closing-" + what);
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(Math.max(LEAST.toNanos(), end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            LOG.warn("{} cannot be closed: {}", what, masked.apply(String.valueOf(e.getCause())));
        } catch (TimeoutException e) {
            task.cancel(true);
            LOG.error("{} does not close; it is left to its thread, and what it holds stays held", what);
        } catch (InterruptedException e) {
            LOG.warn("interrupted while {} was closed; it is left to its thread", what);
            return true;
        }
        return false;
    }
}
