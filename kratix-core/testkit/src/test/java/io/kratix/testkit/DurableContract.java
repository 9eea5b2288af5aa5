// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Container;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on runs that go on in threads of their own, whatever runner is put before them. */
abstract class DurableContract extends WorkflowRunnerContract {
    @TempDir
    Path backendDirectory = Path.of("");

    private final PlayedContainers played = new PlayedContainers();
    private final DurableBackend backend =
            new DurableBackend(played, runId -> backendDirectory.resolve("held").resolve(runId));

    final DurableBackend backend() {
        return backend;
    }

    final PlayedContainers played() {
        return played;
    }

    @Override
    protected boolean durable() {
        return true;
    }

    @Override
    protected Container container(String name, ContainerScript script) {
        return played.container(name, script);
    }

    @Override
    protected Container unknownImage(String name) {
        return PlayedContainers.unknownImage(name);
    }

    @Override
    protected void letGo(String runId, String container) {
        played.letGo(runId, container);
    }
}
