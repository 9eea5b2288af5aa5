// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Mount;
import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import io.kratix.spi.workflow.ContainerResult;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call of {@code run}: finds or makes each part of the run, so that starting and carrying on are the same path. */
final class DockerRun {
    private static final Logger LOG = LoggerFactory.getLogger(DockerRun.class);

    private final Engine engine;
    private final RunLabels labels;
    private final DockerWorkflowRunnerSettings settings;
    private final Containers containers;
    private final Images images;
    private final DirectoryTransport directories;
    private final Follower follower;
    private final PipelineRun run;
    private final Plan plan;
    private final Turn turn;
    private final List<ContainerResult> results = new ArrayList<>();

    DockerRun(
            Engine engine,
            RunLabels labels,
            DockerWorkflowRunnerSettings settings,
            Follower follower,
            PipelineRun run,
            Plan plan,
            Turn turn) {
        this.engine = engine;
        this.labels = labels;
        this.settings = settings;
        this.follower = follower;
        containers = new Containers(engine, labels);
        images = new Images(engine);
        directories = new DirectoryTransport(new Carrier(engine, containers, labels), settings.directories());
        this.run = run;
        this.plan = plan;
        this.turn = turn;
    }

    /** {@return how the Pipeline ended} */
    PipelineOutcome outcome() throws InterruptedException {
        try {
            for (Step step : plan.steps()) {
                String failure = run(step);
                if (!failure.isEmpty()) {
                    return PipelineOutcome.failed(results, failure);
                }
            }
            directories.fetch(run);
            return PipelineOutcome.succeeded(results);
        } catch (UnfitPipelineException e) {
            return PipelineOutcome.failed(results, e.message());
        }
    }

    /** {@return why the step failed; empty if it did not} */
    private String run(Step step) throws InterruptedException {
        turn.awaitBeside();
        String name = RunLabels.name(run.id(), step.part());
        Optional<StepState> found = containers.find(run.id(), step.part());
        if (found.isEmpty()) {
            create(step, images.ensure(step, this::credentials, run::note));
        }
        if (found.isEmpty() || found.get().isBeforeStart()) {
            start(step, name);
            createBeside(step.index() + 1);
        }
        StepState state = follower.follow(step, name, run, () -> containers.state(run.id(), step.part()));
        turn.requireOpen();
        results.add(ContainerResult.of(step.container().name(), state.exitCode(), state.started(), state.finished()));
        return Cause.of(step, state);
    }

    /** While a step runs, the engine makes the next one's container, if its image is there. */
    private void createBeside(int index) {
        if (index < plan.steps().size()) {
            Step next = plan.steps().get(index);
            turn.beside(engine.executor(), () -> createAhead(next));
        }
    }

    /** What cannot be made yet is made in its turn, and what is wrong with it is told then. */
    private void createAhead(Step step) {
        try {
            Optional<InspectImageResponse> image = images.ready(step);
            if (image.isPresent()) {
                create(step, image.flatMap(Images::user));
            }
        } catch (RuntimeException e) {
            LOG.debug("{} is not made ahead of its turn", step.place(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void create(Step step, Optional<String> imagesUser) throws InterruptedException {
        StepContainer.requireUser(step, imagesUser);
        if (step.index() == 0) {
            directories.send(turn, run, step.container().image(), parcels());
        }
        Map<String, String> environment = run.environment(step.container());
        List<Mount> mounts = step.mounts().stream()
                .map(mount -> directories.mount(run, mount))
                .toList();
        Limits limits = limits(step);
        turn.make(() -> {
            try {
                containers.create(
                        run.id(),
                        step.part(),
                        labels.of(run, step),
                        client -> StepContainer.command(
                                client, step, environment, imagesUser, limits, mounts, settings.network()));
            } catch (EngineRefusalException e) {
                throw refusedStart(step, e);
            }
        });
    }

    private Limits limits(Step step) throws InterruptedException {
        return step.limits().isAboveOneCore() ? step.limits().onCores(engine.cores()) : step.limits();
    }

    private void start(Step step, String name) throws InterruptedException {
        turn.make(() -> {
            try {
                containers.start(name);
            } catch (EngineRefusalException e) {
                throw refusedStart(step, e);
            }
        });
    }

    /** An engine that refuses a container has looked at it; one that is short of space may have some later. */
    private RuntimeException refusedStart(Step step, EngineRefusalException e) {
        return DockerErrors.isShortage(e.words())
                ? PluginException.unavailable(step.place() + " cannot start yet: " + e.words())
                        .causedBy(e)
                : step.unfit("cannot start: " + Cause.ofStart(e.words()));
    }

    private RegistryCredentials credentials() {
        RegistryCredentials credentials = new RegistryCredentials();
        for (String name : plan.pullSecrets()) {
            Optional<Map<String, Secret>> secret = run.findSecret(name);
            secret.ifPresentOrElse(
                    values -> credentials.add(name, values),
                    () -> run.note("imagePullSecrets: there is no secret '" + name + "'; pulling without it"));
        }
        return credentials;
    }

    private List<Parcel> parcels() {
        return plan.volumes().stream()
                .map(volume -> new Parcel(volume.volume(), !volume.kind().isReadOnly(), volume.files(run)))
                .toList();
    }
}
