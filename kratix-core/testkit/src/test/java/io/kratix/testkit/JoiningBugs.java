// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static io.kratix.testkit.BuggyWorkflowRunner.running;

import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import java.util.List;

/** Bugs that {@link JoiningRules} find. */
final class JoiningBugs {
    private JoiningBugs() {}

    static List<PlantedRunnerBug> all() {
        return List.of(
                PlantedRunnerBug.of(
                        "runs an id again",
                        running(JoiningBugs::runsAgain),
                        "Joining.findsARunThatWentOnMeanwhile",
                        "Joining.findsARunThoughTheRunnerWasClosed",
                        "Joining.givesTheFilesOfARunThatHasEndedToWhoeverAsksAgain",
                        "Joining.givesTheOutcomeOfARunThatHasFailedToWhoeverAsksAgain"),
                PlantedRunnerBug.of(
                        "takes its runs along when it is closed",
                        TakesAlong::new,
                        "Joining.findsARunThoughTheRunnerWasClosed"),
                PlantedRunnerBug.of(
                        "releases a run by itself",
                        running(JoiningBugs::releasesByItself),
                        "Joining.givesTheFilesOfARunThatHasEndedToWhoeverAsksAgain",
                        "Joining.givesTheOutcomeOfARunThatHasFailedToWhoeverAsksAgain",
                        "Joining.listsARunThatHasEndedUntilItIsReleased"),
                PlantedRunnerBug.of(
                        "follows a log from where it is",
                        running(JoiningBugs::followsFromHere),
                        "Joining.givesTheOutcomeOfARunThatHasFailedToWhoeverAsksAgain",
                        "Joining.tellsTheLogFromItsBeginningToWhoeverAsksAgain"),
                PlantedRunnerBug.of(
                        "lists nothing",
                        ListsNothing::new,
                        "Joining.listsARunThatGoesOn",
                        "Joining.listsARunThatHasEndedUntilItIsReleased"));
    }

    static PipelineOutcome runsAgain(BuggyWorkflowRunner runner, PipelineRun run) throws InterruptedException {
        runner.backend.startAnew(run.id());
        return runner.sound.run(run);
    }

    static PipelineOutcome releasesByItself(BuggyWorkflowRunner runner, PipelineRun run) throws InterruptedException {
        PipelineOutcome outcome = runner.sound.run(run);
        runner.backend.startAnew(run.id());
        return outcome;
    }

    static PipelineOutcome followsFromHere(BuggyWorkflowRunner runner, PipelineRun run) throws InterruptedException {
        boolean known = runner.backend.knows(run.id());
        DurableBackend.Held held = runner.backend.findOrStart(run);
        return known ? runner.sound.run(run, held.lineCount()) : runner.sound.run(run);
    }

    /** Ends all runs when it is closed. */
    private static final class TakesAlong extends BuggyWorkflowRunner {
        private TakesAlong(DurableBackend backend) {
            super(backend);
        }

        @Override
        public void close() {
            backend.ids().forEach(backend::startAnew);
        }
    }

    /** Never tells that anything is left. */
    private static final class ListsNothing extends BuggyWorkflowRunner {
        private ListsNothing(DurableBackend backend) {
            super(backend);
        }

        @Override
        public List<String> leftovers() {
            return List.of();
        }
    }
}
