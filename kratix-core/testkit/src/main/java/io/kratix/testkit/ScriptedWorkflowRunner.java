// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.ContainerResult;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.WorkflowRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A workflow runner that does what a test wrote down: by Pipeline, one {@link Try} after another. A Pipeline without a
 * script succeeds and writes nothing. Each try is made on the calling thread, so that an engine on {@link VirtualTime} is
 * the same each time. Safe for several threads.
 *
 * <pre>{@code
 * ScriptedWorkflowRunner runner = new ScriptedWorkflowRunner()
 *         .pipeline("configure", Try.fails("no quota"), Try.writes("redis.yaml", "size: small"));
 * }</pre>
 */
public final class ScriptedWorkflowRunner implements WorkflowRunner {
    private final Map<String, Deque<Try>> scripts = new HashMap<>();
    private final Map<Call, Deque<PluginException>> failures = new EnumMap<>(Call.class);
    private final Deque<PluginException> lostAnswers = new ArrayDeque<>();
    private final List<Ran> ran = new ArrayList<>();
    private final List<String> released = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private boolean closed;

    /** Makes a runner for which every Pipeline succeeds. */
    public ScriptedWorkflowRunner() {}

    /** What the runner is called for. */
    public enum Call {
        /** {@link #run}. */
        RUN,
        /** {@link #release}. */
        RELEASE,
        /** {@link #leftovers}. */
        LEFTOVERS,
        /** {@link #checkAccess}. */
        CHECK_ACCESS
    }

    /**
     * One call of {@link #run}.
     *
     * @param runId the run's id
     * @param pipeline the Pipeline's name
     * @param environment what the first container was given
     */
    public record Ran(String runId, String pipeline, Map<String, String> environment) {}

    /** How one try of a Pipeline goes. */
    @FunctionalInterface
    public interface Try {
        /**
         * {@return how the run ended}
         *
         * @param run the run, with its directories and its log
         * @throws InterruptedException if the engine asked to stop waiting
         */
        PipelineOutcome go(PipelineRun run) throws InterruptedException;

        /** {@return a try that succeeds} */
        static Try succeeds() {
            return run -> PipelineOutcome.succeeded(results(run, 0));
        }

        /**
         * {@return a try that writes a file and succeeds}
         *
         * @param path the file, below {@code /kratix/output}
         * @param text its content, as UTF-8
         */
        static Try writes(String path, String text) {
            return run -> {
                write(run.workspace().output().resolve(path), text);
                return PipelineOutcome.succeeded(results(run, 0));
            };
        }

        /**
         * {@return a try that writes a file beside another try's doings}
         *
         * @param path the file, below {@code /kratix/metadata}
         * @param text its content, as UTF-8
         */
        default Try withMetadata(String path, String text) {
            return run -> {
                write(run.workspace().metadata().resolve(path), text);
                return go(run);
            };
        }

        /**
         * {@return a try whose last container fails}
         *
         * @param message what the outcome says
         */
        static Try fails(String message) {
            return run -> PipelineOutcome.failed(results(run, 1), message);
        }

        /**
         * {@return a try that the runner knows no outcome of}
         *
         * @param failure what is thrown
         */
        static Try throwing(PluginException failure) {
            return run -> {
                throw failure;
            };
        }

        private static List<ContainerResult> results(PipelineRun run, int lastExitCode) {
            List<ContainerResult> results = new ArrayList<>();
            run.pipeline()
                    .containers()
                    .forEach(container ->
                            results.add(ContainerResult.of(container.name(), 0, VirtualTime.START, VirtualTime.START)));
            int last = results.size() - 1;
            results.set(
                    last,
                    ContainerResult.of(
                            results.get(last).container(), lastExitCode, VirtualTime.START, VirtualTime.START));
            return results;
        }

        private static void write(Path file, String text) {
            try {
                Path above = file.getParent();
                if (above != null) {
                    Files.createDirectories(above);
                }
                Files.writeString(file, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Writes down how the next tries of a Pipeline go; the last of them holds for all that follow.
     *
     * @param name the Pipeline's name
     * @param tries one after another, at least one
     * @return this runner
     */
    public synchronized ScriptedWorkflowRunner pipeline(String name, Try... tries) {
        scripts.put(name, new ArrayDeque<>(List.of(tries)));
        return this;
    }

    /**
     * Makes a call fail before it does anything; said several times, the next calls fail one after another.
     *
     * @param call what the runner is called for
     * @param failure what it throws
     */
    public synchronized void failNext(Call call, PluginException failure) {
        failures.computeIfAbsent(call, key -> new ArrayDeque<>()).add(failure);
    }

    /**
     * Makes the answer to a run get lost: its try was made, and the caller is told of a failure.
     *
     * @param failure what {@link #run} throws
     */
    public synchronized void loseNextAnswer(PluginException failure) {
        lostAnswers.add(failure);
    }

    /**
     * Has the runner say that a run has left something.
     *
     * @param runId any id
     */
    public synchronized void leave(String runId) {
        left.add(runId);
    }

    /** {@return the tries that were made, in order} */
    public synchronized List<Ran> ran() {
        return List.copyOf(ran);
    }

    /** {@return the ids that were released, in order} */
    public synchronized List<String> released() {
        return List.copyOf(released);
    }

    /** {@return whether the runner was closed} */
    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public PipelineOutcome run(PipelineRun run) throws InterruptedException {
        enter(Call.RUN);
        PipelineOutcome outcome = next(run).go(run);
        answer();
        return outcome;
    }

    @Override
    public synchronized void release(String runId) {
        enter(Call.RELEASE);
        released.add(runId);
        left.remove(runId);
    }

    @Override
    public synchronized List<String> leftovers() {
        enter(Call.LEFTOVERS);
        return List.copyOf(left);
    }

    @Override
    public void checkAccess() {
        enter(Call.CHECK_ACCESS);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private synchronized Try next(PipelineRun run) {
        Map<String, String> environment =
                run.environment(run.pipeline().containers().get(0));
        ran.add(new Ran(run.id(), run.pipeline().name(), environment));
        Deque<Try> tries = scripts.getOrDefault(run.pipeline().name(), new ArrayDeque<>(List.of(Try.succeeds())));
        return tries.size() > 1 ? tries.removeFirst() : tries.getFirst();
    }

    private synchronized void enter(Call call) {
        Optional.ofNullable(failures.getOrDefault(call, new ArrayDeque<>()).poll())
                .ifPresent(failure -> {
                    throw failure;
                });
    }

    private synchronized void answer() {
        Optional.ofNullable(lostAnswers.poll()).ifPresent(failure -> {
            throw failure;
        });
    }
}
