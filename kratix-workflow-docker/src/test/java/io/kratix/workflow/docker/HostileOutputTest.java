// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.InvalidPathException;
import io.kratix.spi.workflow.PipelineOutcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What a container can put into its output to do harm. No engine's file system holds {@code ..} or an absolute name, so
 * {@link UnpackingTest} has archives with these.
 */
class HostileOutputTest extends RunnerOnDocker {
    HostileOutputTest(TestEngine engine) {
        super(engine);
    }

    @Test
    void refusesADevice() throws InterruptedException {
        PipelineOutcome outcome = run(Pipelines.pipeline()
                .script(
                        "mknod /kratix/output/disk b 8 0",
                        Map.of("securityContext", Map.of("capabilities", Map.of("add", List.of("MKNOD")))))
                .build());

        assertThat(outcome.message()).isEqualTo("'disk' in the output is a device; write files, no links or devices");
    }

    @Test
    void refusesAPipe() throws InterruptedException {
        PipelineOutcome outcome = run(Pipelines.scripts("mkfifo /kratix/output/pipe"));

        assertThat(outcome.message()).isEqualTo("'pipe' in the output is a pipe; write files, no links or devices");
    }

    @Test
    void refusesALinkedDirectoryAndWhatWouldLieBehindIt() throws InterruptedException {
        PipelineOutcome outcome =
                run(Pipelines.scripts("ln -s / /kratix/output/root; echo x > /kratix/output/root/tmp/x"));

        assertThat(outcome.message())
                .isEqualTo("'root' in the output is a link to '/'; write files, no links or devices");
    }

    @Test
    void refusesALinkInTheMetadata() throws InterruptedException {
        PipelineOutcome outcome = run(Pipelines.scripts("ln -s ../../etc/passwd /kratix/metadata/status.yaml"));

        assertThat(outcome.message())
                .isEqualTo("'status.yaml' in the metadata is a link to '../../etc/passwd'; write files, no links or"
                        + " devices");
    }

    @Test
    void leavesAnOutputThatIsItselfALinkAlone() throws InterruptedException {
        PipelineOutcome outcome = run(Pipelines.scripts("rm -rf /kratix/output && ln -s / /kratix/output"));

        assertThat(outcome.message())
                .isEqualTo("container 'step-0' (image 'kratix-test/busybox:1') exited with code 1");
    }

    @Test
    void handsOnNamesThatTheEngineOfKratixRefuses() {
        assertThatThrownBy(() -> run(Pipelines.scripts("echo x > '/kratix/output/..\\..\\escaped'")))
                .isInstanceOf(InvalidPathException.class);
    }
}
