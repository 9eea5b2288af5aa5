// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

    /** Podman throws a long log away at once, with the beginning of a line whose end is yet to come. */
    @Test
    void keepsTheTailOfAContainerThatFloodsItsOutput() throws InterruptedException {
        LocalRun run = LocalRun.of("run-flood", Pipelines.scripts("seq 100001 550000"), directory);

        PipelineOutcome outcome = runner.run(run);

        assertThat(outcome.message()).isEmpty();
        Map<Boolean, List<Integer>> lines = run.said("step-0", LogStream.STDOUT)
                .lines()
                .map(Integer::valueOf)
                .collect(Collectors.partitioningBy(line -> line > 100_000));
        assertThat(lines.get(true)).isSorted().doesNotHaveDuplicates().endsWith(549_999, 550_000);
        assertThat(lines.get(false)).hasSizeLessThan(2);
    }
}
