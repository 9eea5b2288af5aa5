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
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** A runner that has not failed for so long has taken the run. */
    private static final Duration TAKEN = Duration.ofSeconds(5);

    private final Registry registry;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Map<String, Watched> runs = new ConcurrentHashMap<>();
    private final AtomicBoolean ticking = new AtomicBoolean();

    /**
     * Watches no run yet.
     *
     * @param registry tells whether a run is still wanted
     * @param clock tells whether it is too late
     * @param timer looks, once a second while there are runs
     */
    public RunWatch(Registry registry, Clock clock, ScheduledExecutorService timer) {
        this.registry = registry;
        this.clock = clock;
        this.timer = timer;
    }

    /** One try, made by the calling thread. */
    @FunctionalInterface
    public interface Try {
        /**
         * {@return how it ended}
         *
         * @throws InterruptedException if it was interrupted
         */
        RunOutcome make() throws InterruptedException;
    }

    /** What is done about a run while its try is made, on another thread. */
    public interface Meanwhile {
        /** Has a run end that does not although it was interrupted; called again if that throws. */
        void giveUp(RunOutcome outcome);

        /** Notes that the runner has taken the run, whatever it said before. */
        void taken();
    }

    /** A run that a thread of this engine waits for. */
    private final class Watched implements AutoCloseable {
        private final RunRecord run;
        private final Meanwhile meanwhile;
        private final Thread thread = Thread.currentThread();
        private final Instant since = clock.instant();
        private boolean left;
        private Optional<Instant> interrupted = Optional.empty();
        private Phase phase = Phase.FAILED;
        private String reason = "";

        private Watched(RunRecord run, Meanwhile meanwhile) {
            this.run = run;
            this.meanwhile = meanwhile;
        }

        /** {@return how the run ended, if it was interrupted from here, and not because the engine closes} */
        private synchronized Optional<RunOutcome> verdict() {
            return interrupted.map(any -> RunOutcome.of(phase, reason));
        }

        private void end(Phase how, String why) {
            if (interruptOnce(how, why)) {
                return;
            }
            if (clock.instant().isAfter(interrupted.orElseThrow().plus(GRACE)) && runs.containsValue(this)) {
                LOG.error(
                        "run {} still goes on {} s after it was interrupted; it is left to thread '{}'",
                        run.id(),
                        GRACE.toSeconds(),
                        thread.getName());
                meanwhile.giveUp(verdict().orElseThrow().adding("; it did not heed being interrupted"));
                runs.remove(run.id(), this);
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
     * Watches a try that the calling thread makes.
     *
     * @param run the run
     * @param meanwhile what is done about it until it ends
     * @param attempt what runs it
     * @return how it ended; of one that was interrupted from here, why
     * @throws InterruptedException if it was interrupted from elsewhere
     */
    public RunOutcome watch(RunRecord run, Meanwhile meanwhile, Try attempt) throws InterruptedException {
        Watched watched = begin(run, meanwhile);
        try (watched) {
            RunOutcome outcome = attempt.make();
            return watched.verdict().orElse(outcome);
        } catch (InterruptedException | RuntimeException e) {
            Optional<RunOutcome> verdict = watched.verdict();
            if (verdict.isEmpty()) {
                throw e;
            }
            LOG.debug("run {} was interrupted", run.id(), e);
            return verdict.get();
        }
    }

    private Watched begin(RunRecord run, Meanwhile meanwhile) {
        Watched watched = new Watched(run, meanwhile);
        runs.put(run.id(), watched);
        keepTicking();
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
        runs.values().forEach(this::look);
    }

    private void look(Watched watched) {
        try {
            judge(watched);
        } catch (RuntimeException | Error e) {
            LOG.warn("run {} cannot be looked at; trying again: {}", watched.run.id(), e.toString());
        }
    }

    private void judge(Watched watched) {
        RunRecord run = watched.run;
        Optional<Stored<RunRecord>> stored = registry.find(Table.RUNS, run.id());
        if (stored.filter(known -> known.value().phase() == Phase.RUNNING).isEmpty()) {
            watched.end(Phase.CANCELLED, "cancelled");
        } else if (clock.instant().isAfter(run.deadline())) {
            watched.end(Phase.FAILED, tooLate(run));
        } else if (!stored.orElseThrow().value().message().isEmpty()
                && clock.instant().isAfter(watched.since.plus(TAKEN))) {
            watched.meanwhile.taken();
        }
    }

    /** {@return why a run that is too late has failed} */
    public static String tooLate(RunRecord run) {
        return "Pipeline '" + run.pipeline() + "' took longer than its time limit of "
                + run.limit()
                + "; make it quicker, or give it more time by the annotation " + TimeLimit.ANNOTATION;
    }

    private void tick() {
        look();
        ticking.set(false);
        keepTicking();
    }

    private void keepTicking() {
        if (!runs.isEmpty() && ticking.compareAndSet(false, true)) {
            ticking.set(schedule(this::tick, PERIOD));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what it runs throws nothing
    private boolean schedule(Runnable work, Duration pause) {
        try {
            timer.schedule(work, pause.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (RuntimeException | Error e) {
            LOG.debug("the engine is closed, or its timer fails", e);
            return false;
        }
    }
}
