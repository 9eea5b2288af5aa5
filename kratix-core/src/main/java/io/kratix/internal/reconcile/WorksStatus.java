// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Condition;
import io.kratix.model.Condition.Status;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Stored;
import java.util.List;

/** What is reported of an object's Works, and of the object as a whole: Kratix' {@code WorksSucceeded} and {@code Reconciled}. */
final class WorksStatus {
    private static final String WORKS = "WorksSucceeded";
    private static final String PENDING = WorkflowStatus.PENDING;
    private static final String RECONCILED = WorkflowStatus.RECONCILED;

    private final Turn turn;
    private final StatusEditor status;
    private final boolean ofPromise;

    WorksStatus(Turn turn) {
        this.turn = turn;
        this.status = turn.status();
        this.ofPromise = turn.reference().isPromise();
    }

    /** Reports how the Works get on. The worst counts: failing, then pending, then misplaced. */
    void works(List<Stored<RegisteredWork>> works) {
        String failing = ofPromise ? "are not ready" : "failed";
        if (!report(works, "Failing", Status.FALSE, "WorksFailing", failing)
                && !report(works, PENDING, Status.UNKNOWN, "WorksPending", "are not ready")
                && !report(works, "Misplaced", Status.FALSE, "WorksMisplaced", "are misplaced")) {
            tell(Status.TRUE, WORKS, "All works associated with this " + kind() + " are ready");
        }
    }

    /** Reports the object as a whole, once its workflow has succeeded. */
    void reconciled() {
        if (status.has(WORKS, Status.TRUE)) {
            if (!status.has(RECONCILED, Status.TRUE)) {
                turn.tell("ReconcileSucceeded", "Successfully reconciled");
            }
            status.condition(RECONCILED, Status.TRUE, "Reconciled", "Reconciled");
        } else if (status.has(WORKS, Status.FALSE)) {
            status.condition(RECONCILED, Status.FALSE, "WorksFailing", "Failing");
        } else if (!status.has(RECONCILED, Status.UNKNOWN)
                || !status.field(RECONCILED, "reason").equals("WorkflowPending")) {
            status.condition(RECONCILED, Status.UNKNOWN, "WorksPending", PENDING);
        }
    }

    private boolean report(List<Stored<RegisteredWork>> works, String ready, Status is, String reason, String words) {
        List<String> names = works.stream()
                .filter(work -> ready.equals(readiness(work.value())))
                .map(work -> work.value().work().name())
                .toList();
        if (names.isEmpty()) {
            return false;
        }
        String list = "[" + String.join(ofPromise ? " " : ",", names) + "]" + conflict(works);
        tell(is, reason, "Some works associated with this " + kind() + " " + words + ": " + list);
        return true;
    }

    /** Why files cannot be laid out is nobody's to mend but the workflow's author's, who reads this status. */
    private static String conflict(List<Stored<RegisteredWork>> works) {
        return works.stream()
                .map(work -> work.value().problem())
                .filter(problem -> !problem.isEmpty())
                .findFirst()
                .map(problem -> ": " + problem)
                .orElse("");
    }

    private void tell(Status is, String reason, String message) {
        if (!status.field(WORKS, "reason").equals(reason)) {
            event(is, reason, message);
        }
        status.condition(WORKS, is, reason, message);
    }

    private void event(Status is, String reason, String message) {
        if (is == Status.TRUE) {
            turn.tell(reason, message);
        } else if (is == Status.FALSE) {
            turn.warn(reason, message);
        }
    }

    private String kind() {
        return ofPromise ? "promise" : "resource";
    }

    private static String readiness(RegisteredWork work) {
        if (work.deleting()) {
            return PENDING;
        }
        return work.conditions().stream()
                .filter(condition -> condition.type().equals(WorkConditions.READY))
                .map(Condition::message)
                .findFirst()
                .orElse(PENDING);
    }
}
