// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("podman")
@DisplayName("On Podman")
@ExtendWith(OnEngine.Podman.class)
class PodmanTest extends DockerWorkflowRunnerRules {
    PodmanTest(TestEngine engine) {
        super(engine);
    }

    @Test
    void keepsTheTailOfAContainerThatFloodsItsOutput() throws InterruptedException {
        LocalRun run = LocalRun.of("run-flood", Pipelines.scripts("seq 1 450000"), directory);

        PipelineOutcome outcome = runner.run(run);

        assertThat(outcome.message()).isEmpty();
        assertThat(run.said("step-0", LogStream.STDOUT)
                        .lines()
                        .map(Integer::valueOf)
                        .toList())
                .isSorted()
                .doesNotHaveDuplicates()
                .endsWith(449_999, 450_000);
    }
}
