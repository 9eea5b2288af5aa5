// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's executor in the form that OkHttp wants. It is not ours to shut down, and others use it, too: where it has no
 * thread left for a task, the next one of this session that is done takes it over; where none of this session runs, one
 * thread of the session's own does. So nobody fails because others hold all threads. The caller never runs a task: it could
 * not be interrupted while it waits in a socket.
 */
final class LentExecutor extends AbstractExecutorService {
    private static final Logger LOG = LoggerFactory.getLogger(LentExecutor.class);

    private final Executor executor;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int running;

    LentExecutor(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        begins();
        try {
            executor.execute(() -> runAndTakeOver(task));
        } catch (RejectedExecutionException e) {
            if (!waits(task)) {
                ownThread(() -> runAndTakeOver(task)).start();
            }
        }
    }

    /** It ends with what it takes over; one at most runs, as it is made only where nothing else of the session runs. */
    private static Thread ownThread(Runnable tasks) {
        Thread thread = new Thread(tasks, "kratix-bucket-requests");
        thread.setDaemon(true);
        return thread;
    }

    private synchronized void begins() {
        running++;
    }

    /** {@return whether a task of this session runs that takes over another one} */
    private synchronized boolean waits(Runnable task) {
        if (running == 1) {
            return false;
        }
        running--;
        return waiting.add(task);
    }

    private void runAndTakeOver(Runnable task) {
        for (Optional<Runnable> next = Optional.of(task); next.isPresent(); next = next()) {
            run(next.get());
        }
    }

    /** What one task throws does not keep those that wait for its thread; nobody else would hear of it. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a request to a State Store failed where nobody waits for it", e);
        }
    }

    private synchronized Optional<Runnable> next() {
        Optional<Runnable> next = Optional.ofNullable(waiting.poll());
        if (next.isEmpty()) {
            running--;
        }
        return next;
    }

    @Override
    public void shutdown() {
        // lent
    }

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
