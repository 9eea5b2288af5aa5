// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotModifiedException;
import io.kratix.spi.PluginException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Containers of runs: found by the names that runs give them, made once, started once. */
final class Containers {
    private static final Logger LOG = LoggerFactory.getLogger(Containers.class);

    private final ContainerEngine engine;
    private final RunLabels labels;

    Containers(ContainerEngine engine, RunLabels labels) {
        this.engine = engine;
        this.labels = labels;
    }

    /** {@return the state of a part of a run, or empty if it is not there} */
    Optional<ContainerState> find(String runId, String part) throws InterruptedException {
        return inspect(RunLabels.name(runId, part)).map(found -> {
            requireOurs(found, runId);
            return ContainerState.of(found);
        });
    }

    /**
     * {@return the state of a part of a run that is there}
     *
     * @throws PluginException if somebody has removed it
     */
    ContainerState state(String runId, String part) throws InterruptedException {
        return find(runId, part)
                .orElseThrow(() -> PluginException.unavailable("the container "
                        + RunLabels.name(runId, part) + " is gone from the engine at " + engine.address()
                        + "; the run starts anew"));
    }

    /**
     * Makes a part of a run, unless an earlier call that was given up has come to it after all.
     *
     * @param command what to make; gets name and labels here
     */
    void create(
            RunCall call,
            String runId,
            String part,
            Map<String, String> partLabels,
            Function<DockerClient, CreateContainerCmd> command)
            throws InterruptedException {
        String name = RunLabels.name(runId, part);
        try {
            engine.make(call, "making the container " + name, client -> command.apply(client)
                    .withName(name)
                    .withLabels(partLabels)
                    .exec());
        } catch (EngineRefusalException e) {
            if (!e.isConflict() || find(runId, part).isEmpty()) {
                throw e;
            }
        }
    }

    /** Starts a container that may have been started. */
    void start(String name) throws InterruptedException {
        engine.doLong("starting the container " + name, client -> {
            try {
                client.startContainerCmd(name).exec();
            } catch (NotModifiedException e) {
                LOG.debug("{} was started by another call of the same run", name);
            }
        });
    }

    private Optional<InspectContainerResponse> inspect(String name) throws InterruptedException {
        try {
            return Optional.of(
                    engine.askQuick("looking at the container " + name, client -> client.inspectContainerCmd(name)
                            .exec()));
        } catch (EngineRefusalException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void requireOurs(InspectContainerResponse found, String runId) {
        if (!labels.marks(found.getConfig().getLabels(), runId)) {
            throw PluginException.rejected("the container '" + found.getName() + "' on the engine at "
                    + engine.address() + " bears the name of a part of the run '" + runId
                    + "' and not its labels; remove or rename it");
        }
    }
}
