// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static io.kratix.testkit.BuggyWorkflowRunner.running;

import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Bugs that {@link StoppingRules} find. */
final class StoppingBugs {
    private StoppingBugs() {}

    static List<PlantedRunnerBug> all() {
        return List.of(
                PlantedRunnerBug.of(
                        "declares the wrong thing", Undeclared::new, "Stopping.declaresWhetherRunsOutliveIt"),
                PlantedRunnerBug.of(
                                "waits on when it is interrupted",
                                running(StoppingBugs::waitsOn),
                                "Joining.findsARunThatWentOnMeanwhile",
                                "Joining.findsARunThoughTheRunnerWasClosed",
                                "Joining.listsARunThatGoesOn",
                                "Joining.tellsTheLogFromItsBeginningToWhoeverAsksAgain",
                                "Stopping.leavesNothingOfARunThatWasReleasedWhileItWentOn",
                                "Stopping.stopsWaitingWhenItIsInterrupted")
                        .hanging(),
                PlantedRunnerBug.of(
                        "ends a run with the waiting for it",
                        running(StoppingBugs::endsWithTheWaiting),
                        "Joining.findsARunThatWentOnMeanwhile",
                        "Joining.findsARunThoughTheRunnerWasClosed",
                        "Joining.listsARunThatGoesOn",
                        "Joining.tellsTheLogFromItsBeginningToWhoeverAsksAgain"),
                PlantedRunnerBug.of(
                                "releases nothing that goes on",
                                ReleasesEnded::new,
                                "Stopping.leavesNothingOfARunThatWasReleasedWhileItWentOn",
                                "Stopping.letsNobodyWaitForARunThatWasReleased")
                        .hanging(),
                PlantedRunnerBug.of(
                                "forgets what goes on", Forgetful::new, "Stopping.letsNobodyWaitForARunThatWasReleased")
                        .hanging(),
                PlantedRunnerBug.of(
                        "lists what was released",
                        ListsAll::new,
                        "Stopping.leavesNothingOfARunThatWasReleased",
                        "Stopping.leavesNothingOfARunThatWasReleasedWhileItWentOn",
                        "Stopping.letsARunBeReleasedTwice"),
                PlantedRunnerBug.of(
                        "refuses a second release",
                        RefusesTwice::new,
                        "Stopping.leavesNothingOfARunThatWasReleased",
                        "Stopping.leavesNothingOfARunThatWasReleasedWhileItWentOn",
                        "Stopping.letsARunBeReleasedTwice",
                        "Stopping.letsNobodyWaitForARunThatWasReleased"),
                PlantedRunnerBug.of(
                        "refuses to release what it does not know",
                        RefusesUnknown::new,
                        "Stopping.letsARunBeReleasedThatNobodyKnows"));
    }

    static PipelineOutcome waitsOn(BuggyWorkflowRunner runner, PipelineRun run) throws InterruptedException {
        while (true) {
            try {
                return runner.sound.run(run);
            } catch (InterruptedException e) {
                run.note("never mind");
            }
        }
    }

    static PipelineOutcome endsWithTheWaiting(BuggyWorkflowRunner runner, PipelineRun run) throws InterruptedException {
        try {
            return runner.sound.run(run);
        } catch (InterruptedException e) {
            runner.backend.remove(run.id());
            throw e;
        }
    }

    /** Says that its runs end with it. */
    private static final class Undeclared extends BuggyWorkflowRunner {
        private Undeclared(DurableBackend backend) {
            super(backend);
        }

        @Override
        public boolean durable() {
            return false;
        }
    }

    /** Leaves alone what goes on. */
    private static final class ReleasesEnded extends BuggyWorkflowRunner {
        private ReleasesEnded(DurableBackend backend) {
            super(backend);
        }

        @Override
        public void release(String runId) throws InterruptedException {
            if (!backend.goesOn(runId)) {
                super.release(runId);
            }
        }
    }

    /** Lets go on what it does not list any more. */
    private static final class Forgetful extends BuggyWorkflowRunner {
        private Forgetful(DurableBackend backend) {
            super(backend);
        }

        @Override
        public void release(String runId) {
            backend.forget(runId);
        }
    }

    /** Lists every run that it ever ran. */
    private static final class ListsAll extends BuggyWorkflowRunner {
        private final Set<String> all = ConcurrentHashMap.newKeySet();

        private ListsAll(DurableBackend backend) {
            super(backend);
        }

        @Override
        public PipelineOutcome run(PipelineRun run) throws InterruptedException {
            all.add(run.id());
            return super.run(run);
        }

        @Override
        public List<String> leftovers() {
            return List.copyOf(all);
        }
    }

    /** Throws for what was released before. */
    private static final class RefusesTwice extends BuggyWorkflowRunner {
        private final Set<String> released = ConcurrentHashMap.newKeySet();

        private RefusesTwice(DurableBackend backend) {
            super(backend);
        }

        @Override
        public void release(String runId) throws InterruptedException {
            if (!released.add(runId)) {
                throw PluginException.rejected("no run " + runId);
            }
            super.release(runId);
        }
    }

    /** Throws for what it never ran. */
    private static final class RefusesUnknown extends BuggyWorkflowRunner {
        private final Set<String> known = ConcurrentHashMap.newKeySet();

        private RefusesUnknown(DurableBackend backend) {
            super(backend);
        }

        @Override
        public PipelineOutcome run(PipelineRun run) throws InterruptedException {
            known.add(run.id());
            return super.run(run);
        }

        @Override
        public void release(String runId) throws InterruptedException {
            if (!known.contains(runId) && !backend.knows(runId)) {
                throw PluginException.rejected("no run " + runId);
            }
            super.release(runId);
        }
    }
}
