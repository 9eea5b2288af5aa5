// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the embedder decides for all Pipelines.
 *
 * @param directories how the three directories reach containers
 * @param network the network that containers join: an engine's network, {@code none}; empty: the engine's default
 * @param pullPolicy for containers that name none
 * @param limits for containers that ask for nothing
 * @param securityContext for containers that have none, Kratix' {@code defaultContainerSecurityContext}
 * @param allowPrivileged whether containers may ask for more than an engine gives by itself
 * @param seccompProfiles the directory of profiles that containers may name
 * @param stopTimeout how long a container may take to end by itself when its run is released
 */
record DockerWorkflowRunnerSettings(
        Directories directories,
        String network,
        Optional<PullPolicy> pullPolicy,
        Limits limits,
        Map<String, @Nullable Object> securityContext,
        boolean allowPrivileged,
        Optional<Path> seccompProfiles,
        Duration stopTimeout) {
    /** How a refusal ends that the embedder could lift. */
    static final String ALLOW =
            "whoever embeds the engine allows it by 'allowPrivileged: true' in its configuration for docker";
}
