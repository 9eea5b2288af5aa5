// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

import io.kratix.spi.PluginContext;
import io.kratix.spi.Settings;

/**
 * Opens a workflow runner. Named in {@code META-INF/services}; its public constructor without arguments does nothing.
 */
public interface WorkflowRunnerProvider {
    /** {@return the runner's name in the engine's configuration: {@code [a-z][a-z0-9-]*}} */
    String name();

    /**
     * Opens the runner: reads settings and builds clients, without network.
     *
     * @param settings the runner's section of the engine's configuration
     * @param context what the engine lends until the runner is closed
     * @return the open runner
     */
    WorkflowRunner open(Settings settings, PluginContext context);
}
