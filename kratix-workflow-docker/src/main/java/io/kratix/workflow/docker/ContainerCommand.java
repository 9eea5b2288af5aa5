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

/** Turns a planned container into what an engine is asked for. Pure. */
final class ContainerCommand {
    /** Enough for the tail that people look at, little enough for any disk. */
    private static final Map<String, String> LOG_SIZE = Map.of("max-size", "20m", "max-file", "2");

    /** In bytes: above this an engine begins to throw output away. */
    static final long LOG_FILE = 20_000_000;

    private ContainerCommand() {}

    /**
     * {@return the command that makes a container}
     *
     * @param environment the container's variables
     * @param imagesUser the user that the image names
     * @param limits the container's limits, as the engine has them
     * @param mounts its volumes
     * @param network the network to join; empty: the engine's default
     */
    static CreateContainerCmd command(
            DockerClient client,
            PlannedContainer planned,
            Map<String, String> environment,
            Optional<String> imagesUser,
            Limits limits,
            List<Mount> mounts,
            String network) {
        CreateContainerCmd command = client.createContainerCmd(
                        planned.container().image())
                .withEnv(environment.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList())
                .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                .withHostConfig(hostConfig(planned, limits, mounts, network));
        String user = planned.security().userIn(imagesUser);
        if (!user.isEmpty()) {
            command.withUser(user);
        }
        if (!planned.container().command().isEmpty()) {
            command.withEntrypoint(VariableExpansion.expand(planned.container().command(), environment));
        }
        if (!planned.container().args().isEmpty()) {
            command.withCmd(VariableExpansion.expand(planned.container().args(), environment));
        }
        return command;
    }

    /**
     * Passes if a container may run as the user that it would run as.
     *
     * @param imagesUser the user that the image names
     * @throws RunFailedException in the words of Kubernetes
     */
    static void requireUser(PlannedContainer planned, Optional<String> imagesUser) {
        if (!planned.security().nonRoot()) {
            return;
        }
        String user = planned.security().userIn(imagesUser);
        String effective = (user.isEmpty() ? imagesUser.orElse("0") : user).replaceFirst(":.*", "");
        if (effective.matches("0+") || effective.equals("root")) {
            throw planned.failure("cannot start: container has runAsNonRoot and would run as root; set runAsUser");
        }
        if (!effective.matches("[0-9]+")) {
            throw planned.failure("cannot start: container has runAsNonRoot and image has non-numeric user ("
                    + effective + "), cannot verify user is non-root; set runAsUser");
        }
    }

    private static HostConfig hostConfig(PlannedContainer planned, Limits limits, List<Mount> mounts, String network) {
        Security security = planned.security();
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
