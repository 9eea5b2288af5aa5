// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.documents.DocumentPrinter;
import io.kratix.internal.plugin.Boundary;
import io.kratix.internal.plugin.EngineSignal;
import io.kratix.layout.LayoutConflictException;
import io.kratix.model.DestinationSelector;
import io.kratix.model.Document;
import io.kratix.model.ObjectNames;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.PromiseApi;
import io.kratix.model.Work;
import io.kratix.model.WorkloadGroup;
import io.kratix.registry.Claim;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.RunRecord.Phase;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import io.kratix.scheduling.InvalidSelectorsException;
import io.kratix.scheduling.WorkflowOutput;
import io.kratix.scheduling.WorkflowSelectors;
import io.kratix.spi.workflow.ContainerResult;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.WorkflowRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs a Pipeline that is on record, and records its outcome together with the files that it produced. */
final class RunReconciler implements Reconciler {
    private static final Duration TIME_LIMIT = Duration.ofHours(1);

    private final Registry registry;
    private final WorkflowRunner runner;
    private final Path workspaces;
    private final Clock clock;

    RunReconciler(Registry registry, WorkflowRunner runner, Path workspaces, Clock clock) {
        this.registry = registry;
        this.runner = runner;
        this.workspaces = workspaces;
        this.clock = clock;
    }

    /** How a run ended, and what it produced. */
    private record Outcome(Phase phase, String message, List<ContainerResult> results, List<WorkloadGroup> groups) {
        static Outcome failed(String message, List<ContainerResult> results) {
            return new Outcome(Phase.FAILED, message, results, List.of());
        }
    }

    /** What a run needs to know, as it is declared now. */
    private record Declared(Promise promise, Pipeline pipeline, Document object) {}

    @Override
    public void reconcile(Claim claim) throws InterruptedException {
        String id = claim.task().subject();
        Optional<Stored<RunRecord>> run = registry.find(Table.RUNS, id);
        if (run.isPresent() && run.get().value().phase() == Phase.RUNNING) {
            record(claim, id, run(run.get().value()));
        }
        Boundary.call(runner, () -> {
            runner.release(id);
            return id;
        });
        Decision.commit(registry, () -> Step.builder().finish(claim).build());
    }

    private Outcome run(RunRecord run) throws InterruptedException {
        Optional<Declared> declared = declared(run);
        if (declared.isEmpty()) {
            return Outcome.failed("overtaken by a change of the Promise or the request", List.of());
        }
        try (RunWorkspace workspace = RunWorkspace.create(
                workspaces, DocumentPrinter.print(declared.get().object()))) {
            EngineRun engineRun = new EngineRun(
                    run,
                    declared.get().pipeline(),
                    declared.get().object(),
                    declared.get().promise().api().map(PromiseApi::plural).orElse(""),
                    run.started().plus(TIME_LIMIT),
                    workspace);
            PipelineOutcome outcome = Boundary.call(runner, () -> runner.run(engineRun));
            return outcome.isSuccess()
                    ? new Outcome(
                            Phase.SUCCEEDED,
                            "",
                            outcome.results(),
                            groups(run.owner(), declared.get().promise(), workspace))
                    : Outcome.failed(outcome.message(), outcome.results());
        } catch (EngineSignal
                | RunWorkspace.UnfitOutputException
                | InvalidSelectorsException
                | LayoutConflictException e) {
            return Outcome.failed(e.getMessage() == null ? "" : e.getMessage(), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty if the specs are no longer those that the run was recorded for. */
    private Optional<Declared> declared(RunRecord run) {
        Optional<Stored<RegisteredObject>> request =
                Objects.find(registry, run.owner().toString());
        Optional<Stored<RegisteredObject>> registered = Objects.promise(registry, run.promise());
        if (request.isEmpty() || registered.isEmpty()) {
            return Optional.empty();
        }
        Promise promise = Objects.promise(registered.get());
        Document object = request.get().value().view();
        return Workflow.hash(promise.document(), object).equals(run.hash())
                ? Optional.of(new Declared(
                        promise, promise.workflows().resourceConfigure().get(run.position()), object))
                : Optional.empty();
    }

    private void record(Claim claim, String id, Outcome outcome) {
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            registry.find(Table.RUNS, id).ifPresent(stored -> {
                RunRecord run = stored.value();
                step.update(stored, run.ended(outcome.phase(), outcome.message(), outcome.results(), clock.instant()));
                if (outcome.phase() == Phase.SUCCEEDED) {
                    recordWork(step, run, outcome);
                }
                step.enqueue(Task.of(Task.Type.REQUEST, run.owner())
                        .sharedBy(claim.task().share()));
            });
            return step.build();
        });
    }

    private void recordWork(Step.Builder step, RunRecord run, Outcome outcome) {
        Optional<Stored<RegisteredObject>> promise = Objects.promise(registry, run.promise());
        if (promise.isEmpty()) {
            return;
        }
        String key = RegisteredWork.key(run.owner(), Work.Type.RESOURCE, run.pipeline());
        Work work = new Work(
                run.owner().namespace(),
                ObjectNames.deterministic(
                        run.promise() + "-" + run.owner().name() + "-" + run.pipeline(),
                        run.owner().toString(),
                        run.pipeline()),
                Work.Type.RESOURCE,
                run.promise(),
                run.owner(),
                run.pipeline(),
                run.position(),
                outcome.groups());
        Works.put(step, registry.find(Table.WORKS, key), work);
    }

    private List<WorkloadGroup> groups(ObjectReference owner, Promise promise, RunWorkspace workspace)
            throws IOException {
        Optional<String> selectors = workspace.metadataFile(SelectorsFile.NAME);
        WorkflowSelectors read = selectors.isEmpty() ? WorkflowSelectors.none() : SelectorsFile.read(selectors.get());
        List<WorkloadGroup> groups = new WorkflowOutput(
                        workspace.outputFiles(registry), workspace.outputDirectories(), read)
                .groups(DestinationSelector.Source.RESOURCE_WORKFLOW, promise.destinationSelectors());
        SharedFile.checkUpdate(registry, owner, groups);
        return groups;
    }
}
