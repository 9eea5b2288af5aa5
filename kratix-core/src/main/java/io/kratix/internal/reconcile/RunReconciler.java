// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.documents.DocumentPrinter;
import io.kratix.internal.plugin.Boundary;
import io.kratix.internal.plugin.EngineSignal;
import io.kratix.internal.run.EngineRun;
import io.kratix.internal.run.PipelineProduct;
import io.kratix.internal.run.PipelineSources;
import io.kratix.internal.run.RunLog;
import io.kratix.internal.run.RunOutcome;
import io.kratix.internal.run.RunWatch;
import io.kratix.internal.run.RunWorkspace;
import io.kratix.internal.run.UnfitMetadataException;
import io.kratix.internal.run.Workflows;
import io.kratix.internal.step.Decision;
import io.kratix.internal.step.Reconciler;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.store.SharedFile;
import io.kratix.layout.LayoutConflictException;
import io.kratix.model.DestinationSelector.Source;
import io.kratix.model.Document;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRevision;
import io.kratix.registry.Claim;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.RunRecord.Phase;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.WorkflowRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Runs a Pipeline that is on record, and has its outcome recorded together with what it produced. */
final class RunReconciler implements Reconciler {
    private final Registry registry;
    private final WorkflowRunner runner;
    private final Path workspaces;
    private final PipelineSources sources;
    private final Clock clock;
    private final RunWatch watch;
    private final RunOutcomes outcomes;
    private final Revisions revisions;

    RunReconciler(
            Registry registry,
            WorkflowRunner runner,
            Path workspaces,
            PipelineSources sources,
            Clock clock,
            RunWatch watch) {
        this.sources = sources;
        this.registry = registry;
        this.runner = runner;
        this.workspaces = workspaces;
        this.clock = clock;
        this.watch = watch;
        this.outcomes = new RunOutcomes(registry, clock);
        this.revisions = new Revisions(registry);
    }

    /** What a run needs to know, as it is declared now. */
    private record Declared(Promise promise, Pipeline pipeline, Document object) {}

    @Override
    public void reconcile(Claim claim) throws InterruptedException {
        String id = claim.task().subject();
        Optional<RunRecord> open =
                registry.find(Table.RUNS, id).map(Stored::value).filter(RunRecord::isOpen);
        try {
            if (open.isPresent()) {
                outcomes.record(claim, id, outcome(claim, open.get()));
            }
            release(id);
        } catch (PluginException e) {
            open.ifPresent(run -> outcomes.explain(id, e.message()));
            throw e;
        }
        Decision.commit(registry, () -> Step.builder().finish(claim).build());
    }

    private RunOutcome outcome(Claim claim, RunRecord run) throws InterruptedException {
        if (run.phase() == Phase.CANCELLING) {
            return ended(run, Phase.CANCELLED, "cancelled");
        }
        if (clock.instant().isAfter(run.deadline())) {
            return ended(run, Phase.FAILED, RunWatch.tooLate(run));
        }
        Optional<Declared> declared = declared(run);
        return declared.isPresent()
                ? run(claim, run, declared.get())
                : ended(run, Phase.CANCELLED, "overtaken by a change of the Promise or the request");
    }

    /** What an earlier try may have begun is over before anybody relies on it. */
    private RunOutcome ended(RunRecord run, Phase phase, String why) throws InterruptedException {
        release(run.id());
        return RunOutcome.of(phase, why);
    }

    private RunOutcome run(Claim claim, RunRecord run, Declared declared) throws InterruptedException {
        RunLog log = new RunLog();
        RunWatch.Watched watched =
                watch.watch(run, (phase, why) -> outcomes.giveUp(claim, run, RunOutcome.of(phase, why)));
        try (watched;
                RunWorkspace workspace = new RunWorkspace(workspaces, DocumentPrinter.print(declared.object()))) {
            EngineRun engineRun = new EngineRun(
                    run,
                    declared.pipeline(),
                    declared.object(),
                    Workflows.plural(run.owner(), declared.promise()),
                    workspace,
                    sources,
                    log);
            PipelineOutcome outcome = Boundary.call(runner, () -> runner.run(engineRun));
            return watched.isInterrupted()
                    ? RunOutcome.of(watched.phase(), watched.reason()).with(log)
                    : outcome(run, declared, outcome, workspace, log);
        } catch (InterruptedException e) {
            if (watched.isInterrupted()) {
                return RunOutcome.of(watched.phase(), watched.reason()).with(log);
            }
            throw e;
        } catch (EngineSignal e) {
            if (Thread.interrupted() && !watched.isInterrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            return RunOutcome.of(Phase.FAILED, log.masked(String.valueOf(e.getMessage())))
                    .with(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RunOutcome outcome(
            RunRecord run, Declared declared, PipelineOutcome outcome, RunWorkspace workspace, RunLog log)
            throws IOException {
        if (clock.instant().isAfter(run.deadline())) {
            return RunOutcome.failed(RunWatch.tooLate(run), outcome.results()).with(log);
        }
        if (!outcome.isSuccess()) {
            return RunOutcome.failed(log.masked(outcome.message()), outcome.results())
                    .with(log);
        }
        Source source = run.owner().isPromise() ? Source.PROMISE_WORKFLOW : Source.RESOURCE_WORKFLOW;
        try {
            PipelineProduct product = PipelineProduct.read(workspace, registry, declared.promise(), source);
            SharedFile.checkUpdate(registry, run.owner(), product.groups());
            product.warnings().forEach(warning -> log.add("kratix", warning));
            return RunOutcome.succeeded(product, outcome.results(), clock.instant())
                    .with(log);
        } catch (UnfitMetadataException | RunWorkspace.UnfitOutputException | LayoutConflictException e) {
            return RunOutcome.failed(log.masked(String.valueOf(e.getMessage())), outcome.results())
                    .with(log);
        }
    }

    private void release(String id) throws InterruptedException {
        Boundary.call(runner, () -> {
            runner.release(id);
            return id;
        });
    }

    /** Empty if the specs are no longer those that the run was recorded for. */
    private Optional<Declared> declared(RunRecord run) {
        Optional<Stored<RegisteredObject>> owner =
                RegisteredObjects.find(registry, run.owner().toString());
        Optional<Stored<RegisteredObject>> registered =
                RegisteredObjects.promise(registry, run.assignment().promise());
        if (owner.isEmpty() || registered.isEmpty()) {
            return Optional.empty();
        }
        Promise promise = run.owner().isPromise()
                ? RegisteredObjects.promise(registered.get())
                : revisions
                        .lookUp(run.assignment().promise(), run.assignment().version())
                        .map(PromiseRevision::asPromise)
                        .orElseGet(() -> RegisteredObjects.promise(registered.get()));
        Document object = owner.get().value().view();
        List<Pipeline> pipelines =
                Workflows.of(run.owner(), promise, run.assignment().action());
        return SpecHash.holds(run.assignment().hash(), promise.document(), object)
                ? Optional.of(
                        new Declared(promise, pipelines.get(run.assignment().position()), object))
                : Optional.empty();
    }
}
