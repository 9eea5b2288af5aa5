// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.run.OwnersWorkflow;
import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Condition.Status;
import io.kratix.model.Pipeline;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is reported of a workflow, in Kratix' conditions, reasons and messages; the same for Promises and requests. */
final class WorkflowStatus {
    static final String COMPLETED = "ConfigureWorkflowCompleted";
    static final String DELETED = "DeleteWorkflowCompleted";
    static final String RECONCILED = "Reconciled";
    static final String PENDING = "Pending";

    private final Turn turn;
    private final StatusEditor status;

    WorkflowStatus(Turn turn) {
        this.turn = turn;
        this.status = turn.status();
    }

    /** Reports how far the workflow has come. */
    void report(Workflow workflow) {
        status.set((long) workflow.pipelines().size(), "workflows")
                .set((long) workflow.succeeded(), "workflowsSucceeded")
                .set(workflow.next() == Workflow.Next.FAILED ? 1L : 0L, "workflowsFailed");
        List<Map<String, @Nullable Object>> pipelines = new ArrayList<>();
        for (int position = 0; position < workflow.pipelines().size(); position++) {
            pipelines.add(pipeline(workflow, position));
        }
        if (pipelines.isEmpty()) {
            status.remove("kratix", "workflows", "pipelines").setIfAbsent(Map.of(), "kratix", "workflows");
        } else {
            status.set(pipelines, "kratix", "workflows", "pipelines");
        }
    }

    /** Reports that Pipelines have to run, or run, or are tried again. */
    void inProgress(Workflow workflow) {
        report(workflow);
        boolean begins = workflow.last()
                .filter(run -> run.isOpen() && run.started().equals(turn.now()))
                .isPresent();
        if (begins) {
            status.set(PENDING, "message").remove("kratix", "workflows", "suspendedGeneration");
        }
        status.condition(
                        COMPLETED,
                        Status.FALSE,
                        "PipelinesInProgress",
                        "Pipelines are still in progress" + why(workflow))
                .condition(RECONCILED, Status.UNKNOWN, "WorkflowPending", PENDING);
        workflow.due().ifPresent(at -> turn.waitUntil(at, retryOf(workflow)));
    }

    /** Why a run does not get on. */
    private static String why(Workflow workflow) {
        return workflow.last()
                .filter(run -> run.isOpen() && !run.message().isEmpty())
                .map(run -> "; Pipeline '" + run.pipeline() + "' waits for the workflow runner: " + run.message())
                .orElse("");
    }

    /** Reports that a Pipeline failed for good. */
    void failed(Workflow workflow) {
        report(workflow);
        RunRecord run = workflow.failure().orElseThrow();
        String message = "A Configure Pipeline has failed: " + run.pipeline();
        if (!status.field(COMPLETED, "message").equals(message)) {
            turn.warn(
                    "ConfigureWorkflowFailed",
                    "A " + OwnersWorkflow.type(turn.reference()) + "/configure Pipeline has failed: " + run.pipeline()
                            + ": " + run.message());
        }
        status.condition(COMPLETED, Status.FALSE, "ConfigureWorkflowFailed", message)
                .condition(RECONCILED, Status.FALSE, "ConfigureWorkflowFailed", "Failing");
    }

    /** Reports that all Pipelines have succeeded. */
    void completed(Workflow workflow, String message) {
        report(workflow);
        Map<String, @Nullable Object> now = status.build();
        if (PENDING.equals(now.get("message")) || !now.containsKey("message")) {
            status.set(message, "message");
        }
        status.remove("kratix", "workflows", "suspendedGeneration")
                .condition(COMPLETED, Status.TRUE, "PipelinesExecutedSuccessfully", "Pipelines completed");
        String since = workflow.last()
                .flatMap(RunRecord::finished)
                .map(StatusEditor::time)
                .orElseGet(status::now);
        status.set(since, "lastSuccessfulConfigureWorkflowTime")
                .set(since, "kratix", "workflows", "lastSuccessfulConfigureWorkflowTime");
    }

