// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.run.OwnersWorkflow;
import io.kratix.internal.run.PipelineSources;
import io.kratix.internal.run.RunLog;
import io.kratix.internal.run.RunOutcome;
import io.kratix.internal.run.RunWatch;
import io.kratix.internal.step.Decision;
import io.kratix.internal.step.Reconciler;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.store.CallWatch;
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
import io.kratix.spi.workflow.WorkflowRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Runs a Pipeline that is on record, and has its outcome recorded together with what it produced. */
final class RunReconciler implements Reconciler {
    /** What only a person can mend is asked for again at this pace. */
    private static final Duration UNTIL_MENDED = Duration.ofMinutes(5);

    /** A wait that is told from none. */
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    private static final String INTERRUPTED =
            "the Pipeline was interrupted, and not by the engine; have it throw what went wrong, and leave its thread alone: ";

    private final Registry registry;
    private final WorkflowRunner runner;
    private final Clock clock;
    private final RunWatch watch;
    private final CallWatch calls;
    private final RunTry tries;
    private final RunOutcomes outcomes;
    private final Revisions revisions;
    private final RunRelease release;
    private final Set<String> begunHere = ConcurrentHashMap.newKeySet();

    RunReconciler(
            Registry registry,
            WorkflowRunner runner,
            Path workspaces,
            PipelineSources sources,
            Clock clock,
            RunWatch watch,
            CallWatch calls,
            UnaryOperator<PluginException> masked) {
        this.registry = registry;
        this.runner = runner;
        this.clock = clock;
        this.watch = watch;
        this.tries = new RunTry(registry, runner, workspaces, sources, clock);
        this.outcomes = new RunOutcomes(registry, clock);
        this.revisions = new Revisions(registry);
        this.release = new RunRelease(runner, calls, masked);
        this.calls = calls;
    }

    /** What a run needs to know, as it is declared now. */
    record Declared(Promise promise, Pipeline pipeline, Document object) {}

    @Override
    public void reconcile(Claim claim) throws InterruptedException {
        String id = claim.task().subject();
        Optional<RunRecord> open =
                registry.find(Table.RUNS, id).map(Stored::value).filter(RunRecord::isOpen);
        try {
            if (open.isPresent()) {
                record(claim, id, outcome(claim, open.get()));
            }
            release(claim, id);
        } catch (PluginException e) {
            open.ifPresent(run -> outcomes.explain(id, e.message()));
            putOff(claim, e);
            return;
        }
        begunHere.remove(id);
        Decision.commit(registry, () -> Step.builder().finish(claim).build());
    }

    /** What ends when nobody waits for it any more is run again by whoever has taken over. */
    private void record(Claim claim, String id, RunOutcome outcome) throws InterruptedException {
        if (!calls.isWaitedFor(claim)) {
            throw new InterruptedException("the engine has closed, or another one has taken over");
        }
        outcomes.record(id, outcome);
    }

    /** The runner is asked again, with the same id: that is no try. */
    private void putOff(Claim claim, PluginException failure) {
        switch (failure.reason()) {
            case MISCONFIGURED, UNAUTHORIZED -> {
                Duration pause = failure.retryAfter()
                        .filter(asked -> asked.compareTo(UNTIL_MENDED) > 0)
                        .orElse(UNTIL_MENDED);
                Decision.commit(registry, () -> Step.builder()
                        .retry(claim, pause, failure.message())
                        .build());
            }
            case REJECTED, CONFLICT, LOST, UNAVAILABLE -> throw failure;
        }
    }

    private RunOutcome outcome(Claim claim, RunRecord run) throws InterruptedException {
        if (run.phase() == Phase.CANCELLING) {
            return ended(claim, run, Phase.CANCELLED, "cancelled");
        }
        Optional<Declared> declared = declared(run);
        if (declared.isEmpty()) {
            return ended(claim, run, Phase.CANCELLED, "overtaken by a change of the Promise or the request");
        }
        if (isGivenAway(run) && clock.instant().isAfter(run.deadline())) {
            return tooLate(claim, run);
        }
        return run(claim, handOver(run), declared.get());
    }

    /** Time in which the runner did not answer is none of the Pipeline's. */
    private RunOutcome tooLate(Claim claim, RunRecord run) throws InterruptedException {
        return run.message().isEmpty()
                ? ended(claim, run, Phase.FAILED, RunWatch.tooLate(run))
                : ended(
                        claim,
                        run,
                        Phase.CANCELLED,
                        "its time was over before the workflow runner answered: " + run.message());
    }

    /** What an earlier try may have begun is over before anybody relies on it. */
    private RunOutcome ended(Claim claim, RunRecord run, Phase phase, String why) throws InterruptedException {
        release(claim, run.id());
        return RunOutcome.of(phase, why);
    }

    /** What a runner that outlives no engine was given by an earlier one, or failed to take, begins anew. */
    private boolean isGivenAway(RunRecord run) {
        return runner.durable() ? run.handedOver().isPresent() : begunHere.contains(run.id());
    }

    /** Its time begins when the runner has it, however long it waited for its turn. */
    private RunRecord handOver(RunRecord run) {
        Instant now = clock.instant();
        boolean waited = Duration.between(run.started(), now).compareTo(SHORTEST_WAIT) >= 0;
        return !isGivenAway(run) && (waited || runner.durable()) ? outcomes.handOver(run) : run;
    }

    private RunOutcome run(Claim claim, RunRecord run, Declared declared) throws InterruptedException {
        RunLog log = new RunLog();
        begunHere.add(run.id());
        try {
            return watch.watch(
                            run,
                            outcomes.meanwhile(claim, run, () -> calls.giveUp(claim)),
                            () -> tries.make(run, declared, log))
                    .with(log);
        } catch (InterruptedException e) {
            if (!calls.isOurs(claim) || !isWanted(run)) {
                throw e;
            }
            String why = Objects.toString(e.getMessage(), "it did not say why");
            return RunTry.failed(INTERRUPTED + why, List.of(), log).with(log);
        } catch (PluginException e) {
            begunHere.remove(run.id());
            throw log.masked(e);
        }
    }

    /** A run that is cancelled, or is about to be, is interrupted, and may go on outside until it is released. */
    private boolean isWanted(RunRecord run) {
        boolean goesOn = registry.find(Table.RUNS, run.id())
                .filter(now -> now.value().phase() == Phase.RUNNING)
                .isPresent();
        return goesOn
                && RegisteredObjects.find(registry, run.owner().toString())
                        .filter(owner -> !owner.value().isDeleting())
                        .isPresent();
    }

    private void release(Claim claim, String id) throws InterruptedException {
        release.release(claim, id, () -> releaseHangs(claim, id));
    }

    /** On another thread than the one that is given up. */
    private void releaseHangs(Claim claim, String id) {
        String why = "release still went on 10 s after it was interrupted";
        outcomes.explain(id, why);
        Decision.commit(
                registry, () -> Step.builder().retry(claim, UNTIL_MENDED, why).build());
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
                OwnersWorkflow.of(run.owner(), promise, run.assignment().action());
        return SpecHash.holds(run.assignment().hash(), promise.document(), object)
                ? Optional.of(
                        new Declared(promise, pipelines.get(run.assignment().position()), object))
                : Optional.empty();
    }
}
