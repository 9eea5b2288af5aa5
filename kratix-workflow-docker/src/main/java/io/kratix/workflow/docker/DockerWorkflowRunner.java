// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.WorkflowRunner;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs each container of a Pipeline on a container engine: Docker, or Podman by its Docker-compatible socket, on this
 * machine or another. Safe for several threads.
 *
 * <p>Everything that a run makes on the engine bears the labels {@code jvm.kratix.io/platform} and
 * {@code jvm.kratix.io/run}, and nothing without them is ever touched, but for volumes of the run that Podman has made anew, without
 * labels, for a container that bears them.
 */
public final class DockerWorkflowRunner implements WorkflowRunner {
    private final ContainerEngine engine;
    private final RunLabels labels;
    private final DockerWorkflowRunnerSettings settings;
    private final Follower follower;
    private final Leftovers leftovers;
    private final Consumer<String> warnings;
    private final Runnable onClose;
    private final RunCalls calls = new RunCalls();

    DockerWorkflowRunner(
            ContainerEngine engine,
            RunLabels labels,
            DockerWorkflowRunnerSettings settings,
            Follower follower,
            Leftovers leftovers,
            Consumer<String> warnings,
            Runnable onClose) {
        this.engine = engine;
        this.labels = labels;
        this.settings = settings;
        this.follower = follower;
        this.leftovers = leftovers;
        this.warnings = warnings;
        this.onClose = onClose;
    }

    /** {@return a builder of a runner that finds its engine by itself} */
    public static DockerWorkflowRunnerBuilder builder() {
        return new DockerWorkflowRunnerBuilder();
    }

    @Override
    public PipelineOutcome run(PipelineRun run) throws InterruptedException {
        RunCall call = calls.begin(run.id());
        try {
            Plan plan = Plan.read(run.pipeline(), settings, warnings);
            if (!durable()) {
                // what an earlier call left is bound to that call's directories
                leftovers.remove(run.id());
            }
            return new DockerRun(engine, labels, settings, follower, run, plan, call).outcome();
        } catch (RunFailedException e) {
            return PipelineOutcome.failed(List.of(), e.message());
        } catch (EngineRefusalException e) {
            throw DockerErrors.refused(engine.address(), "running " + run.id(), e);
        } finally {
            calls.finish(call);
        }
    }

    @Override
    public void release(String runId) throws InterruptedException {
        List<RunCall> unanswered = calls.end(runId);
        try {
            leftovers.remove(runId);
            if (!unanswered.isEmpty()) {
                removeLate(runId, unanswered);
            }
        } catch (EngineRefusalException e) {
            throw DockerErrors.refused(engine.address(), "removing the run " + runId, e);
        }
    }

    /** An engine makes what it was asked for even if the caller has gone: what comes after the first look goes, too. */
    private void removeLate(String runId, List<RunCall> unanswered) throws InterruptedException {
        for (RunCall call : unanswered) {
            call.awaitBeside();
        }
        leftovers.remove(runId);
    }

    /**
     * {@return the ids of the runs that this platform has left on the engine; none where no platform is named, since they
     * may be those of another program}
     */
    @Override
    public List<String> leftovers() throws InterruptedException {
        if (!labels.areNamed()) {
            return List.of();
        }
        try {
            return leftovers.runs();
        } catch (EngineRefusalException e) {
            throw DockerErrors.refused(engine.address(), "listing runs", e);
        }
    }

    /** {@return whether the directories lie in volumes, which stay on the engine until they are released} */
    @Override
    public boolean durable() {
        return settings.directories() == Directories.VOLUME;
    }

    @Override
    public void checkAccess() throws InterruptedException {
        try {
            engine.askQuick(
                    "asking whether it is there", client -> client.pingCmd().exec());
        } catch (EngineRefusalException e) {
            throw DockerErrors.refused(engine.address(), "asking whether it is there", e);
        }
    }

    @Override
    public void close() {
        try {
            engine.close();
        } finally {
            onClose.run();
        }
    }
}