    /** Reports that the workflow waits for somebody, or for a time. */
    void suspended(Workflow workflow) {
        report(workflow);
        String kind = turn.reference().isPromise() ? "promise" : "resource request";
        if (!status.field(RECONCILED, "reason").equals("WorkflowSuspended")) {
            turn.warn(
                    "WorkflowSuspended",
                    "'kratix.io/workflow-suspended' label set to 'true' for " + kind + "; skipping reconciliation");
        }
        status.condition(RECONCILED, Status.UNKNOWN, "WorkflowSuspended", "Suspended");
        if (workflow.isSuspendedByPipeline()) {
            status.set(turn.object().generation(), "kratix", "workflows", "suspendedGeneration");
        }
        workflow.due()
                .ifPresent(at -> turn.waitUntil(
                        at, "the workflow is suspended until " + StatusEditor.time(at) + quoted(workflow)));
    }

    /** Reports that the object is left alone, by its own label or by its Promise's. */
    void paused(String whose) {
        if (!status.field(RECONCILED, "reason").equals("PausedReconciliation")) {
            turn.warn(
                    "PausedReconciliation",
                    "'kratix.io/paused' label set to 'true' for " + whose + "; pausing reconciliation"
                            + (whose.equals("promise") && !turn.reference().isPromise()
                                    ? " for this resource request"
                                    : ""));
        }
        status.condition(RECONCILED, Status.UNKNOWN, "PausedReconciliation", "Paused");
    }

    /** {@return whether the object was left alone when it was looked at last} */
    boolean wasPaused() {
        return status.field(RECONCILED, "reason").equals("PausedReconciliation");
    }

    private Map<String, @Nullable Object> pipeline(Workflow workflow, int position) {
        Pipeline pipeline = workflow.pipelines().get(position);
        String phase = phase(workflow, position);
        Optional<RunRecord> current = workflow.last().filter(run -> position == workflow.succeeded());
        Map<String, @Nullable Object> known = knownPipeline(pipeline.name());
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        if (phase.equals("Suspended") && workflow.attempts() > 0) {
            entry.put("attempts", workflow.attempts());
        } else if (phase.equals("Running") && known.containsKey("attempts")) {
            entry.put("attempts", known.get("attempts"));
        }
        entry.put("lastTransitionTime", phase.equals(known.get("phase")) ? known.get("lastTransitionTime") : time());
        if (!phase.equals(PENDING) && !phase.equals("Succeeded")) {
            String message = workflow.next() == Workflow.Next.RETRY
                    ? retryOf(workflow)
                    : current.map(RunRecord::message).orElse("");
            if (!message.isEmpty()) {
                entry.put("message", message);
            }
        }
        entry.put("name", pipeline.name());
        workflow.due()
                .filter(at -> position == workflow.succeeded())
                .ifPresent(at -> entry.put("nextRetryAt", StatusEditor.time(at)));
        entry.put("phase", phase);
        return entry;
    }

    private String time() {
        return status.now();
    }

    private static String phase(Workflow workflow, int position) {
        if (position < workflow.succeeded()) {
            return "Succeeded";
        }
        boolean current = position == workflow.succeeded()
                && workflow.last()
                        .filter(run -> run.assignment().hash().equals(workflow.hash())
                                || run.assignment().action() == WorkflowAction.DELETE)
                        .isPresent();
        if (!current) {
            return PENDING;
        }
        return switch (workflow.next()) {
            case WAIT, CANCEL, RETRY -> "Running";
            case FAILED -> "Failed";
            case SUSPENDED -> workflow.isSuspendedByPipeline() ? "Suspended" : PENDING;
            case RUN, START_OVER, DONE -> PENDING;
        };
    }

    private static String retryOf(Workflow workflow) {
        RunRecord failed = workflow.failure().orElseThrow();
        return "try " + (failed.assignment().failures() + 1) + " of " + workflow.tries() + " of Pipeline '"
                + failed.pipeline() + "' failed: " + failed.message();
    }

    private static String quoted(Workflow workflow) {
        return workflow.last()
                .map(RunRecord::message)
                .filter(message -> !message.isEmpty())
                .map(message -> ": " + message)
                .orElse("");
    }

    @SuppressWarnings("unchecked")
    private Map<String, @Nullable Object> knownPipeline(String name) {
        if (status.get("kratix", "workflows", "pipelines") instanceof List<?> list) {
            for (Object entry : list) {
                if (entry instanceof Map<?, ?> map && name.equals(map.get("name"))) {
                    return (Map<String, @Nullable Object>) map;
                }
            }
        }
        return Map.of();
    }
}
