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

    private final ContainerEngine engine;
    private final RunLabels labels;
    private final DockerWorkflowRunnerSettings settings;
    private final Containers containers;
    private final Images images;
    private final DirectoryTransport directories;
    private final Follower follower;
    private final PipelineRun run;
    private final Plan plan;
    private final RunCall call;
    private final List<ContainerResult> results = new ArrayList<>();

    DockerRun(
            ContainerEngine engine,
            RunLabels labels,
            DockerWorkflowRunnerSettings settings,
            Follower follower,
            PipelineRun run,
            Plan plan,
            RunCall call) {
        this.engine = engine;
        this.labels = labels;
        this.settings = settings;
        this.follower = follower;
        containers = new Containers(engine, labels);
        images = new Images(engine);
        directories = new DirectoryTransport(new Carrier(engine, containers, labels), settings.directories());
        this.run = run;
        this.plan = plan;
        this.call = call;
    }

    /** {@return how the Pipeline ended} */
    PipelineOutcome outcome() throws InterruptedException {
        try {
            for (PlannedContainer planned : plan.containers()) {
                String failure = run(planned);
                if (!failure.isEmpty()) {
                    return PipelineOutcome.failed(results, failure);
                }
            }
            directories.fetch(run);
            return PipelineOutcome.succeeded(results);
        } catch (RunFailedException e) {
            return PipelineOutcome.failed(results, e.message());
        }
    }

    /** {@return why the container failed; empty if it did not} */
    private String run(PlannedContainer planned) throws InterruptedException {
        // the container may be in the making ahead of its turn: it is found then, and not made twice
        call.awaitBeside();
        String name = RunLabels.name(run.id(), planned.part());
        Optional<ContainerState> found = containers.find(run.id(), planned.part());
        if (found.isEmpty()) {
            create(planned, images.ensure(planned, this::credentials, run::note));
        }
        if (found.isEmpty() || found.get().isBeforeStart()) {
            start(planned, name);
            createBeside(planned.index() + 1);
        }
        ContainerState state = follower.follow(planned, name, run, () -> containers.state(run.id(), planned.part()));
        call.requireOpen();
        results.add(
                ContainerResult.of(planned.container().name(), state.exitCode(), state.started(), state.finished()));
        return Cause.of(planned, state);
    }

    /** While a container runs, the engine makes the next one, if its image is there. */
    private void createBeside(int index) {
        if (index < plan.containers().size()) {
            PlannedContainer next = plan.containers().get(index);
            call.beside(engine.executor(), () -> createAhead(next));
        }
    }

    /** What cannot be made yet is made in its call, and what is wrong with it is told then. */
    private void createAhead(PlannedContainer planned) {
        try {
            Optional<InspectImageResponse> image = images.ready(planned);
            if (image.isPresent()) {
                create(planned, image.flatMap(Images::user));
            }
        } catch (RuntimeException e) {
            LOG.debug("{} is not made ahead of its turn", planned.place(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void create(PlannedContainer planned, Optional<String> imagesUser) throws InterruptedException {
        ContainerCommand.requireUser(planned, imagesUser);
        if (planned.index() == 0) {
            directories.send(call, run, planned.container().image(), parcels());
        }
        Map<String, String> environment = run.environment(planned.container());
        List<Mount> mounts = planned.mounts().stream()
                .map(mount -> directories.mount(run, mount))
                .toList();
        Limits limits = limits(planned);
        call.make(() -> {
            try {
                containers.create(
                        call,
                        run.id(),
                        planned.part(),
                        labels.of(run, planned),
                        client -> ContainerCommand.command(
                                client, planned, environment, imagesUser, limits, mounts, settings.network()));
            } catch (EngineRefusalException e) {
                throw refusedStart(planned, e);
            }
        });
    }

    private Limits limits(PlannedContainer planned) throws InterruptedException {
        return planned.limits().isAboveOneCore() ? planned.limits().onCores(engine.cores()) : planned.limits();
    }

    private void start(PlannedContainer planned, String name) throws InterruptedException {
        call.make(() -> {
            try {
                containers.start(name);
            } catch (EngineRefusalException e) {
                throw refusedStart(planned, e);
            }
        });
    }

    /** An engine that refuses a container has looked at it; one that is short of space may have some later. */
    private RuntimeException refusedStart(PlannedContainer planned, EngineRefusalException e) {
        return DockerErrors.isShortage(e.words())
                ? PluginException.unavailable(planned.place() + " cannot start yet: " + e.words())
                        .causedBy(e)
                : planned.failure("cannot start: " + Cause.ofStart(e.words()));
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
