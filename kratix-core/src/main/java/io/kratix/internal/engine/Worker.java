// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.internal.plugin.EngineSignal;
import io.kratix.internal.store.CallWatch;
import io.kratix.registry.Claim;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Who works on a claim, or will as soon as there is a thread. Safe for several threads. */
final class Worker {
    /** How long a call may go on after it was interrupted. */
    static final Duration GRACE = Duration.ofSeconds(10);

    private final Claim claim;
    private final Pool pool;
    private final ScheduledExecutorService timer;
    private @Nullable Thread thread;
    private @Nullable Watched call;
    private boolean ended;
    private boolean lost;
    private boolean gone;
    private @Nullable Runnable next;
    private volatile long renewed = System.nanoTime();

    Worker(Claim claim, Pool pool, ScheduledExecutorService timer) {
        this.claim = claim;
        this.pool = pool;
        this.timer = timer;
    }

    Claim claim() {
        return claim;
    }

    Pool pool() {
        return pool;
    }

    /** {@return whether somebody may begin only when this one is {@link #gone}, which it is not yet} */
    synchronized boolean follow(Runnable begin) {
        if (!gone) {
            next = begin;
        }
        return !gone;
    }

    /** {@return what begins now that this one is gone} */
    synchronized Optional<Runnable> gone() {
        gone = true;
        return Optional.ofNullable(next);
    }

    synchronized void begin() throws InterruptedException {
        if (lost) {
            throw new InterruptedException("the lease was lost before it began");
        }
        thread = Thread.currentThread();
    }

    /** The thread goes elsewhere: nobody interrupts it for this claim any more. */
    synchronized void leave() {
        thread = null;
        if (ended || lost) {
            // an interrupt that came too late is not for whatever the thread does next
            Thread.interrupted();
        }
    }

    /** {@return whether no thread works for this claim} */
    synchronized boolean hasLeft() {
        return thread == null;
    }

    /** Interrupts the thread wherever it is. */
    synchronized void stop() {
        ended = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Ends the call that is under way, or the next one before it begins. */
    synchronized void endCall() {
        ended = true;
        if (call != null) {
            call.interrupt();
        }
    }

    /** Somebody else may have the claim by now. */
    synchronized void lose() {
        lost = true;
        if (call != null) {
            call.interrupt();
        } else if (thread != null && pool.isBlocking()) {
            thread.interrupt();
        }
    }

    void renewed() {
        renewed = System.nanoTime();
    }

    /** {@return whether the lease of the claim holds} */
    synchronized boolean holds(Duration lease) {
        return !lost && System.nanoTime() - renewed < lease.toNanos();
    }

    /** Begins to watch a call; the calling thread is the one that works. */
    synchronized CallWatch.Call watch(Duration limit, BiConsumer<Worker, Thread> giveUp) throws InterruptedException {
        if (ended || lost) {
            throw new InterruptedException("ended before it began");
        }
        Watched begun = new Watched(giveUp);
        begun.alarm = timer.schedule(begun::timeIsUp, limit.toMillis(), TimeUnit.MILLISECONDS);
        call = begun;
        return begun;
    }

    /** One call, which is interrupted in time and given up if it does not heed that. */
    private final class Watched implements CallWatch.Call {
        private final BiConsumer<Worker, Thread> giveUp;
        private final Thread caller = Thread.currentThread();
        private @Nullable ScheduledFuture<?> alarm;
        private boolean tooLate;
        private boolean interrupted;
        private boolean givenUp;
        private boolean over;

        private Watched(BiConsumer<Worker, Thread> giveUp) {
            this.giveUp = giveUp;
        }

        private void timeIsUp() {
            synchronized (Worker.this) {
                tooLate |= !over && !interrupted;
                interrupt();
            }
        }

        private void interrupt() {
            if (!over && !interrupted) {
                interrupted = true;
                caller.interrupt();
                cancelAlarm();
                alarm = timer.schedule(this::giveUp, GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private void giveUp() {
            synchronized (Worker.this) {
                if (over) {
                    return;
                }
                givenUp = true;
            }
            giveUp.accept(Worker.this, caller);
        }

        @Override
        public boolean isTooLate() {
            synchronized (Worker.this) {
                return tooLate;
            }
        }

        @Override
        public boolean isEnded() {
            synchronized (Worker.this) {
                return interrupted;
            }
        }

        @Override
        public void close() {
            synchronized (Worker.this) {
                over = true;
                call = null;
                cancelAlarm();
                if (interrupted) {
                    Thread.interrupted();
                }
                if (givenUp) {
                    throw new EngineSignal("the call for " + claim.task().subject() + " was given up");
                }
            }
        }

        private void cancelAlarm() {
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }
}
