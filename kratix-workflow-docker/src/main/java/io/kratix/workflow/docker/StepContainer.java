// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import io.kratix.spi.workflow.VariableExpansion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a step into what an engine is asked for. Pure. */
final class StepContainer {
    /** Enough for the tail that people look at, little enough for any disk. */
    private static final Map<String, String> LOG_SIZE = Map.of("max-size", "20m", "max-file", "2");

    /** In bytes: above this an engine begins to throw output away. */
    static final long LOG_FILE = 20_000_000;

    private StepContainer() {}

    /**
     * {@return the command that makes a step's container}
     *
     * @param environment the container's variables
     * @param imagesUser the user that the image names
     * @param limits the step's limits, as the engine has them
     * @param mounts its volumes
     * @param network the network to join; empty: the engine's default
     */
    static CreateContainerCmd command(
            DockerClient client,
            Step step,
            Map<String, String> environment,
            Optional<String> imagesUser,
            Limits limits,
            List<Mount> mounts,
            String network) {
        CreateContainerCmd command = client.createContainerCmd(step.container().image())
                .withEnv(environment.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList())
                .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                .withHostConfig(hostConfig(step, limits, mounts, network));
        String user = step.security().userIn(imagesUser);
        if (!user.isEmpty()) {
            command.withUser(user);
        }
        if (!step.container().command().isEmpty()) {
            command.withEntrypoint(VariableExpansion.expand(step.container().command(), environment));
        }
        if (!step.container().args().isEmpty()) {
            command.withCmd(VariableExpansion.expand(step.container().args(), environment));
        }
        return command;
    }

    /**
     * Passes if a step may run as the user that it would run as.
     *
     * @param imagesUser the user that the image names
     * @throws UnfitPipelineException in the words of Kubernetes
     */
    static void requireUser(Step step, Optional<String> imagesUser) {
        if (!step.security().nonRoot()) {
            return;
        }
        String user = step.security().userIn(imagesUser);
        String effective = (user.isEmpty() ? imagesUser.orElse("0") : user).replaceFirst(":.*", "");
        if (effective.matches("0+") || effective.equals("root")) {
            throw step.unfit("cannot start: container has runAsNonRoot and would run as root; set runAsUser");
        }
        if (!effective.matches("[0-9]+")) {
            throw step.unfit("cannot start: container has runAsNonRoot and image has non-numeric user (" + effective
                    + "), cannot verify user is non-root; set runAsUser");
        }
    }

    private static HostConfig hostConfig(Step step, Limits limits, List<Mount> mounts, String network) {
        Security security = step.security();
        HostConfig config = HostConfig.newHostConfig()
                .withMounts(mounts)
                .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, LOG_SIZE))
                .withReadonlyRootfs(security.readOnlyRoot())
                .withSecurityOpts(security.options());
        if (security.privileged()) {
            config.withPrivileged(true);
        } else {
            config.withCapAdd(security.add().toArray(new Capability[0]))
                    .withCapDrop(security.drop().toArray(new Capability[0]));
        }
        if (!network.isEmpty()) {
            config.withNetworkMode(network);
        }
        return limit(config, limits);
    }

    /** Swap counts as memory: a limit that swap lets a container pass is none. */
    private static HostConfig limit(HostConfig config, Limits limits) {
        if (limits.memory() > 0) {
            config.withMemory(limits.memory()).withMemorySwap(limits.memory());
        }
        if (limits.nanoCpus() > 0) {
            config.withNanoCPUs(limits.nanoCpus());
        }
        if (limits.pids() > 0) {
            config.withPidsLimit(limits.pids());
        }
        return config;
    }
}
