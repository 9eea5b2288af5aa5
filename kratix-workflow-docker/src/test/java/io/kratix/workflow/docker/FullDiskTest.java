// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An engine whose data lie on a small disk of its own. */
@Tag("docker")
@ExtendWith(TemporaryFiles.class)
class FullDiskTest {
    private static final String MEGABYTES = "48";

    @TempDir
    Path directory;

    private TestEngine engine;
    private DockerWorkflowRunner runner;

    @BeforeEach
    void start() {
        OnEngine.requirePrograms(TestEngine.Kind.DOCKER);
        engine = TestEngine.startOnDisk(TestEngine.Kind.DOCKER, MEGABYTES);
        runner = engine.runner().open();
    }

    @AfterEach
    void stop() {
        runner.close();
        engine.close();
    }

    @Test
    void failsAContainerThatFillsTheDisk() throws InterruptedException {
        LocalRun run = LocalRun.of(
                "run-fills", Pipelines.scripts("dd if=/dev/zero of=/kratix/output/much bs=1M count=100"), directory);

        PipelineOutcome outcome = runner.run(run);
        runner.release("run-fills");

        assertThat(outcome.message())
                .isEqualTo("container 'step-0' (image 'kratix-test/busybox:1') exited with code 1");
        assertThat(engine.everything()).isEmpty();
    }

    @Test
    void asksAgainForARunThatFindsTheDiskFull() throws Exception {
        LocalRun run = LocalRun.of("run-full", Pipelines.scripts("echo done"), directory);
        Path filler = fillDisk();

        assertThatThrownBy(() -> runner.run(run))
                .isInstanceOfSatisfying(PluginException.class, thrown -> assertThat(thrown.reason())
                        .isEqualTo(PluginException.Reason.UNAVAILABLE))
                .hasMessageContaining("no space left on device");
        Files.delete(filler);
        PipelineOutcome outcome = runner.run(run);
        runner.release("run-full");

        assertThat(outcome.message()).isEmpty();
        assertThat(run.said("step-0", LogStream.STDOUT)).isEqualTo("done\n");
        assertThat(engine.everything()).isEmpty();
    }

    private Path fillDisk() {
        Path filler = engine.directory().resolve("data/filler");
        try (OutputStream file = Files.newOutputStream(filler)) {
            byte[] zeros = new byte[4096];
            for (int block = 0; block < 1_000_000; block++) {
                file.write(zeros);
            }
        } catch (IOException e) {
            return filler;
        }
        throw new AssertionError("the disk is not small");
    }
}
