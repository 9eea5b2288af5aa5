// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.documents.DocumentPrinter;
import io.kratix.internal.plugin.Boundary;
import io.kratix.internal.plugin.EngineSignal;
import io.kratix.internal.plugin.LogLine;
import io.kratix.internal.run.EngineRun;
import io.kratix.internal.run.OwnersWorkflow;
import io.kratix.internal.run.PipelineProduct;
import io.kratix.internal.run.PipelineSources;
import io.kratix.internal.run.RunLog;
import io.kratix.internal.run.RunOutcome;
import io.kratix.internal.run.RunWatch;
import io.kratix.internal.run.RunWorkspace;
import io.kratix.internal.run.UnfitMetadataException;
import io.kratix.internal.store.SharedFile;
import io.kratix.layout.LayoutConflictException;
import io.kratix.model.DestinationSelector.Source;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.ContainerResult;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.WorkflowRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Has the workflow runner make one try of a Pipeline, and judges what comes of it. */
final class RunTry {
    /** It comes to stand in the object's status, and in events. */
    private static final int LONGEST_MESSAGE = 4_000;

    private final Registry registry;
    private final WorkflowRunner runner;
    private final Path workspaces;
    private final PipelineSources sources;
    private final Clock clock;

    RunTry(Registry registry, WorkflowRunner runner, Path workspaces, PipelineSources sources, Clock clock) {
        this.registry = registry;
        this.runner = runner;
        this.workspaces = workspaces;
        this.sources = sources;
        this.clock = clock;
    }

    /**
     * {@return how the try ended}
     *
     * @param run the run
     * @param declared what it runs, and for what
     * @param log where its containers' lines go
     * @throws PluginException if the runner cannot tell, or cannot begin; that is no try
     * @throws InterruptedException if the calling thread is interrupted
     */
    RunOutcome make(RunRecord run, RunReconciler.Declared declared, RunLog log) throws InterruptedException {
        try (RunWorkspace workspace = new RunWorkspace(workspaces, DocumentPrinter.print(declared.object()))) {
            EngineRun engineRun = new EngineRun(
                    run,
                    declared.pipeline(),
                    declared.object(),
                    OwnersWorkflow.plural(run.owner(), declared.promise()),
                    workspace,
                    sources,
                    log);
            PipelineOutcome outcome = Boundary.call(runner, () -> runner.run(engineRun));
            return judged(run, declared, outcome, workspace, log);
        } catch (EngineSignal e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            return failed(String.valueOf(e.getMessage()), List.of(), log);
        } catch (PluginException e) {
            if (e.reason() == PluginException.Reason.REJECTED) {
                return failed(e.message(), List.of(), log);
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RunOutcome judged(
            RunRecord run, RunReconciler.Declared declared, PipelineOutcome outcome, RunWorkspace workspace, RunLog log)
            throws IOException {
        if (clock.instant().isAfter(run.deadline())) {
            return RunOutcome.failed(RunWatch.tooLate(run), outcome.results());
        }
        if (!outcome.isSuccess()) {
            return failed(outcome.message(), outcome.results(), log);
        }
        Source source = run.owner().isPromise() ? Source.PROMISE_WORKFLOW : Source.RESOURCE_WORKFLOW;
        try {
            PipelineProduct product = PipelineProduct.read(workspace, registry, declared.promise(), source);
            SharedFile.checkUpdate(registry, run.owner(), product.groups());
            product.warnings().forEach(warning -> log.add("kratix", warning));
            return RunOutcome.succeeded(product, outcome.results(), clock.instant());
        } catch (UnfitMetadataException | RunWorkspace.UnfitOutputException | LayoutConflictException e) {
            return failed(String.valueOf(e.getMessage()), outcome.results(), log);
        }
    }

    static RunOutcome failed(String message, List<ContainerResult> results, RunLog log) {
        String masked = log.masked(message);
        return RunOutcome.failed(masked.length() <= LONGEST_MESSAGE ? masked : LogLine.of(masked), results);
    }
}
