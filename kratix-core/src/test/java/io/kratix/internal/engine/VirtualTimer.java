// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.registry.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A timer whose time a test moves, and a clock with it. */
final class VirtualTimer extends AbstractExecutorService implements ScheduledExecutorService {
    private final ManualClock clock;
    private final PriorityBlockingQueue<Alarm> alarms =
            new PriorityBlockingQueue<>(11, Comparator.comparing((Alarm alarm) -> alarm.due));

    VirtualTimer(ManualClock clock) {
        this.clock = clock;
    }

    /** Lets time pass; what becomes due is run at its time. */
    void advance(Duration time) {
        Instant end = clock.instant().plus(time);
        for (Alarm next = alarms.peek(); next != null && !next.due.isAfter(end); next = alarms.peek()) {
            alarms.remove(next);
            clock.advance(Duration.between(clock.instant(), next.due));
            next.ring();
        }
        clock.advance(Duration.between(clock.instant(), end));
    }

    /** {@return how many alarms are set} */
    int alarms() {
        return alarms.size();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return set(new Alarm(command, clock.instant().plusNanos(unit.toNanos(delay)), Duration.ZERO));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        Instant first = clock.instant().plusNanos(unit.toNanos(initialDelay));
        return set(new Alarm(command, first, Duration.ofNanos(unit.toNanos(period))));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void execute(Runnable command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        alarms.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        alarms.clear();
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
        return true;
    }

    private Alarm set(Alarm alarm) {
        alarms.add(alarm);
        return alarm;
    }

    /** One alarm, which rings once or again and again. */
    private final class Alarm implements ScheduledFuture<Void> {
        private final Runnable command;
        private final Duration period;
        private Instant due;
        private boolean cancelled;

        private Alarm(Runnable command, Instant due, Duration period) {
            this.command = command;
            this.due = due;
            this.period = period;
        }

        private void ring() {
            command.run();
            if (!period.isZero() && !cancelled) {
                due = due.plus(period);
                alarms.add(this);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            cancelled = true;
            return alarms.remove(this);
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean isDone() {
            return cancelled;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(clock.instant(), due));
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        public Void get() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Void get(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }
    }
}
