// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static io.kratix.testkit.BuggyWorkflowRunner.running;
import static io.kratix.testkit.BuggyWorkflowRunner.telling;

import io.kratix.model.Container;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.ContainerResult;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import java.util.List;

/** Bugs that {@link FailingRules} find. */
final class FailingBugs {
    private FailingBugs() {}

    static List<PlantedRunnerBug> all() {
        return List.of(
                PlantedRunnerBug.of(
                        "knows one exit code", telling(FailingBugs::oneExitCode), "Failing.tellsHowTheContainerEnded"),
                PlantedRunnerBug.of(
                        "takes a failure for a success",
                        telling(FailingBugs::alwaysWell),
                        "Failing.namesTheContainerInItsMessage",
                        "Failing.takesAnImageThatIsNowhereForAFailureThatNamesIt",
                        "Failing.tellsHowTheContainerEnded",
                        "Joining.givesTheOutcomeOfARunThatHasFailedToWhoeverAsksAgain",
                        "Stopping.letsNobodyWaitForARunThatWasReleased"),
                PlantedRunnerBug.of(
                        "names nobody",
                        telling(FailingBugs::namesNobody),
                        "Failing.namesTheContainerInItsMessage",
                        "Failing.takesAnImageThatIsNowhereForAFailureThatNamesIt"),
                PlantedRunnerBug.of(
                        "keeps the last result alone",
                        telling(FailingBugs::lastResult),
                        "Failing.keepsTheResultsOfThoseBeforeIt"),
                PlantedRunnerBug.of(
                        "goes on after a failure",
                        running(FailingBugs::goesOn),
                        "Failing.runsNothingAfterIt",
                        "Stopping.letsNobodyWaitForARunThatWasReleased"),
                PlantedRunnerBug.of(
                        "throws for an image that is nowhere",
                        telling(FailingBugs::throwsForImages),
                        "Failing.takesAnImageThatIsNowhereForAFailureThatNamesIt"));
    }

    static PipelineOutcome oneExitCode(PipelineOutcome outcome) {
        return BuggyWorkflowRunner.with(
                outcome,
                outcome.results().stream()
                        .map(result -> ContainerResult.of(
                                result.container(),
                                Math.min(1, result.exitCode()),
                                result.started(),
                                result.finished()))
                        .toList());
    }

    static PipelineOutcome alwaysWell(PipelineOutcome outcome) {
        return PipelineOutcome.succeeded(outcome.results());
    }

    static PipelineOutcome namesNobody(PipelineOutcome outcome) {
        return outcome.isSuccess() ? outcome : PipelineOutcome.failed(outcome.results(), "something failed");
    }

    static PipelineOutcome lastResult(PipelineOutcome outcome) {
        List<ContainerResult> results = outcome.results();
        return outcome.isSuccess() || results.isEmpty()
                ? outcome
                : BuggyWorkflowRunner.with(outcome, results.subList(results.size() - 1, results.size()));
    }

    static PipelineOutcome goesOn(BuggyWorkflowRunner runner, PipelineRun run) throws InterruptedException {
        PipelineOutcome outcome = runner.sound.run(run);
        List<Container> containers = run.pipeline().containers();
        if (!outcome.isSuccess() && outcome.results().size() < containers.size()) {
            List<Container> rest = containers.subList(outcome.results().size(), containers.size());
            runner.sound.run(WrappedRun.of(run, run.id() + "-rest", rest));
        }
        return outcome;
    }

    static PipelineOutcome throwsForImages(PipelineOutcome outcome) {
        if (outcome.message().contains("no image")) {
            throw PluginException.misconfigured(outcome.message());
        }
        return outcome;
    }
}
