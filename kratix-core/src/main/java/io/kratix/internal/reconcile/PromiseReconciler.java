// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.reconcile.FollowReconciler.Who;
import io.kratix.internal.step.Reconciler;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Condition.Status;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.Work;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.Claim;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Installs a Promise: its dependencies as a Work, its workflow, its availability; has its requests follow. */
final class PromiseReconciler implements Reconciler {
    private final Registry registry;
    private final Clock clock;
    private final Conductor conductor;
    private final Inner inner;
    private final PromiseRemoval removal;
    private final Revisions revisions;
    private final Requirements requirements;

    PromiseReconciler(Registry registry, Clock clock, Conductor conductor, Inner inner) {
        this.registry = registry;
        this.clock = clock;
        this.conductor = conductor;
        this.inner = inner;
        this.revisions = new Revisions(registry);
        this.requirements = new Requirements(registry, revisions);
        this.removal = new PromiseRemoval(registry, conductor, inner, revisions, requirements);
    }

    @Override
    public void reconcile(Claim claim) {
        Turn.take(registry, clock, claim, turn -> {
            inner.report(turn);
            if (turn.object().isDeleting()) {
                removal.remove(turn);
            } else {
                install(turn);
            }
        });
    }

    private void install(Turn turn) {
        Promise promise = Promise.of(turn.document());
        PromiseStatus status = new PromiseStatus(turn);
        if (turn.isLabelled(KratixLabels.PAUSED)) {
            pause(turn, status);
            return;
        }
        installDependencies(turn, promise);
        status.api(promise);
        boolean revised = revise(turn, promise);
        boolean fulfilled = requirements.areFulfilled(turn);
        boolean wasPaused = status.wasPaused();
        Workflow workflow = conductor.advance(turn, promise, WorkflowAction.CONFIGURE, wasPaused);

        switch (workflow.next()) {
            case WAIT, CANCEL, RUN, START_OVER, RETRY -> status.inProgress(workflow);
            case SUSPENDED -> status.suspended(workflow);
            case FAILED -> status.failed(workflow);
            case DONE -> complete(turn, status, workflow, new Change(revised, wasPaused, fulfilled));
        }
        tellOthers(turn, promise, revised);
        conductor.dueAgain(workflow, promise).ifPresent(turn::lookAgain);
    }

    private void pause(Turn turn, PromiseStatus status) {
        boolean before = status.wasPaused();
        status.paused();
        if (!before) {
            haveRequestsFollow(turn, false);
        }
    }

    private void installDependencies(Turn turn, Promise promise) {
        String key = RegisteredWork.key(ObjectReference.promise(promise.name()), Work.Type.STATIC_DEPENDENCY, "");
        Optional<Stored<RegisteredWork>> before = registry.find(Table.WORKS, key);
        if (promise.dependencies().isEmpty()) {
            before.ifPresent(stored -> Works.goAway(turn.step(), stored));
            return;
        }
        Works.put(turn.step(), before, StaticDependencies.of(promise, registry));
    }

    /**
     * What has become of a Promise since it was looked at last.
     *
     * @param revised whether it is another version, or declared differently
     * @param wasPaused whether it was left alone then
     * @param fulfilled whether all Promises that it needs are there
     */
    private record Change(boolean revised, boolean wasPaused, boolean fulfilled) {}

    /** Requests run with what is recorded here. */
    private boolean revise(Turn turn, Promise promise) {
        String version = Versions.current(turn.document());
        if (revisions.letGo(turn.step(), promise, version, turn.now())) {
            haveDependentsFollow(turn);
        }
        return revisions.record(turn.step(), promise, version, turn.now());
    }

    /** Those that need this Promise, and those that it needs, know of each other. */
    private void tellOthers(Turn turn, Promise promise, boolean revised) {
        boolean wasAvailable = Requirements.isReportedAvailable(turn.object());
        boolean isAvailable = turn.status().has(PromiseStatus.AVAILABLE, Status.TRUE);
        requirements.reportDependents(turn);
        if (revised || wasAvailable != isAvailable) {
            haveDependentsFollow(turn);
        }
        if (revised) {
            requirements.lookAtRequired(turn.step(), promise);
        }
    }

    private void complete(Turn turn, PromiseStatus status, Workflow workflow, Change change) {
        @Nullable Object observed = turn.status().get("observedGeneration");
        boolean changed =
                change.revised() || !Long.valueOf(turn.object().generation()).equals(observed);
        boolean again = turn.isLabelled(KratixLabels.RECONCILE_RESOURCES);
        boolean wasAvailable = turn.status().has(PromiseStatus.AVAILABLE, Status.TRUE);

        status.completed(workflow, worksOf(turn, workflow));
        if (change.fulfilled()) {
            status.available();
        } else {
            status.withoutWhatItNeeds(wasAvailable);
        }

        boolean anew = again || change.wasPaused() || (changed && observed != null);
        if (anew && hasApi(turn)) {
            turn.tell("ReconcilingResources", "Reconciling all resource requests");
        }
        if (anew || changed || wasAvailable != change.fulfilled()) {
            haveRequestsFollow(turn, again);
        }
        turn.unlabel(KratixLabels.RECONCILE_RESOURCES);
    }

    /** The Works of Pipelines that are still declared; the others go. */
    private List<Stored<RegisteredWork>> worksOf(Turn turn, Workflow workflow) {
        Set<String> declared = workflow.pipelines().stream().map(Pipeline::name).collect(Collectors.toSet());
        List<Stored<RegisteredWork>> works = RegisteredObjects.worksOf(registry, turn.reference()).stream()
                .filter(work -> work.value().work().type() == Work.Type.PROMISE)
                .toList();
        works.stream()
                .filter(work -> !declared.contains(work.value().work().pipeline()))
                .forEach(work -> Works.goAway(turn.step(), work));
        return works;
    }

    private static boolean hasApi(Turn turn) {
        return Promise.of(turn.document()).api().isPresent();
    }

    private static void haveDependentsFollow(Turn turn) {
        turn.step().enqueue(FollowReconciler.task(turn.reference().name(), Who.DEPENDENTS));
    }

    private static void haveRequestsFollow(Turn turn, boolean fromStart) {
        Who who = fromStart ? Who.REQUESTS_FROM_START : Who.REQUESTS;
        turn.step().enqueue(FollowReconciler.task(turn.reference().name(), who));
    }

    /**
     * {@return whether requests can be fulfilled: the Promise is not reported as unavailable, and its own workflow has
     * run as it is declared now}
     *
     * @param promise a Promise
     */
    static boolean canFulfilRequests(RegisteredObject promise) {
        StatusEditor status = new StatusEditor(promise.document().status(), promise.created());
        boolean current = Long.valueOf(promise.generation()).equals(status.get("observedGeneration"));
        return !status.has(PromiseStatus.AVAILABLE, Status.FALSE) && (current || !hasWorkflow(promise));
    }

    private static boolean hasWorkflow(RegisteredObject promise) {
        return !Promise.of(promise.document()).workflows().promiseConfigure().isEmpty();
    }

    /**
     * {@return whether requests hear of it when the Promise is resumed}
     *
     * @param promise a Promise
     */
    static boolean saysThatItIsPaused(RegisteredObject promise) {
        return new StatusEditor(promise.document().status(), promise.created())
                .field(PromiseStatus.AVAILABLE, "reason")
                .equals(PromiseStatus.PAUSED);
    }
}
