// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Readiness;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.step.StatusEditor;
import io.kratix.internal.store.PlatformDestination;
import io.kratix.model.Condition.Status;
import io.kratix.model.KratixLabels;
import io.kratix.model.Promise;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The steps in which a Promise or request goes. None of them waits in silence: each says in the object's status what it
 * waits for, and what can be done about it. Each does what it is called, as far as it can now, and answers whether that is
 * done.
 */
final class Removal {
    /** Set by the engine on what is to go whatever it still waits for. */
    static final String FORGET = "jvm.kratix.io/forget";

    /** How many of the objects that something waits for are named. */
    static final int MOST_NAMED = 5;

    private static final String DELETE_PIPELINE = "delete Pipeline";

    private static final String WAY_OUT = "; to give up on it, call forget";

    private final Registry registry;
    private final Conductor conductor;
    private final Inner inner;

    Removal(Registry registry, Conductor conductor, Inner inner) {
        this.registry = registry;
        this.conductor = conductor;
        this.inner = inner;
    }

    /** Waits for a pause to end; done when the object is not paused. */
    boolean awaitResumption(Turn turn) {
        if (!turn.isLabelled(KratixLabels.PAUSED)) {
            return true;
        }
        waits(turn, "Waiting for the label " + KratixLabels.PAUSED + " to be taken off" + WAY_OUT);
        return false;
    }

    /** Cancels what runs to configure the object; done when nothing does any more. */
    boolean stop(Turn turn) {
        Optional<RunRecord> open = conductor.cancel(turn, Optional.of(WorkflowAction.CONFIGURE));
        open.ifPresent(run -> waits(turn, waitingFor(run, "Pipeline")));
        return open.isEmpty();
    }

    /**
     * Reports that Pipelines of other objects have to end first.
     *
     * @param turn what waits for them
     * @param open their runs, at least one
     */
    void awaitRuns(Turn turn, List<RunRecord> open) {
        RunRecord first = open.get(0);
        waits(
                turn,
                "Waiting for " + count(open.size(), "Pipeline") + " of its requests to end, such as '"
                        + first.pipeline() + "' of " + first.owner() + ", " + openRun(first));
    }

    /** Runs the delete workflow, if there is one; done when it has succeeded. */
    boolean cleanUp(Turn turn, Promise promise) {
        Workflow workflow = conductor.advance(turn, promise, WorkflowAction.DELETE, false);
        if (!workflow.pipelines().isEmpty()) {
            new WorkflowStatus(turn).report(workflow);
        }
        switch (workflow.next()) {
            case WAIT, CANCEL -> waits(turn, waitingFor(workflow.last().orElseThrow(), DELETE_PIPELINE));
            case RETRY -> {
                waits(turn, "Waiting to try its " + DELETE_PIPELINE + " again: " + message(workflow) + WAY_OUT);
                workflow.due().ifPresent(at -> turn.waitUntil(at, "a delete Pipeline failed: " + message(workflow)));
            }
            case SUSPENDED -> suspended(turn, workflow);
            case FAILED -> failed(turn, workflow);
            case RUN, START_OVER, DONE -> turn.status().withoutCondition(WorkflowStatus.DELETED);
        }
        return workflow.next() == Workflow.Next.DONE;
    }

    /** Asks the files to go; done when all of them are gone. */
    boolean removeFiles(Turn turn) {
        List<Stored<RegisteredWork>> works = RegisteredObjects.worksOf(registry, turn.reference());
        works.forEach(work -> Works.goAway(turn.step(), work));
        if (works.isEmpty()) {
            return true;
        }
        List<String> obstacles = Obstacles.of(registry, turn.reference());
        String why = obstacles.isEmpty() ? "" : ": " + String.join("; ", obstacles) + WAY_OUT;
        waits(turn, "Waiting for its files to be removed" + why);
        turn.waitFor(obstacles.isEmpty() ? "its files are being removed" : String.join("; ", obstacles));
        return false;
    }

