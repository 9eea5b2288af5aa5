// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Reconciler;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.model.Condition.Status;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRevision;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.Claim;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Task;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Fulfils a request: has its Pipelines run one after another, reports how it gets on, and takes it all back. */
final class RequestReconciler implements Reconciler {
    private final Registry registry;
    private final Clock clock;
    private final Conductor conductor;
    private final Inner inner;
    private final Removal removal;
    private final Bindings bindings;
    private final ApiFit apiFit;

    RequestReconciler(
            Registry registry, Clock clock, Conductor conductor, Bindings bindings, ApiFit apiFit, Inner inner) {
        this.registry = registry;
        this.clock = clock;
        this.conductor = conductor;
        this.inner = inner;
        this.removal = new Removal(registry, conductor, inner);
        this.bindings = bindings;
        this.apiFit = apiFit;
    }

    @Override
    public void reconcile(Claim claim) {
        Turn.take(registry, clock, claim, turn -> {
            inner.report(turn);
            if (turn.object().isDeleting()) {
                remove(turn, promise(turn));
            } else {
                // before the Promise is read: what it reports is recorded with its revision, and is not to be missed
                Optional<PromiseRevision> latest = bindings.latest(promiseOf(turn));
                promise(turn).ifPresent(known -> fulfil(turn, known, latest));
            }
        });
    }

    private Optional<RegisteredObject> promise(Turn turn) {
        return RegisteredObjects.promise(registry, promiseOf(turn)).map(Stored::value);
    }

    private void fulfil(Turn turn, RegisteredObject registered, Optional<PromiseRevision> latest) {
        WorkflowStatus status = new WorkflowStatus(turn);
        if (registered.isDeleting()) {
            turn.step().enqueue(Task.of(Task.Type.PROMISE, registered.reference()));
            return; // its deletion asks for the request's own
        }
        if (registered.isLabelled(KratixLabels.PAUSED) || turn.isLabelled(KratixLabels.PAUSED)) {
            pause(turn, status, registered);
            return;
        }
        if (!apiFit.holds(turn, registered) || !awaitPromise(turn, registered)) {
            return;
        }
        bindings.bind(turn, registered, latest).ifPresent(bound -> run(turn, status, bound));
    }

    private static void pause(Turn turn, WorkflowStatus status, RegisteredObject promise) {
        boolean withPromise = promise.isLabelled(KratixLabels.PAUSED);
        status.paused(withPromise ? "promise" : "this resource request");
        if (withPromise && !PromiseReconciler.saysThatItIsPaused(promise)) {
            // one that is resumed before it has said so has nobody follow
            turn.waitFor("its Promise has yet to say that it is paused");
        }
    }

    private void run(Turn turn, WorkflowStatus status, Bindings.Bound bound) {
        Promise promise = bound.promise();
        Workflow workflow = conductor.advance(turn, promise, WorkflowAction.CONFIGURE, status.wasPaused());

        switch (workflow.next()) {
            case WAIT, CANCEL, RUN, START_OVER, RETRY -> status.inProgress(workflow);
            case SUSPENDED -> status.suspended(workflow);
            case FAILED -> status.failed(workflow);
            case DONE -> complete(turn, workflow);
        }
        bound.report(workflow);
        conductor.dueAgain(workflow, promise).ifPresent(turn::lookAgain);
    }

    /** Waits for the Promise, and says so; done when it can fulfil requests, which is said only after one has waited. */
    private static boolean awaitPromise(Turn turn, RegisteredObject promise) {
        boolean available = PromiseReconciler.canFulfilRequests(promise);
        if (!available) {
            turn.status()
                    .set(WorkflowStatus.PENDING, "message")
                    .condition(
                            "PromiseAvailable",
                            Status.FALSE,
                            "PromiseRequirementsNotInstalled",
                            "Promise Requirements are not installed");
        } else if (turn.status().has("PromiseAvailable", Status.FALSE)) {
            turn.status()
                    .condition("PromiseAvailable", Status.TRUE, "PromiseAvailable", "Promise Requirements are met");
        }
        return available;
    }

    private void complete(Turn turn, Workflow workflow) {
        List<Stored<RegisteredWork>> works = RegisteredObjects.worksOf(registry, turn.reference());
        Set<String> declared = workflow.pipelines().stream().map(Pipeline::name).collect(Collectors.toSet());
        works.stream()
                .filter(work -> !declared.contains(work.value().work().pipeline()))
                .forEach(work -> Works.goAway(turn.step(), work));
        new RequestStatus(turn, registry).completed(workflow, works);
    }

    /** Whatever state a deletion begins in, it ends, or its status says what it waits for. */
    private void remove(Turn turn, Optional<RegisteredObject> promise) {
        if (removal.isForgotten(turn)) {
            removal.forget(turn);
        } else if (!takeBack(turn, promise)) {
            return;
        }
        conductor.forget(turn);
        bindings.forget(turn, promiseOf(turn));
        Tasks.afterRemoving(turn.step(), turn.object());
        turn.remove();
        turn.tell("Deleted", "Resource request is deleted");
        turn.step().enqueue(Task.of(Task.Type.PROMISE, ObjectReference.promise(promiseOf(turn))));
    }

    /** {@return whether nothing is left of the request outside the engine} */
    private boolean takeBack(Turn turn, Optional<RegisteredObject> promise) {
        if (!removal.awaitResumption(turn)) {
            return false;
        }
        if (!removal.stop(turn)) {
            return false;
        }
        // without its Promise nobody knows its delete workflow
        if (promise.isPresent() && !removal.cleanUp(turn, bindings.toTakeBack(turn, promise.get()))) {
            return false;
        }
        if (!removal.removeFiles(turn)) {
            return false;
        }
        return removal.awaitInner(turn);
    }

    private static String promiseOf(Turn turn) {
        return turn.object().facts().getOrDefault(RegisteredObject.PROMISE, "");
    }
}
