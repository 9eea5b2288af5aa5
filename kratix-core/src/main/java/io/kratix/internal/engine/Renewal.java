// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Something that is done regularly and may wait for somebody outside: on a thread of its own, so that the timer goes on, and
 * on the timer's where no other came free from one time to the next. Once at a time. Safe for several threads.
 */
final class Renewal implements Runnable {
    private final Predicate<Runnable> executor;
    private final Runnable work;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * Does nothing yet.
     *
     * @param executor has something run on another thread, and says whether it will be
     * @param work what to do
     */
    Renewal(Predicate<Runnable> executor, Runnable work) {
        this.executor = executor;
        this.work = work;
    }

    /** It is time. */
    @Override
    public void run() {
        if (running.get()) {
            return;
        }
        if (!asked.compareAndSet(false, true)) {
            work();
        } else if (!executor.test(this::asAsked)) {
            asked.set(false);
            work();
        }
    }

    private void asAsked() {
        asked.set(false);
        work();
    }

    private void work() {
        if (running.compareAndSet(false, true)) {
            try {
                work.run();
            } finally {
                running.set(false);
            }
        }
    }
}
