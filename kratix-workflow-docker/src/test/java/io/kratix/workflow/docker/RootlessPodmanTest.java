// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A Podman that a user without rights has started. */
@Tag("podman")
@ExtendWith(TemporaryFiles.class)
class RootlessPodmanTest {
    private static TestEngine engine;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        OnEngine.requirePrograms(TestEngine.Kind.ROOTLESS_PODMAN, "setpriv", "unshare");
        RootlessPodman.requireUserNamespaces();
        engine = TestEngine.start(TestEngine.Kind.ROOTLESS_PODMAN);
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void runsAPipelineOnceAndLeavesNothing() throws InterruptedException {
        LocalRun run = LocalRun.of(
                "run-rootless",
                Pipelines.scripts(
                        "cat /kratix/input/object.yaml; mkdir /kratix/output/a; date +%N > /kratix/output/a/once",
                        "touch /kratix/input/no || echo refused; cat /kratix/output/a/once"),
                directory.resolve("first"));
        LocalRun again = run.again(directory.resolve("second"));
        try (DockerWorkflowRunner runner = engine.runner().open()) {

            PipelineOutcome outcome = runner.run(run);
            PipelineOutcome same = runner.run(again);
            runner.release("run-rootless");

            assertThat(outcome.message()).isEmpty();
            assertThat(same.results()).isEqualTo(outcome.results());
        }
        assertThat(run.said("step-0", LogStream.STDOUT)).isEqualTo("kind: redis\n");
        assertThat(run.said("step-1", LogStream.STDOUT)).isEqualTo("refused\n" + run.output("a/once"));
        assertThat(again.output("a/once")).isEqualTo(run.output("a/once"));
        assertThat(engine.everything()).isEmpty();
    }
}
