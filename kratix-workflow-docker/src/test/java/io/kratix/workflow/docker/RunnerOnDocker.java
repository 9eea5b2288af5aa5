// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.model.Pipeline;
import io.kratix.spi.workflow.PipelineOutcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A runner on a Docker engine, which leaves nothing there. */
@Tag("docker")
@ExtendWith(OnEngine.Docker.class)
abstract class RunnerOnDocker {
    @TempDir
    Path directory;

    final DockerWorkflowRunner runner;

    RunnerOnDocker(TestEngine engine) {
        runner = open(engine);
    }

    static DockerWorkflowRunner open(TestEngine engine) {
        return engine.runner().open();
    }

    @AfterEach
    void close() throws InterruptedException {
        for (String id : runner.leftovers()) {
            runner.release(id);
        }
        runner.close();
    }

    PipelineOutcome run(Pipeline pipeline) throws InterruptedException {
        return runner.run(LocalRun.of("run-on-docker", pipeline, directory));
    }
}
