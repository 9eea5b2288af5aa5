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
    /** How often a silent container is looked at, so that an engine that went away is noticed. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** How often Podman's logs are read. */
    private static final Duration READING_PAUSE = Duration.ofMillis(500);

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

    /** Looks at a container. */
    @FunctionalInterface
    interface Look {
        ContainerState look() throws InterruptedException;
    }

    /**
     * {@return the container's last state, when all of its output has been passed on}
     *
     * @throws UnfitPipelineException if it ran past the run's deadline
     * @throws InterruptedException if the caller shall wait no more; the container goes on
     */
    ContainerState follow(PlannedContainer planned, String name, PipelineRun run, Look look)
            throws InterruptedException {
        try (OutputStream stdout = run.log(planned.container().name(), LogStream.STDOUT);
                OutputStream stderr = run.log(planned.container().name(), LogStream.STDERR)) {
            StoredSize stored = new StoredSize(ContainerCommand.LOG_FILE);
            Following following = new Following(
                    planned, name, run, look, new DeduplicatedLog(stdout, stored), new DeduplicatedLog(stderr, stored));
            return engine.isPodman() ? following.byReading() : following.byStreaming(stored);
        } catch (IOException e) {
            throw new UncheckedIOException("the log of " + planned.place() + " cannot be kept", e);
        }
    }

    /** The waiting for one container. */
    private final class Following {
        private final PlannedContainer planned;
        private final String name;
        private final PipelineRun run;
        private final Look look;
        private final DeduplicatedLog stdout;
        private final DeduplicatedLog stderr;

        private Following(
                PlannedContainer planned,
                String name,
                PipelineRun run,
                Look look,
                DeduplicatedLog stdout,
                DeduplicatedLog stderr) {
            this.planned = planned;
            this.name = name;
            this.run = run;
            this.look = look;
            this.stdout = stdout;
            this.stderr = stderr;
        }

        /** The engine tells the output until the container ends. */
        ContainerState byStreaming(StoredSize stored) throws InterruptedException {
            log(true);
            ContainerState state = look.look();
            if (state.hasEnded() && !stored.isPassed()) {
                readAll();
                return state;
            }
            // the output of a container whose engine lost hold of it ends before it does, and a long one may, too
            ContainerState last = ended(PAUSE);
            readNew();
            return last;
        }

        /** Podman loses lines when it follows a log, and none when it reads it: so it is read again and again. */
        ContainerState byReading() throws InterruptedException {
            ContainerState state = look.look();
            try (EndStream end = end()) {
                while (!state.hasEnded()) {
                    readNew();
                    if (await(end, READING_PAUSE)) {
                        end.check(engine.address(), "waiting for the container " + name);
                    }
                    state = look.look();
                }
            }
            readNew();
            return state;
        }

        /** Reads what has not been passed on. */
        private void readNew() throws InterruptedException {
            log(false);
            if (stdout.hasBegunAnew() || stderr.hasBegunAnew()) {
                log(false);
            }
        }

        /** A busy engine may end a log that it tells before the last lines are in it; when the container has ended, they are. */
        private void readAll() throws InterruptedException {
            stdout.beginTellingOfAll();
            stderr.beginTellingOfAll();
            log(false, Instant.EPOCH);
        }

        private void log(boolean follow) throws InterruptedException {
            Instant last = stdout.last().isAfter(stderr.last()) ? stdout.last() : stderr.last();
            stdout.beginTelling();
            stderr.beginTelling();
            log(follow, last.equals(Instant.EPOCH) ? last : last.minus(OVERLAP));
        }

        private void log(boolean follow, Instant since) throws InterruptedException {
            try (LogStreamFollower stream = new LogStreamFollower(stdout, stderr)) {
                engine.log(name, follow, since, stream);
                while (!await(stream, PAUSE)) {
                    look.look();
                }
                stream.check(engine.address(), "reading the log of " + name);
            }
        }

        private ContainerState ended(Duration pause) throws InterruptedException {
            try (EndStream end = end()) {
                while (!await(end, pause)) {
                    look.look();
                }
                end.check(engine.address(), "waiting for the container " + name);
            }
            return look.look();
        }

        private EndStream end() {
            EndStream end = new EndStream();
            engine.streams().waitContainerCmd(name).exec(end);
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
            throw planned.unfit("was stopped: it ran past the Pipeline's time limit, " + run.deadline());
        }
    }
}
