// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.workflow.ContainerResult;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Containers that fail. */
abstract class FailingRules extends WorkflowRunnerRules {
    FailingRules(WorkflowRunnerContract contract) {
        super(contract);
    }

    @Test
    void tellsHowTheContainerEnded() throws IOException, InterruptedException {
        PipelineOutcome outcome = run(newRun(container("first", script().exit(3))));

        assertThat(outcome.isSuccess()).isFalse();
        assertThat(outcome.results()).singleElement().satisfies(result -> {
            assertThat(result.container()).isEqualTo("first");
            if (tellsExitCodes()) {
                assertThat(result.exitCode()).isEqualTo(3);
            } else {
                assertThat(result.exitCode()).isNotZero();
            }
        });
    }

    @Test
    void namesTheContainerInItsMessage() throws IOException, InterruptedException {
        PipelineOutcome outcome = run(newRun(container("first", script()), container("culprit", script().exit(1))));

        assertThat(outcome.message()).contains("culprit");
    }

    @Test
    void keepsTheResultsOfThoseBeforeIt() throws IOException, InterruptedException {
        PipelineOutcome outcome = run(newRun(container("first", script()), container("second", script().exit(1))));

        assertThat(outcome.results()).extracting(ContainerResult::container).containsExactly("first", "second");
        assertThat(outcome.results().get(0).exitCode()).isZero();
    }

    @Test
    void runsNothingAfterIt() throws IOException, InterruptedException {
        RecordingRun run = newRun(
                container("first", script().exit(1)),
                container("second", script().print(LogStream.STDOUT, "here I am")));

        PipelineOutcome outcome = run(run);

        assertThat(names(outcome)).doesNotContain("second");
        assertThat(printed(run, "second")).isEmpty();
    }

    @Test
    void takesAnImageThatIsNowhereForAFailureThatNamesIt() throws IOException, InterruptedException {
        var missing = unknownImage("second");

        PipelineOutcome outcome = run(newRun(container("first", script()), missing));

        assertThat(outcome.isSuccess()).isFalse();
        assertThat(outcome.message()).contains("second").contains(missing.image());
    }
}
