// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.RunRecord.Phase;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interrupts runs of this engine that are too late, or that nobody wants any more; has those given up that do not heed
 * it.
 */
public final class RunWatch {
    private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Registry registry;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Map<String, Watched> runs = new ConcurrentHashMap<>();
    private final AtomicBoolean ticking = new AtomicBoolean();

    public RunWatch(Registry registry, Clock clock, ScheduledExecutorService timer) {
        this.registry = registry;
        this.clock = clock;
        this.timer = timer;
    }

    /** A run that a thread of this engine waits for. */
    public final class Watched implements AutoCloseable {
        private final RunRecord run;
        private final BiConsumer<Phase, String> giveUp;
        private final Thread thread = Thread.currentThread();
        private boolean left;
        private Optional<Instant> interrupted = Optional.empty();
        private Phase phase = Phase.FAILED;
        private String reason = "";

        private Watched(RunRecord run, BiConsumer<Phase, String> giveUp) {
            this.run = run;
            this.giveUp = giveUp;
        }

        /** {@return whether the run was interrupted from here, and not because the engine closes} */
        public synchronized boolean isInterrupted() {
            return interrupted.isPresent();
        }

        public synchronized Phase phase() {
            return phase;
        }

        public synchronized String reason() {
            return reason;
        }

        private void end(Phase how, String why) {
            if (interruptOnce(how, why)) {
                return;
            }
            if (clock.instant().isAfter(interrupted.orElseThrow().plus(GRACE)) && runs.remove(run.id(), this)) {
                giveUp.accept(phase(), reason() + "; it did not heed being interrupted");
            }
        }

        private synchronized boolean interruptOnce(Phase how, String why) {
            if (left || interrupted.isPresent()) {
                return left;
            }
            interrupted = Optional.of(clock.instant());
            phase = how;
            reason = why;
            thread.interrupt();
            return true;
        }

        /** Nobody is interrupted for a run that is over. */
        @Override
        @SuppressWarnings("ResultOfMethodCallIgnored")
        public synchronized void close() {
            left = true;
            runs.remove(run.id(), this);
            if (interrupted.isPresent()) {
                Thread.interrupted();
            }
        }
    }

    /**
     * Watches a run that the calling thread is about to wait for.
     *
     * @param run the run
     * @param giveUp called with its outcome if it does not end although it was interrupted
     */
    public Watched watch(RunRecord run, BiConsumer<Phase, String> giveUp) {
        Watched watched = new Watched(run, giveUp);
        runs.put(run.id(), watched);
        if (ticking.compareAndSet(false, true)) {
            schedule(this::tick, PERIOD);
        }
        return watched;
    }

    /** Looks at once if a step cancels a run. */
    public void committed(Step step) {
        boolean cancels = step.writes().stream()
                .anyMatch(write -> write.value() instanceof RunRecord run && run.phase() == Phase.CANCELLING);
        if (cancels && !runs.isEmpty()) {
            schedule(this::look, Duration.ZERO);
        }
    }

    private void look() {
        try {
            runs.values().forEach(this::look);
        } catch (RuntimeException e) {
            LOG.warn("runs cannot be looked at; trying again: {}", e.toString());
        }
    }

    private void look(Watched watched) {
        RunRecord run = watched.run;
        Optional<Stored<RunRecord>> stored = registry.find(Table.RUNS, run.id());
        if (stored.filter(known -> known.value().phase() == Phase.RUNNING).isEmpty()) {
            watched.end(Phase.CANCELLED, "cancelled");
        } else if (clock.instant().isAfter(run.deadline())) {
            watched.end(Phase.FAILED, tooLate(run));
        }
    }

    /** {@return why a run that is too late has failed} */
    public static String tooLate(RunRecord run) {
        return "Pipeline '" + run.pipeline() + "' took longer than its time limit of "
                + Duration.between(run.started(), run.deadline())
                + "; make it quicker, or give it more time by the annotation " + TimeLimit.ANNOTATION;
    }

    private void tick() {
        look();
        ticking.set(false);
        if (!runs.isEmpty() && ticking.compareAndSet(false, true)) {
            schedule(this::tick, PERIOD);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what it runs throws nothing
    private void schedule(Runnable work, Duration pause) {
        try {
            timer.schedule(work, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the engine is closed", e);
        }
    }
}
