// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Condition.Status;
import io.kratix.model.Promise;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Stored;
import java.util.List;
import java.util.Locale;

/** What is reported of a Promise, in Kratix' conditions, reasons and messages. */
final class PromiseStatus {
    static final String AVAILABLE = "Available";
    static final String PAUSED = "PausedReconciliation";

    private static final String UNAVAILABLE = "Unavailable";

    private final Turn turn;
    private final StatusEditor status;
    private final WorkflowStatus workflowStatus;

    PromiseStatus(Turn turn) {
        this.turn = turn;
        this.status = turn.status();
        this.workflowStatus = new WorkflowStatus(turn);
    }

    void api(Promise promise) {
        promise.api().ifPresent(api -> {
            String version = (api.group() + "/" + api.storageVersion().name()).toLowerCase(Locale.ROOT);
            status.set(api.kind(), "kind")
                    .set(version, "apiVersion")
                    .set(api.kind(), "kratix", "kind")
                    .set(version, "kratix", "apiVersion");
        });
        Versions.of(promise.document())
                .ifPresent(version -> status.set(version, "version").set(version, "kratix", "version"));
    }

    boolean wasPaused() {
        return workflowStatus.wasPaused() || status.field(AVAILABLE, "reason").equals(PAUSED);
    }

    void paused() {
        workflowStatus.paused("promise");
        unavailable(PAUSED, "Paused");
    }

    void inProgress(Workflow workflow) {
        workflowStatus.inProgress(workflow);
        unavailable("PromiseUnavailable", "Cannot fulfil resource requests");
    }

    void suspended(Workflow workflow) {
        workflowStatus.suspended(workflow);
        unavailable("WorkflowSuspended", "Suspended");
    }

    void failed(Workflow workflow) {
        workflowStatus.failed(workflow);
        unavailable("PromiseUnavailable", "Cannot fulfil resource requests");
    }

    /** Unlike in Kratix, a Promise without Pipelines keeps no report of its earlier ones. */
    void completed(Workflow workflow, List<Stored<RegisteredWork>> works) {
        new WorksStatus(turn).works(works);
        status.set(turn.object().generation(), "observedGeneration");
        if (workflow.pipelines().isEmpty()) {
            workflowStatus.report(workflow);
            status.withoutCondition(WorkflowStatus.COMPLETED).withoutCondition(WorkflowStatus.RECONCILED);
        } else {
            workflowStatus.completed(workflow, "Promise configured");
            new WorksStatus(turn).reconciled();
        }
    }

    void available() {
        if (!status.has(AVAILABLE, Status.TRUE)) {
            status.set(status.now(), "lastAvailableTime").set(status.now(), "kratix", "lastAvailableTime");
            turn.tell("Available", "Promise is available");
        }
        status.condition(AVAILABLE, Status.TRUE, "PromiseAvailable", "Ready to fulfil resource requests")
                .set(AVAILABLE, "status")
                .set(AVAILABLE, "kratix", "status");
    }

    /** Reports that a Promise is missing which this one needs. */
    void withoutWhatItNeeds(boolean wasAvailable) {
        if (wasAvailable) {
            turn.warn("Unavailable", "Promise no longer available: Requirements have changed");
        }
        status.condition(WorkflowStatus.RECONCILED, Status.UNKNOWN, "RequirementsNotFulfilled", WorkflowStatus.PENDING);
        unavailable("PromiseUnavailable", "Cannot fulfil resource requests");
    }

    /** Reports what the deletion waits for. */
    void deleting(String message) {
        unavailable("PromiseDeleting", message);
    }

    private void unavailable(String reason, String message) {
        status.set(UNAVAILABLE, "status")
                .set(UNAVAILABLE, "kratix", "status")
                .condition(AVAILABLE, Status.FALSE, reason, message);
    }
}
