// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Container;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineRun;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The directories and the log that the engine lends to a run. */
record RunStage(PipelineRun run) implements PlayedContainers.Stage {
    @Override
    public String runId() {
        return run.id();
    }

    @Override
    public Path directory(String name) {
        return switch (name) {
            case "input" -> run.workspace().input();
            case "output" -> run.workspace().output();
            default -> run.workspace().metadata();
        };
    }

    @Override
    public Map<String, String> environment(Container container) {
        return run.environment(container);
    }

    @Override
    public void print(Container container, LogStream stream, String line) {
        write(run, container.name(), stream, line);
    }

    static void write(PipelineRun run, String container, LogStream stream, String line) {
        try (OutputStream log = run.log(container, stream)) {
            log.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
