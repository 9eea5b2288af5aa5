// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Rings when {@link VirtualTime} says so. */
final class VirtualTimer extends AbstractExecutorService implements ScheduledExecutorService {
    private final VirtualTime time;
    /** An engine may have threads of its own beside the one that moves the time. */
    private final NavigableSet<Alarm<?>> alarms = new ConcurrentSkipListSet<>();

    private final AtomicLong lastOrdinal = new AtomicLong();
    private boolean shutdown;

    VirtualTimer(VirtualTime time) {
        this.time = time;
    }

    Optional<Instant> nextRing() {
        return alarms.stream().findFirst().map(alarm -> alarm.due);
    }

    void ring() {
        Optional.ofNullable(alarms.pollFirst()).ifPresent(Alarm::ring);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return set(command, delay, Duration.ZERO, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return set(command, initialDelay, Duration.ofNanos(unit.toNanos(period)), unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return scheduleAtFixedRate(command, initialDelay, delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return set(() -> call(callable), delay, Duration.ZERO, unit);
    }

    @Override
    public void execute(Runnable command) {
        alarms.add(alarm(command, 0, Duration.ZERO, TimeUnit.NANOSECONDS));
    }

    @Override
    public void shutdown() {
        shutdown = true;
        alarms.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }

    private static void call(Callable<?> callable) {
        try {
            callable.call();
        } catch (Exception e) {
            throw new IllegalStateException("what the timer rang for failed", e);
        }
    }

    private <V> Alarm<V> set(Runnable command, long delay, Duration period, TimeUnit unit) {
        Alarm<V> alarm = alarm(command, delay, period, unit);
        alarms.add(alarm);
        return alarm;
    }

    private <V> Alarm<V> alarm(Runnable command, long delay, Duration period, TimeUnit unit) {
        Instant due = time.now().plusNanos(Math.max(0, unit.toNanos(delay)));
        return new Alarm<>(command, due, period, lastOrdinal.incrementAndGet());
    }

    /** One alarm, which rings once or again and again; of two for one moment the one that was set first comes first. */
    private final class Alarm<V> implements ScheduledFuture<V> {
        private final Runnable command;
        private final Duration period;
        private final long ordinal;
        private Instant due;
        private boolean cancelled;
        private boolean rung;

        private Alarm(Runnable command, Instant due, Duration period, long ordinal) {
            this.command = command;
            this.due = due;
            this.period = period;
            this.ordinal = ordinal;
        }

        private void ring() {
            rung = period.isZero();
            command.run();
            if (!rung && !cancelled && !shutdown) {
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
            return cancelled || rung;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(time.now(), due));
        }

        @Override
        public int compareTo(Delayed other) {
            Alarm<?> alarm = (Alarm<?>) other;
            return due.equals(alarm.due) ? Long.compare(ordinal, alarm.ordinal) : due.compareTo(alarm.due);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(ordinal);
        }

        @Override
        public V get() {
            throw new UnsupportedOperationException("virtual time has no results to wait for");
        }

        @Override
        public V get(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException("virtual time has no results to wait for");
        }
    }
}
