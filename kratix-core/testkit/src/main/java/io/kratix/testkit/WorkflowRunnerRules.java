// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Container;
import io.kratix.spi.workflow.ContainerResult;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.WorkflowRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the groups of {@link WorkflowRunnerContract} share: an open runner, and short words for runs. */
abstract class WorkflowRunnerRules {
    @TempDir
    Path directory = Path.of("");

    private final WorkflowRunnerContract contract;
    private final List<Attendant> attendants = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private @Nullable WorkflowRunner runner;
    private int workspaces;

    WorkflowRunnerRules(WorkflowRunnerContract contract) {
        this.contract = contract;
    }

    @BeforeEach
    void openRunner() throws IOException, InterruptedException {
        WorkflowRunner opened = contract.open();
        runner = opened;
        opened.checkAccess();
    }

    @AfterEach
    void endWhatIsLeft() throws InterruptedException {
        attendants.forEach(Attendant::interrupt);
        if (runner != null) {
            for (String id : ids) {
                runner.release(id);
            }
            runner.close();
        }
        for (Attendant attendant : attendants) {
            attendant.end();
        }
    }

    final void reopenRunner() throws IOException, InterruptedException {
        runner().close();
        openRunner();
    }

    final WorkflowRunner runner() {
        if (runner == null) {
            throw new IllegalStateException("the runner is not open");
        }
        return runner;
    }

    final boolean declaresDurable() {
        return contract.durable();
    }

    final boolean tellsExitCodes() {
        return contract.tellsExitCodes();
    }

    static ContainerScript script() {
        return ContainerScript.nothing();
    }

    final Container container(String name, ContainerScript script) {
        return contract.container(name, script);
    }

    final Container unknownImage(String name) {
        return contract.unknownImage(name);
    }

    /** {@return a run with an id of its own} */
    final RecordingRun newRun(Container... containers) throws IOException {
        String id = "run-" + Long.toHexString(System.nanoTime()) + "-" + ids.size();
        ids.add(id);
        return sameRun(id, containers);
    }

    /** {@return a run as the engine gives it when it asks for the same id again: with empty directories} */
    final RecordingRun sameRun(String id, Container... containers) throws IOException {
        return new RecordingRun(id, directory.resolve("workspace-" + ++workspaces), List.of(containers));
    }

    final PipelineOutcome run(RecordingRun run) throws InterruptedException {
        PipelineOutcome outcome = runner().run(run);
        assertThat(outcome).as("what run returns").isNotNull();
        return outcome;
    }

    final void succeed(RecordingRun run) throws InterruptedException {
        PipelineOutcome outcome = run(run);
        assertThat(outcome.isSuccess())
                .as("success, and not: " + outcome.message())
                .isTrue();
    }

    /** Has somebody else run it, so that the test can go on meanwhile. */
    final Attendant attend(RecordingRun run) {
        Attendant attendant = Attendant.of(runner(), run, contract.limit());
        attendants.add(attendant);
        return attendant;
    }

    /** Has somebody else run it, and returns when its container waits. */
    final Attendant attendUntilItWaits(RecordingRun run, String container) throws InterruptedException {
        Attendant attendant = attend(run);
        assertThat(run.awaitLogged(container, ContainerScript.WAITING, contract.limit()))
                .as("whether '" + container + "' printed that it waits, within " + contract.limit()
                        + ", and was heard; " + attendant.describe())
                .isTrue();
        return attendant;
    }

    final void letGo(RecordingRun run, String container) throws IOException, InterruptedException {
        contract.letGo(run.id(), container);
    }

    static List<String> names(PipelineOutcome outcome) {
        return outcome.results().stream().map(ContainerResult::container).toList();
    }

    static String printed(RecordingRun run, String container) {
        return run.logged(container, LogStream.STDOUT);
    }
}
