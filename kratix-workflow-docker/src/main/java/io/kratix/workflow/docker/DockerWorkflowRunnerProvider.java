// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.spi.PluginContext;
import io.kratix.spi.PluginException;
import io.kratix.spi.Settings;
import io.kratix.spi.workflow.WorkflowRunner;
import io.kratix.spi.workflow.WorkflowRunnerProvider;

/**
 * Opens the runner {@code docker}, which runs Pipelines on Docker or Podman.
 *
 * <p>Fields of its section of the engine's configuration, all optional: {@code host}, {@code certificates},
 * {@code context}, {@code directories}, {@code network}, {@code memory}, {@code cpu}, {@code pids},
 * {@code defaultImagePullPolicy}, {@code defaultContainerSecurityContext}, {@code allowPrivileged},
 * {@code seccompProfiles} and {@code stopTimeout}. Each has a method of its name in
 * {@link DockerWorkflowRunnerBuilder}, which says what it means.
 */
public final class DockerWorkflowRunnerProvider implements WorkflowRunnerProvider {
    /** Made by {@link java.util.ServiceLoader} or by hand; does nothing. */
    public DockerWorkflowRunnerProvider() {
        // nothing to set up before an engine opens the runner
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public WorkflowRunner open(Settings settings, PluginContext context) {
        DockerWorkflowRunnerBuilder builder = new DockerWorkflowRunnerBuilder()
                .platform(context.platform())
                .networkTimeout(context.networkTimeout())
                .clock(context.clock())
                .executor(context.executor())
                .warnings(context::warn);
        SettingsReader.read(settings, builder);
        settings.done();
        try {
            return builder.open();
        } catch (IllegalArgumentException e) {
            throw PluginException.misconfigured(String.valueOf(e.getMessage())).causedBy(e);
        }
    }
}