    /** Waits for what came of the object by its files, which goes when they are gone; done when all of it is gone. */
    boolean awaitInner(Turn turn) {
        List<RegisteredObject> left = inner.left(turn.reference());
        if (!left.isEmpty()) {
            // nothing that a State Store would confirm may be left of what they came by
            turn.step().enqueue(PlatformDestination.task());
            waits(
                    turn,
                    "Waiting for " + count(left.size(), "object") + " that came of it to be deleted: "
                            + names(left.stream()
                                    .map(RegisteredObject::reference)
                                    .toList())
                            + stuck(left) + WAY_OUT);
        }
        return left.isEmpty();
    }

    /** The first of them whose delete Pipeline keeps it, or that of what came of it in turn. */
    private static String stuck(List<RegisteredObject> left) {
        return left.stream()
                .filter(object -> Readiness.deletion(object).contains(DELETE_PIPELINE))
                .findFirst()
                .map(object -> "; " + object.reference() + " says: "
                        + Readiness.deletion(object).replace(WAY_OUT, ""))
                .orElse("");
    }

    /** {@return how many there are, in words} */
    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** {@return the first of some objects} */
    static String names(List<?> some) {
        String names = some.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(", "));
        return some.size() > MOST_NAMED ? names + ", …" : names;
    }

    /** {@return whether somebody has given up on what the object waits for} */
    boolean isForgotten(Turn turn) {
        return turn.isLabelled(FORGET);
    }

    /** Drops everything that the engine knows of an object; what is left of it outside is said in an event. */
    void forget(Turn turn) {
        String key = turn.key();
        TreeSet<String> left = new TreeSet<>();
        registry.list(Table.OWNERS, Query.where(OwnerState.BY_OWNER, key)).forEach(owner -> {
            left.add(owner.value().destination() + " (" + owner.value().area().store() + ")");
            turn.step().remove(owner);
        });
        registry.list(Table.PLACEMENTS, Query.where(RegisteredPlacement.BY_OWNER, key))
                .forEach(turn.step()::remove);
        RegisteredObjects.worksOf(registry, turn.reference()).forEach(turn.step()::remove);
        turn.warn(
                "Forgotten",
                "Forgotten while it was being deleted; "
                        + (left.isEmpty() ? "it had no files" : "its files may be left on " + String.join(", ", left)));
    }

    /** Reports what the deletion waits for. */
    void waits(Turn turn, String message) {
        turn.status().set(message, "message").condition(WorkflowStatus.RECONCILED, Status.UNKNOWN, "Deleting", message);
    }

    private void suspended(Turn turn, Workflow workflow) {
        waits(
                turn,
                "Waiting for the label " + KratixLabels.WORKFLOW_SUSPENDED + " to be taken off: delete Pipeline '"
                        + pipeline(workflow) + "' suspended its workflow" + WAY_OUT);
        turn.status()
                .condition(
                        WorkflowStatus.DELETED,
                        Status.FALSE,
                        "DeleteWorkflowSuspended",
                        "The delete workflow is suspended");
        workflow.due().ifPresent(at -> turn.waitUntil(at, "the delete workflow is suspended"));
    }

    private void failed(Turn turn, Workflow workflow) {
        if (!turn.status().field(WorkflowStatus.DELETED, "reason").equals("DeleteWorkflowFailed")) {
            turn.warn("Failed Pipeline", "The Delete Pipeline has failed");
        }
        waits(
                turn,
                "Waiting for the label " + KratixLabels.MANUAL_RECONCILIATION + " or a change of the Promise: "
                        + message(workflow) + WAY_OUT);
        turn.status()
                .condition(
                        WorkflowStatus.DELETED, Status.FALSE, "DeleteWorkflowFailed", "The Delete Pipeline has failed");
    }

    private static String waitingFor(RunRecord run, String what) {
        return "Waiting for its " + what + " '" + run.pipeline() + "' to end, " + openRun(run);
    }

    private static String openRun(RunRecord run) {
        String why = run.message().isEmpty() ? "" : ": " + run.message();
        return "run " + run.id() + " since " + StatusEditor.time(run.started()) + why + WAY_OUT;
    }

    private static String pipeline(Workflow workflow) {
        return workflow.last().map(RunRecord::pipeline).orElse("");
    }

    private static String message(Workflow workflow) {
        return DELETE_PIPELINE + " '" + pipeline(workflow) + "' failed: "
                + workflow.last().map(RunRecord::message).orElse("");
    }
}
