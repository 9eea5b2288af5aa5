// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineRun;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Waits for the end of a container and passes its output on. Docker is asked to tell the log until the container ends;
 * Podman, which loses lines so, is asked again and again for what it has. When the container has ended, the log is read once
 * more: an engine may have stopped telling it too early. What comes twice, {@link DeduplicatedLog} leaves out.
 */
final class Follower {
    /** How often Podman's logs are read. */
    private static final Duration POLLING_PAUSE = Duration.ofMillis(500);

    /** The two streams of a container may not be told quite in order. */
    private static final Duration OVERLAP = Duration.ofSeconds(2);

    /** So that the deadline has passed for certain when it is asked for. */
    private static final Duration MARGIN = Duration.ofMillis(100);

    private final ContainerEngine engine;
    private final Clock clock;
    private final Duration stopTimeout;

    Follower(ContainerEngine engine, Clock clock, Duration stopTimeout) {
        this.engine = engine;
        this.clock = clock;
        this.stopTimeout = stopTimeout;
    }

    /** Looks at a container that must be there. */
    @FunctionalInterface
    interface Inspection {
        /**
         * {@return its state}
         *
         * @throws PluginException if it is gone, or its engine
         */
        ContainerState stateUnlessGone() throws InterruptedException;
    }

    /**
     * {@return the container's last state, when all of its output has been passed on}
     *
     * @throws RunFailedException if it ran past the run's deadline
     * @throws InterruptedException if the caller shall wait no more; the container goes on
     */
    ContainerState follow(PlannedContainer planned, String name, PipelineRun run, Inspection inspection)
            throws InterruptedException {
        try (OutputStream stdout = run.log(planned.container().name(), LogStream.STDOUT);
                OutputStream stderr = run.log(planned.container().name(), LogStream.STDERR)) {
            StoredSize stored = new StoredSize(ContainerCommand.LOG_FILE);
            Following following = new Following(
                    planned,
                    name,
                    run,
                    inspection,
                    new DeduplicatedLog(stdout, stored),
                    new DeduplicatedLog(stderr, stored));
            return engine.isPodman() ? following.byPolling() : following.byFollowing(stored);
        } catch (IOException e) {
            throw new UncheckedIOException("the log of " + planned.place() + " cannot be kept", e);
        }
    }

    /** The waiting for one container. */
    private final class Following {
        private final PlannedContainer planned;
        private final String name;
        private final PipelineRun run;
        private final Inspection inspection;
        private final DeduplicatedLog stdout;
        private final DeduplicatedLog stderr;

        private Following(
                PlannedContainer planned,
                String name,
                PipelineRun run,
                Inspection inspection,
                DeduplicatedLog stdout,
                DeduplicatedLog stderr) {
            this.planned = planned;
            this.name = name;
            this.run = run;
            this.inspection = inspection;
            this.stdout = stdout;
            this.stderr = stderr;
        }

        /** The engine tells the output until the container ends. */
        ContainerState byFollowing(StoredSize stored) throws InterruptedException {
            take(true);
            ContainerState state = inspection.stateUnlessGone();
            if (state.hasEnded() && !stored.isPassed()) {
                takeAllAgain();
                return state;
            }
            // the output of a container whose engine lost hold of it ends before it does, and a long one may, too
            ContainerState last = ended();
            catchUp();
            return last;
        }

        /** Podman loses lines when it follows a log, and none when it reads it: so it is read again and again. */
        ContainerState byPolling() throws InterruptedException {
            ContainerState state = inspection.stateUnlessGone();
            try (EndStream end = end()) {
                while (!state.hasEnded()) {
                    catchUp();
                    if (await(end, POLLING_PAUSE)) {
                        end.check(engine.address(), "waiting for the container " + name);
                    }
                    state = inspection.stateUnlessGone();
                }
            }
            catchUp();
            return state;
        }

        /** Takes what the engine has and has not been passed on. */
        private void catchUp() throws InterruptedException {
            take(false);
            if (stdout.hasBegunAnew() || stderr.hasBegunAnew()) {
                take(false);
            }
        }

        /** A busy engine may end a log that it tells before the last lines are in it; when the container has ended, they are. */
        private void takeAllAgain() throws InterruptedException {
            stdout.beginTellingOfAll();
            stderr.beginTellingOfAll();
            takeTelling(false, Instant.EPOCH);
        }

        /**
         * Takes a telling of the log from about the last time on.
         *
         * @param follow whether until the container ends, or what there is now
         */
        private void take(boolean follow) throws InterruptedException {
            Instant last = stdout.last().isAfter(stderr.last()) ? stdout.last() : stderr.last();
            stdout.beginTelling();
            stderr.beginTelling();
            takeTelling(follow, last.equals(Instant.EPOCH) ? last : last.minus(OVERLAP));
        }

        private void takeTelling(boolean follow, Instant since) throws InterruptedException {
            try (LogStreamFollower stream = new LogStreamFollower(stdout, stderr)) {
                engine.log(name, follow, since, stream);
                while (!await(stream, ContainerEngine.STREAM_PAUSE)) {
                    requirePresence();
                }
                stream.check(engine.address(), "reading the log of " + name);
            }
        }

        private ContainerState ended() throws InterruptedException {
            try (EndStream end = end()) {
                while (!await(end, ContainerEngine.STREAM_PAUSE)) {
                    requirePresence();
                }
                end.check(engine.address(), "waiting for the container " + name);
            }
            return inspection.stateUnlessGone();
        }

        /** A silent stream may be that of an engine that went away, or of a container that is gone. */
        private void requirePresence() throws InterruptedException {
            ContainerState unused = inspection.stateUnlessGone();
        }

        private EndStream end() {
            EndStream end = new EndStream();
            engine.stream(client -> client.waitContainerCmd(name).exec(end));
            return end;
        }

        private boolean await(EngineStream<?> stream, Duration pause) throws InterruptedException {
            Duration left = Duration.between(clock.instant(), run.deadline());
            boolean soon = !left.isNegative() && left.compareTo(pause) < 0;
            boolean ended = stream.await(soon ? left.plus(MARGIN) : pause);
            if (!ended) {
                requireTime();
            }
            return ended;
        }

        private void requireTime() throws InterruptedException {
            if (clock.instant().isBefore(run.deadline())) {
                return;
            }
            try {
                engine.stop(name, stopTimeout);
            } catch (EngineRefusalException e) {
                throw PluginException.unavailable(
                                planned.place() + " ran past its time limit and cannot be stopped: " + e.words())
                        .causedBy(e);
            }
            throw planned.failure("was stopped: it ran past the Pipeline's time limit, " + run.deadline());
        }
    }
}
