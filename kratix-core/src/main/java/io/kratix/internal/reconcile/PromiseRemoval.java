// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Promise;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.List;

/** Takes a Promise back: its delete workflow while its requests are still there, then the requests, then its files. */
final class PromiseRemoval {
    private static final int MOST_AT_ONCE = 500;

    private final Registry registry;
    private final Conductor conductor;
    private final Removal removal;
    private final Revisions revisions;
    private final Requirements requirements;

    PromiseRemoval(
            Registry registry, Conductor conductor, Inner inner, Revisions revisions, Requirements requirements) {
        this.registry = registry;
        this.conductor = conductor;
        this.removal = new Removal(registry, conductor, inner);
        this.revisions = revisions;
        this.requirements = requirements;
    }

    /** Whatever state a deletion begins in, it ends, or its status says what it waits for. */
    void remove(Turn turn) {
        if (Requirements.isReportedAvailable(turn.object())) {
            haveDependentsFollow(turn);
        }
        if (!(removal.isForgotten(turn) ? forget(turn) : takeBack(turn))) {
            report(turn);
            return;
        }
        conductor.forget(turn);
        revisions.forget(turn.step(), turn.reference().name());
        haveDependentsFollow(turn);
        requirements.lookAtRequired(turn.step(), Promise.of(turn.document()));
        Tasks.afterRemoving(turn.step(), turn.object());
        turn.remove();
        turn.tell("Deleted", "Promise is deleted");
    }

    /** {@return whether its requests are forgotten, and it after them} */
    private boolean forget(Turn turn) {
        if (!removeRequests(turn, true)) {
            return false;
        }
        removal.forget(turn);
        return true;
    }

    /** {@return whether nothing is left of the Promise and its requests outside the engine} */
    private boolean takeBack(Turn turn) {
        Promise promise = Promise.of(turn.document());
        if (!removal.awaitResumption(turn)) {
            return false;
        }
        if (!removal.stop(turn)) {
            return false;
        }
        if (!promise.workflows().promiseDelete().isEmpty() && !stopRequests(turn, promise)) {
            return false;
        }
        if (!removal.cleanUp(turn, promise)) {
            return false;
        }
        if (!removeRequests(turn, false)) {
            return false;
        }
        if (!removal.removeFiles(turn)) {
            return false;
        }
        return removal.awaitInner(turn);
    }

    /** Cancels what runs to configure requests; done when nothing does, since none runs beside the delete workflow. */
    private boolean stopRequests(Turn turn, Promise promise) {
        List<Stored<RunRecord>> open =
                registry.list(Table.RUNS, Query.where(RunRecord.OPEN_FOR, promise.name())).stream()
                        .filter(run -> run.value().assignment().action() == WorkflowAction.CONFIGURE)
                        .filter(run -> !run.value().owner().equals(turn.reference()))
                        .toList();
        Conductor.cancel(turn, open);
        if (!open.isEmpty()) {
            removal.awaitRuns(turn, open.stream().map(Stored::value).toList());
        }
        return open.isEmpty();
    }

    private static void haveDependentsFollow(Turn turn) {
        turn.step().enqueue(FollowReconciler.task(turn.reference().name(), FollowReconciler.Who.DEPENDENTS));
    }

    /** Asks the requests to go; done when all are gone. The Promise is looked at again when one of them is. */
    private boolean removeRequests(Turn turn, boolean forgotten) {
        Query all = Query.where(RegisteredObject.BY_PROMISE, turn.reference().name());
        List<Stored<RegisteredObject>> first = registry.list(Table.OBJECTS, all.limit(Removal.MOST_NAMED + 1));
        if (first.isEmpty()) {
            return true;
        }
        List<Stored<RegisteredObject>> asked = forgotten ? firstToForget(all.limit(MOST_AT_ONCE)) : staying(turn);
        asked.forEach(request -> requestDeletion(turn, request, forgotten));
        removal.waits(
                turn,
                "Waiting for " + Removal.count(registry.count(Table.OBJECTS, all), "request") + " to be deleted: "
                        + Removal.names(first.stream().map(Stored::key).toList()));
        if (asked.size() == MOST_AT_ONCE) {
            turn.waitFor("there may be more requests to be deleted");
        }
        return false;
    }

    private List<Stored<RegisteredObject>> staying(Turn turn) {
        Query staying =
                Query.where(RegisteredObject.BY_STAYING, turn.reference().name());
        return registry.list(Table.OBJECTS, staying.limit(MOST_AT_ONCE));
    }

    /** Those that were asked and are still there do not keep the others; no index tells which they are. */
    private List<Stored<RegisteredObject>> firstToForget(Query page) {
        List<Stored<RegisteredObject>> asked = registry.list(Table.OBJECTS, page);
        while (asked.size() == MOST_AT_ONCE && asked.stream().allMatch(PromiseRemoval::isAskedToBeForgotten)) {
            asked = registry.list(
                    Table.OBJECTS, page.after(asked.get(MOST_AT_ONCE - 1).key()));
        }
        return asked;
    }

    private static boolean isAskedToBeForgotten(Stored<RegisteredObject> request) {
        return request.value().isDeleting() && request.value().isLabelled(Removal.FORGET);
    }

    private void requestDeletion(Turn turn, Stored<RegisteredObject> request, boolean forgotten) {
        RegisteredObject known = request.value();
        RegisteredObject going = known.isDeleting() ? known : known.deleting(turn.now());
        RegisteredObject asked = forgotten ? going.labelled(Removal.FORGET) : going;
        if (!asked.equals(known)) {
            Tasks.beginDeletion(turn.step(), registry, request, asked);
        }
    }

    private static void report(Turn turn) {
        Object message = turn.status().get("message");
        new PromiseStatus(turn).deleting(String.valueOf(message));
    }
}
