// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Keeps what it is told to run until a test runs it, in the order in which it came. */
final class HandDrivenExecutor implements Executor {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int refusals;
    private Consumer<Runnable> refusal = work -> {};

    @Override
    public void execute(Runnable work) {
        if (refusals > 0) {
            refusals--;
            refusal.accept(work);
            return;
        }
        waiting.addLast(work);
    }

    /** Refuses the next ones. */
    void refuse(int times) {
        refuse(times, work -> {
            throw new RejectedExecutionException("no thread is free");
        });
    }

    /** Refuses the next ones as no executor should: by whatever that throws. */
    void refuse(int times, Consumer<Runnable> how) {
        refusals = times;
        refusal = how;
    }

    /** {@return how much waits} */
    int waiting() {
        return waiting.size();
    }

    /** {@return what came first, which will not run unless the test runs it} */
    Runnable take() {
        return waiting.removeFirst();
    }

    /** Runs what came first. */
    void runNext() {
        take().run();
    }

    /** Runs everything, and what comes of it. */
    void runAll() {
        while (!waiting.isEmpty()) {
            runNext();
        }
    }
}
