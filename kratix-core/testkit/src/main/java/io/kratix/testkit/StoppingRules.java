// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The end of waiting, and of runs. */
abstract class StoppingRules extends WorkflowRunnerRules {
    StoppingRules(WorkflowRunnerContract contract) {
        super(contract);
    }

    @Test
    void declaresWhetherRunsOutliveIt() {
        assertThat(runner().durable()).isEqualTo(declaresDurable());
    }

    @Test
    void stopsWaitingWhenItIsInterrupted() throws IOException, InterruptedException {
        RecordingRun run = newRun(container("first", script().awaitGo()));
        Attendant waiting = attendUntilItWaits(run, "first");

        waiting.interrupt();

        assertThat(waiting.end().thrown()).as(waiting.describe()).containsInstanceOf(InterruptedException.class);
    }

    @Test
    void leavesNothingOfARunThatWasReleased() throws IOException, InterruptedException {
        RecordingRun run = newRun(container("first", script().write("/kratix/output/a", "a")));
        succeed(run);

        runner().release(run.id());

        assertThat(runner().leftovers()).doesNotContain(run.id());
    }

    @Test
    void leavesNothingOfARunThatWasReleasedWhileItWentOn() throws IOException, InterruptedException {
        RecordingRun run = newRun(container("first", script().awaitGo()));
        Attendant waiting = attendUntilItWaits(run, "first");
        waiting.interrupt();
        waiting.end();

        runner().release(run.id());

        assertThat(runner().leftovers()).doesNotContain(run.id());
    }

    @Test
    void letsARunBeReleasedTwice() throws IOException, InterruptedException {
        RecordingRun run = newRun(container("first", script()));
        succeed(run);

        runner().release(run.id());
        runner().release(run.id());

        assertThat(runner().leftovers()).doesNotContain(run.id());
    }

    @Test
    void letsARunBeReleasedThatNobodyKnows() throws InterruptedException {
        runner().release("run-that-nobody-knows");

        assertThat(runner().leftovers()).doesNotContain("run-that-nobody-knows");
    }

    @Test
    void letsNobodyWaitForARunThatWasReleased() throws IOException, InterruptedException {
        assumeTrue(declaresDurable(), "this runner's runs end with the waiting for them");
        RecordingRun run = newRun(container("first", script().awaitGo()));
        Attendant waiting = attendUntilItWaits(run, "first");

        runner().release(run.id());

        waiting.end();
        assertThat(waiting.outcome().filter(outcome -> outcome.isSuccess()))
                .as(waiting.describe())
                .isEmpty();
    }
}
