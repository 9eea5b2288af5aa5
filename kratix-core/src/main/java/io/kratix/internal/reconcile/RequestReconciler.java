// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Promise;
import io.kratix.registry.Claim;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Fulfils a request: has its Pipelines run one after another, reports how it gets on, and takes it all back. */
final class RequestReconciler implements Reconciler {
    private static final int KEPT_RUNS_OF_A_PIPELINE = 5;

    private final Registry registry;
    private final Clock clock;

    RequestReconciler(Registry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    @Override
    public void reconcile(Claim claim) {
        Decision.commitAbout(registry, claim, (step, stored) -> {
            if (stored.value().isDeleting()) {
                remove(step, stored);
            } else {
                fulfil(step, stored);
            }
        });
    }

    private void fulfil(Step.Builder step, Stored<RegisteredObject> stored) {
        RegisteredObject request = stored.value();
        Optional<Stored<RegisteredObject>> promise = Objects.promise(registry, promiseOf(request));
        if (promise.isEmpty() || promise.get().value().isDeleting()) {
            return; // its deletion asks for the request's own
        }
        List<RunRecord> runs = runsOf(stored.key());
        Workflow workflow = workflow(promise.get(), request, runs);
        RequestStatus status = new RequestStatus(request, clock.instant());
        status.workflow(workflow);

        switch (workflow.next()) {
            case WAIT -> status.running(workflow);
            case RUN -> status.running(run(step, request, workflow, runs));
            case FAILED -> status.failed(step, workflow);
            case DONE -> complete(step, status, request, promise.get(), workflow);
        }

        step.update(stored, Objects.withStatus(request, status.build()));
    }

    private static Workflow workflow(Stored<RegisteredObject> promise, RegisteredObject request, List<RunRecord> runs) {
        Promise declared = Objects.promise(promise);
        String hash = Workflow.hash(declared.document(), request.document());
        return Workflow.of(declared.workflows().resourceConfigure(), hash, runs);
    }

    /** Records the run before it begins; the task that is added with it has it begin. */
    private Workflow run(Step.Builder step, RegisteredObject request, Workflow workflow, List<RunRecord> runs) {
        long ordinal = workflow.last().map(RunRecord::ordinal).orElse(0L) + 1;
        RunRecord run = new RunRecord(
                RunIds.of(request, ordinal),
                request.reference(),
                promiseOf(request),
                workflow.nextPipeline().name(),
                workflow.succeeded(),
                workflow.hash(),
                ordinal,
                RunRecord.Phase.RUNNING,
                "",
                List.of(),
                clock.instant(),
                Optional.empty());
        step.create(Table.RUNS, run);
        step.enqueue(Task.of(Task.Type.RUN, run.id()).sharedBy(run.promise()));
        step.event(Objects.normal(
                clock.instant(),
                request.reference(),
                "PipelineStarted",
                "Configure Pipeline started: " + run.pipeline()));
        forgetOldRuns(step, workflow, runs);
        return new Workflow(workflow.pipelines(), workflow.hash(), workflow.succeeded(), Optional.of(run));
    }

    private void forgetOldRuns(Step.Builder step, Workflow workflow, List<RunRecord> runs) {
        long kept = (long) KEPT_RUNS_OF_A_PIPELINE * workflow.pipelines().size();
        runs.stream()
                .sorted(Comparator.comparing(RunRecord::ordinal).reversed())
                .skip(kept)
                .forEach(run -> registry.find(Table.RUNS, run.id()).ifPresent(step::remove));
    }

    private void complete(
            Step.Builder step,
            RequestStatus status,
            RegisteredObject request,
            Stored<RegisteredObject> promise,
            Workflow workflow) {
        List<Stored<RegisteredWork>> works = Objects.worksOf(registry, request.reference());
        Set<String> declared =
                workflow.pipelines().stream().map(pipeline -> pipeline.name()).collect(Collectors.toSet());
        works.stream()
                .filter(work -> !declared.contains(work.value().work().pipeline())
                        && !work.value().deleting())
                .forEach(work -> Works.goAway(step, work));
        status.completed(step, promise.value().document(), works, placementsOf(request));
    }

    private List<RequestStatus.Landed> placementsOf(RegisteredObject request) {
        return RequestStatus.landed(registry, request.reference());
    }

    private void remove(Step.Builder step, Stored<RegisteredObject> stored) {
        List<RunRecord> runs = runsOf(stored.key());
        boolean running = runs.stream().anyMatch(run -> run.phase() == RunRecord.Phase.RUNNING);
        List<Stored<RegisteredWork>> works =
                Objects.worksOf(registry, stored.value().reference());
        if (running || !works.isEmpty()) {
            works.stream()
                    .filter(work -> !running && !work.value().deleting())
                    .forEach(work -> Works.goAway(step, work));
            RequestStatus status = new RequestStatus(stored.value(), clock.instant());
            status.deleting(running ? "Waiting for its Pipeline to end" : "Waiting for its files to be removed");
            step.update(stored, Objects.withStatus(stored.value(), status.build()));
            return;
        }
        runs.forEach(run -> registry.find(Table.RUNS, run.id()).ifPresent(step::remove));
        step.remove(stored)
                .enqueue(Task.of(Task.Type.PROMISE, io.kratix.model.ObjectReference.promise(promiseOf(stored.value()))))
                .event(Objects.normal(
                        clock.instant(), stored.value().reference(), "Deleted", "Resource request is deleted"));
    }

    private List<RunRecord> runsOf(String request) {
        return registry.list(Table.RUNS, Query.where(RunRecord.BY_OWNER, request)).stream()
                .map(Stored::value)
                .toList();
    }

    private static String promiseOf(RegisteredObject request) {
        return request.facts().getOrDefault(RegisteredObject.PROMISE, "");
    }
}
