// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import io.kratix.spi.workflow.WorkflowRunner;
import io.kratix.spi.workflow.WorkflowRunnerProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executor;

/** Opens the workflow runner of an engine. */
public final class Runners {
    private Runners() {}

    /**
     * {@return the open runner}
     *
     * @param provider opens it
     * @param configuration each plugin's section of the engine's configuration
     * @param cacheDirectory a private directory for the caches of all plugins
     * @param executor runs the parallel parts of calls
     * @param clock the engine's clock
     * @param platform the engine's id
     * @param masker takes secrets out of what the plugin says
     */
    public static WorkflowRunner open(
            WorkflowRunnerProvider provider,
            Map<String, Map<String, Object>> configuration,
            Path cacheDirectory,
            Executor executor,
            Clock clock,
            String platform,
            Masker masker) {
        String name = provider.name();
        SettingsView settings =
                SettingsView.ofConfiguration("configuration of " + name, configuration.getOrDefault(name, Map.of()));
        EngineContext context =
                new EngineContext(platform, name, cacheDirectory.resolve(name), executor, clock, settings, masker);
        try {
            WorkflowRunner runner = Boundary.call(provider, () -> provider.open(settings, context));
            try {
                settings.done();
            } catch (RuntimeException e) {
                closeAfter(e, runner);
                throw e;
            }
            return runner;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while opening the workflow runner " + name, e);
        }
    }

    private static void closeAfter(RuntimeException failure, WorkflowRunner runner) {
        try {
            runner.close();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }
}
