// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static io.kratix.testkit.BuggyWorkflowRunner.running;
import static io.kratix.testkit.BuggyWorkflowRunner.seeing;
import static io.kratix.testkit.BuggyWorkflowRunner.telling;

import io.kratix.model.Container;
import io.kratix.spi.workflow.ContainerResult;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.Workspace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Bugs that {@link RunningRules} find. */
final class RunningBugs {
    private RunningBugs() {}

    static List<PlantedRunnerBug> all() {
        return List.of(
                PlantedRunnerBug.of(
                        "runs containers backwards",
                        seeing(RunningBugs::backwards),
                        "Failing.keepsTheResultsOfThoseBeforeIt",
                        "Failing.runsNothingAfterIt",
                        "Running.letsAContainerReadWhatTheOneBeforeItLeft",
                        "Running.runsTheContainersInTheirOrder"),
                PlantedRunnerBug.of(
                        "starts containers before others have ended",
                        telling(RunningBugs::earlier),
                        "Running.startsAContainerWhenTheOneBeforeItHasEnded"),
                PlantedRunnerBug.of(
                        "gives an old input", seeing(RunningBugs::oldInput), "Running.givesEveryContainerTheInput"),
                PlantedRunnerBug.of(
                        "gives each container new directories",
                        running(RunningBugs::newDirectories),
                        "Running.letsAContainerReadWhatTheOneBeforeItLeft",
                        "Running.runsTheContainersInTheirOrder"),
                PlantedRunnerBug.of(
                        "gives all containers one environment",
                        seeing(RunningBugs::oneEnvironment),
                        "Running.givesEachContainerItsOwnEnvironment"),
                PlantedRunnerBug.of(
                        "brings back no empty files",
                        seeing(RunningBugs::noEmptyFiles),
                        "Running.bringsBackAllThatWasWrittenAndNothingElse"),
                PlantedRunnerBug.of(
                        "brings back its own marks",
                        running(RunningBugs::ownMarks),
                        "Joining.givesTheFilesOfARunThatHasEndedToWhoeverAsksAgain",
                        "Running.bringsBackAllThatWasWrittenAndNothingElse",
                        "Running.letsAContainerReadWhatTheOneBeforeItLeft"),
                PlantedRunnerBug.of(
                        "follows links",
                        running(RunningBugs::followsLinks),
                        "Running.bringsBackNoFileThatALinkPointsAt"),
                PlantedRunnerBug.of("takes all runs for the first", OneRun::new, "Running.keepsRunsApart"),
                PlantedRunnerBug.of("runs one after another", OneByOne::new, "Running.runsOneBesideAnother")
                        .hanging());
    }

    static PipelineRun backwards(PipelineRun run) {
        List<Container> containers = new ArrayList<>(run.pipeline().containers());
        Collections.reverse(containers);
        return WrappedRun.of(run, run.id(), containers);
    }

    static PipelineOutcome earlier(PipelineOutcome outcome) {
        List<ContainerResult> results = outcome.results().stream()
                .map(result -> ContainerResult.of(
                        result.container(), result.exitCode(), result.started().minusSeconds(1), result.finished()))
                .toList();
        return BuggyWorkflowRunner.with(outcome, results);
    }

    static PipelineRun oldInput(PipelineRun run) {
        try {
            Files.writeString(run.workspace().input().resolve("object.yaml"), "kind: redis\nspec: {size: old}\n");
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PipelineOutcome newDirectories(BuggyWorkflowRunner runner, PipelineRun run) throws InterruptedException {
        List<ContainerResult> results = new ArrayList<>();
        for (Container container : run.pipeline().containers()) {
            PipelineRun alone = WrappedRun.of(run, run.id(), List.of(container));
            PipelineOutcome outcome = runner.sound.run(WrappedWorkspace.in(alone, Overwriting::new));
            results.addAll(outcome.results());
            if (!outcome.isSuccess()) {
                return PipelineOutcome.failed(results, outcome.message());
            }
            if (run.pipeline().containers().size() > results.size()) {
                runner.backend.startAnew(run.id());
            }
        }
        return PipelineOutcome.succeeded(results);
    }

    /** Lets the last file of a name win. */
    private static final class Overwriting extends WrappedWorkspace {
        private Overwriting(Workspace workspace) {
            super(workspace);
        }

        @Override
        public void receiveOutput(String name, InputStream content) throws IOException {
            Files.deleteIfExists(output().resolve(name));
            super.receiveOutput(name, content);
        }

        @Override
        public void receiveMetadata(String name, InputStream content) throws IOException {
            Files.copy(content, metadata().resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static PipelineRun oneEnvironment(PipelineRun run) {
        return new WrappedRun(run) {
            @Override
            public Map<String, String> environment(Container container) {
                return super.environment(pipeline().containers().get(0));
            }
        };
    }

    static PipelineRun noEmptyFiles(PipelineRun run) {
        return WrappedWorkspace.in(run, workspace -> new WrappedWorkspace(workspace) {
            @Override
            public void receiveOutput(String name, InputStream content) throws IOException {
                byte[] bytes = content.readAllBytes();
                if (bytes.length > 0) {
                    super.receiveOutput(name, new ByteArrayInputStream(bytes));
                }
            }
        });
    }

    static PipelineOutcome ownMarks(BuggyWorkflowRunner runner, PipelineRun run) throws InterruptedException {
        PipelineOutcome outcome = runner.sound.run(run);
        try {
            run.workspace().receiveMetadata(".runner", InputStream.nullInputStream());
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PipelineOutcome followsLinks(BuggyWorkflowRunner runner, PipelineRun run) throws InterruptedException {
        PipelineOutcome outcome = runner.sound.run(run);
        Path link = runner.backend.directoryOf(run.id()).resolve("output/link");
        if (Files.isSymbolicLink(link)) {
            try (InputStream content = Files.newInputStream(link)) {
                run.workspace().receiveOutput("link", content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return outcome;
    }

    /** Gives what the first run of the same containers gave. */
    private static final class OneRun extends BuggyWorkflowRunner {
        private final Map<String, String> firstByName = new HashMap<>();

        private OneRun(DurableBackend backend) {
            super(backend);
        }

        @Override
        public PipelineOutcome run(PipelineRun run) throws InterruptedException {
            String id;
            synchronized (firstByName) {
                id = firstByName.computeIfAbsent(
                        run.pipeline().containers().get(0).name(), name -> run.id());
            }
            return sound.run(WrappedRun.of(run, id, run.pipeline().containers()));
        }
    }

    /** Has one wait for the other. */
    private static final class OneByOne extends BuggyWorkflowRunner {
        private OneByOne(DurableBackend backend) {
            super(backend);
        }

        @Override
        public synchronized PipelineOutcome run(PipelineRun run) throws InterruptedException {
            return super.run(run);
        }
    }
}
