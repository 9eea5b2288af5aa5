// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kratix.model.Container;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that outlive the JVM that began them. */
abstract class JoiningRules extends WorkflowRunnerRules {
    JoiningRules(WorkflowRunnerContract contract) {
        super(contract);
    }

    @BeforeEach
    void onlyIfRunsOutliveTheRunner() {
        assumeTrue(declaresDurable(), "this runner's runs end with the waiting for them");
    }

    @Test
    void findsARunThatWentOnMeanwhile() throws IOException, InterruptedException {
        RecordingRun first = newRun(uniqueThenWaiting());
        Attendant waiting = attendUntilItWaits(first, "first");
        waiting.interrupt();
        waiting.end();

        letGo(first, "first");
        RecordingRun again = sameRun(first.id(), uniqueThenWaiting());
        succeed(again);

        assertThat(again.files().outputs()).isEqualTo(Map.of("unique", unique(first)));
    }

    @Test
    void findsARunThoughTheRunnerWasClosed() throws IOException, InterruptedException {
        RecordingRun first = newRun(uniqueThenWaiting());
        Attendant waiting = attendUntilItWaits(first, "first");
        waiting.interrupt();
        waiting.end();

        reopenRunner();
        letGo(first, "first");
        RecordingRun again = sameRun(first.id(), uniqueThenWaiting());
        succeed(again);

        assertThat(again.files().outputs()).isEqualTo(Map.of("unique", unique(first)));
    }

    @Test
    void givesTheFilesOfARunThatHasEndedToWhoeverAsksAgain() throws IOException, InterruptedException {
        Container container = container(
                "first",
                script().writeUnique("/kratix/output/unique").write("/kratix/metadata/status.yaml", "message: done"));
        RecordingRun first = newRun(container);
        succeed(first);

        RecordingRun again = sameRun(first.id(), container);
        succeed(again);

        assertThat(again.files().outputs()).isEqualTo(first.files().outputs());
        assertThat(again.files().metadataFiles()).isEqualTo(Map.of("status.yaml", "message: done"));
    }

    @Test
    void givesTheOutcomeOfARunThatHasFailedToWhoeverAsksAgain() throws IOException, InterruptedException {
        Container container =
                container("first", script().writeUnique("/kratix/output/unique").exit(1));
        RecordingRun first = newRun(container);
        PipelineOutcome outcome = run(first);

        RecordingRun again = sameRun(first.id(), container);
        PipelineOutcome same = run(again);

        assertThat(same.isSuccess()).isFalse();
        assertThat(names(same)).isEqualTo(names(outcome));
        assertThat(printed(again, "first")).isEqualTo(printed(first, "first"));
    }

    @Test
    void tellsTheLogFromItsBeginningToWhoeverAsksAgain() throws IOException, InterruptedException {
        Container container = container(
                "first",
                script().print(LogStream.STDOUT, "before")
                        .print(LogStream.STDERR, "badly")
                        .awaitGo()
                        .print(LogStream.STDOUT, "after"));
        RecordingRun first = newRun(container);
        Attendant waiting = attendUntilItWaits(first, "first");
        waiting.interrupt();
        waiting.end();

        letGo(first, "first");
        RecordingRun again = sameRun(first.id(), container);
        succeed(again);

        assertThat(printed(again, "first")).isEqualTo("before\n" + ContainerScript.WAITING + "\nafter\n");
        assertThat(again.logged("first", LogStream.STDERR)).isEqualTo("badly\n");
    }

    @Test
    void listsARunThatHasEndedUntilItIsReleased() throws IOException, InterruptedException {
        RecordingRun run = newRun(container("first", script()));

        succeed(run);

        assertThat(runner().leftovers()).contains(run.id());
    }

    @Test
    void listsARunThatGoesOn() throws IOException, InterruptedException {
        RecordingRun run = newRun(container("first", script().awaitGo()));
        Attendant waiting = attendUntilItWaits(run, "first");
        waiting.interrupt();
        waiting.end();

        assertThat(runner().leftovers()).contains(run.id());
    }

    private Container uniqueThenWaiting() {
        return container("first", script().writeUnique("/kratix/output/unique").awaitGo());
    }

    /** {@return what the container of a run wrote, as it printed it} */
    private static String unique(RecordingRun run) {
        return printed(run, "first").lines().findFirst().orElse("(nothing printed)") + "\n";
    }
}
