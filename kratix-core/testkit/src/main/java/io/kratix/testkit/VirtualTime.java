// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * A clock, an executor and a timer that stand still until a test moves them, so that everything which an engine does
 * happens on the test's own thread, in an order that is the same each time:
 *
 * <pre>{@code
 * VirtualTime time = VirtualTime.create();
 * Kratix kratix = Kratix.builder()
 *         .registry(Registry.inMemory(time.clock()))
 *         .clock(time.clock())
 *         .threads(time.executor(), time.timer())
 *         .random(new Random(1))
 *         ...
 *         .open();
 * kratix.apply(documents);
 * time.runAll();
 * time.advance(Duration.ofMinutes(5));
 * }</pre>
 *
 * <p>Nothing may wait for the engine meanwhile, since nobody else would let it go on: run everything first, then ask
 * {@code awaitSettled} or {@code awaitReady} with no time to wait, and run everything once more before the engine is
 * closed. For one thread alone.
 */
public final class VirtualTime {
    /** The time at which every such clock begins. */
    public static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    private static final int MOST_STEPS = 1_000_000;

    private final IntUnaryOperator choice;
    private final List<Runnable> waiting = new ArrayList<>();
    private final VirtualTimer timer = new VirtualTimer(this);
    private volatile Instant now = START;
    private boolean running;

    private VirtualTime(IntUnaryOperator choice) {
        this.choice = choice;
    }

    /** {@return a time in which what waits is run in the order in which it came} */
    public static VirtualTime create() {
        return new VirtualTime(count -> 0);
    }

    /**
     * {@return a time in which any of what waits may be run next, as several threads would have it}
     *
     * @param order chooses; equal numbers, equal order
     */
    public static VirtualTime shuffled(RandomGenerator order) {
        return new VirtualTime(order::nextInt);
    }

    /** {@return the clock; it shows {@link #START} until time is moved} */
    public Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("virtual time knows one time zone");
            }
        };
    }

    /** {@return an executor that keeps what it is given until {@link #step} or {@link #runAll}} */
    public Executor executor() {
        return waiting::add;
    }

    /** {@return a timer that rings while time is moved; what it rings for runs at once} */
    public ScheduledExecutorService timer() {
        return timer;
    }

    /** {@return how many pieces of work wait for the executor} */
    public int waiting() {
        return waiting.size();
    }

    /**
     * Runs one piece of work, and not what comes of it.
     *
     * @return whether there was any
     */
    public boolean step() {
        if (waiting.isEmpty()) {
            return false;
        }
        alone(waiting.remove(choice.applyAsInt(waiting.size())));
        return true;
    }

    /**
     * Runs some of what waits in the middle of a piece of work, as other threads would while that one waits for something
     * outside: for a plugin, a database, a processor. No time passes.
     *
     * @param most how many pieces of work at most, 0 or more; what comes of them may be among them
     */
    public void meanwhile(int most) {
        boolean inWork = running;
        running = false;
        try {
            for (int steps = 0; steps < most && step(); steps++) {
                // each step is one piece of work of another thread
            }
        } finally {
            running = inWork;
        }
    }

    /**
     * Runs everything that waits, and what comes of it, without any time passing but what the work itself lets pass.
     *
     * @throws IllegalStateException if that finds no end
     */
    public void runAll() {
        for (int steps = 0; step(); steps++) {
            if (steps == MOST_STEPS) {
                throw new IllegalStateException("no end after " + MOST_STEPS + " pieces of work; " + waiting.size()
                        + " wait: something asks for itself again and again");
            }
        }
    }

    /**
     * Runs everything, then lets time pass: whatever the timer rings for happens at its own moment, and everything that
     * comes of it before the next.
     *
     * @param time how long
     */
    public void advance(Duration time) {
        Instant end = now.plus(time);
        runAll();
        for (Optional<Instant> next = timer.nextRing();
                next.filter(due -> !due.isAfter(end)).isPresent();
                next = timer.nextRing()) {
            next.ifPresent(this::moveTo);
            alone(timer::ring);
            runAll();
        }
        moveTo(end);
    }

    /**
     * Lets time pass as seen by work that takes long, without anything else happening meanwhile.
     *
     * @param time how long
     */
    public void pass(Duration time) {
        moveTo(now.plus(time));
    }

    Instant now() {
        return now;
    }

    private void moveTo(Instant later) {
        now = later.isAfter(now) ? later : now;
    }

    private void alone(Runnable work) {
        if (running) {
            throw new IllegalStateException("work must not run other work: it belongs to the one thread there is");
        }
        running = true;
        try {
            work.run();
        } finally {
            running = false;
        }
    }
}
