// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Condition;
import io.kratix.model.Condition.Status;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.WorkloadGroup;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is reported of a request, in Kratix' conditions, reasons and messages. */
final class RequestStatus {
    private static final String COMPLETED = "ConfigureWorkflowCompleted";
    private static final String RECONCILED = "Reconciled";
    private static final String WORKS = "WorksSucceeded";
    private static final String PENDING = "Pending";

    private final RegisteredObject request;
    private final Instant now;
    private final StatusEditor status;

    RequestStatus(RegisteredObject request, Instant now) {
        this.request = request;
        this.now = now;
        this.status = new StatusEditor(request.document().status(), now);
    }

    /**
     * Where a workload group of the request is.
     *
     * @param destination the Destination's name
     * @param pipeline the Pipeline that made it
     * @param directory the group's directory
     * @param reason why it is there
     * @param revision the State Store's revision that holds it; empty as long as it is not confirmed
     */
    record Landed(String destination, String pipeline, String directory, String reason, String revision) {}

    static List<Landed> landed(Registry registry, ObjectReference owner) {
        Map<String, RegisteredWork> works = new LinkedHashMap<>();
        Objects.worksOf(registry, owner).forEach(stored -> works.put(stored.key(), stored.value()));
        List<Landed> landed = new ArrayList<>();
        for (Stored<RegisteredPlacement> stored :
                registry.list(Table.PLACEMENTS, Query.where(RegisteredPlacement.BY_OWNER, owner.toString()))) {
            String destination = stored.value().placement().destination();
            String revision = registry.find(Table.OWNERS, OwnerState.key(owner, destination))
                    .filter(state -> !state.value().isPending())
                    .map(state -> state.value().revision())
                    .orElse("");
            Optional.ofNullable(works.get(stored.value().work()))
                    .flatMap(work -> Owners.group(work.work(), stored.value().placement()))
                    .ifPresent(placed -> landed.add(new Landed(
                            destination,
                            placed.work().pipeline(),
                            placed.group().directory(),
                            stored.value().placement().reason(),
                            revision)));
        }
        return landed;
    }

    Map<String, @Nullable Object> build() {
        return status.build();
    }

    void workflow(Workflow workflow) {
        status.set((long) workflow.pipelines().size(), "workflows")
                .set((long) workflow.succeeded(), "workflowsSucceeded")
                .set(workflow.failure().isPresent() ? 1L : 0L, "workflowsFailed");
        List<Map<String, @Nullable Object>> pipelines = new ArrayList<>();
        for (int position = 0; position < workflow.pipelines().size(); position++) {
            pipelines.add(pipeline(workflow, position));
        }
        status.set(pipelines, "kratix", "workflows", "pipelines");
    }

    void running(Workflow workflow) {
        workflow(workflow);
        status.set(PENDING, "message")
                .condition(COMPLETED, Status.FALSE, "PipelinesInProgress", "Pipelines are still in progress")
                .condition(RECONCILED, Status.UNKNOWN, "WorkflowPending", PENDING);
    }

    void failed(Step.Builder step, Workflow workflow) {
        String pipeline = workflow.failure().map(RunRecord::pipeline).orElse("");
        String message = "A Configure Pipeline has failed: " + pipeline;
        if (!status.field(COMPLETED, "message").equals(message)) {
            String cause = workflow.failure().map(RunRecord::message).orElse("");
            step.event(Objects.warning(
                    now,
                    request.reference(),
                    "ConfigureWorkflowFailed",
                    "A resource/configure Pipeline has failed: " + pipeline + ": " + cause));
        }
        status.condition(COMPLETED, Status.FALSE, "ConfigureWorkflowFailed", message)
                .condition(RECONCILED, Status.FALSE, "ConfigureWorkflowFailed", "Failing");
    }

    void deleting(String message) {
        status.set(message, "message").condition(RECONCILED, Status.UNKNOWN, "Deleting", message);
    }

    void completed(Step.Builder step, Document promise, List<Stored<RegisteredWork>> works, List<Landed> placements) {
        if (PENDING.equals(status.get("message")) || status.get("message") == null) {
            status.set("Resource requested", "message");
        }
        status.set(request.generation(), "observedGeneration")
                .set(Versions.of(promise).orElse(Versions.NOT_SET), "promiseVersion")
                .set("latest", "resourceBindingVersion");
        placements(placements);
        if (status.get("workflows") instanceof Long count && count == 0) {
            return; // as in Kratix, a Promise without Pipelines reports no conditions on its requests
        }
        status.condition(COMPLETED, Status.TRUE, "PipelinesExecutedSuccessfully", "Pipelines completed");
        String since = status.field(COMPLETED, "lastTransitionTime");
        status.set(since, "lastSuccessfulConfigureWorkflowTime")
                .set(since, "kratix", "workflows", "lastSuccessfulConfigureWorkflowTime");
        works(works);
        reconciled(step);
    }

    private void works(List<Stored<RegisteredWork>> works) {
        String all = "All works associated with this resource are ready";
        if (!report(works, "Failing", Status.FALSE, "WorksFailing", "failed")
                && !report(works, PENDING, Status.UNKNOWN, "WorksPending", "not ready")
                && !report(works, "Misplaced", Status.FALSE, "WorksMisplaced", "misplaced")) {
            status.condition(WORKS, Status.TRUE, "WorksSucceeded", all);
        }
    }

    private boolean report(List<Stored<RegisteredWork>> works, String ready, Status is, String reason, String word) {
        List<String> names = works.stream()
                .filter(work -> ready.equals(readiness(work.value())))
                .map(work -> work.value().work().name())
                .toList();
        if (names.isEmpty()) {
            return false;
        }
        String list = "[" + String.join(",", names) + "]" + conflict(works);
        status.condition(WORKS, is, reason, "Some works associated with this resource are " + word + ": " + list);
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

    private void reconciled(Step.Builder step) {
        if (status.has(WORKS, Status.TRUE)) {
            if (!status.has(RECONCILED, Status.TRUE)) {
                step.event(Objects.normal(now, request.reference(), "ReconcileSucceeded", "Successfully reconciled"));
            }
            status.condition(RECONCILED, Status.TRUE, "Reconciled", "Reconciled");
        } else if (status.has(WORKS, Status.FALSE)) {
            status.condition(RECONCILED, Status.FALSE, "WorksFailing", "Failing");
        } else if (!status.has(RECONCILED, Status.UNKNOWN)) {
            status.condition(RECONCILED, Status.UNKNOWN, "WorksPending", PENDING);
        }
    }

    private void placements(List<Landed> placements) {
        List<Map<String, Object>> rows = placements.stream()
                .map(landed -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("destination", landed.destination());
                    row.put("pipeline", landed.pipeline());
                    if (!landed.directory().equals(WorkloadGroup.ROOT_DIRECTORY)) {
                        row.put("directory", landed.directory());
                    }
                    row.put("reason", landed.reason());
                    if (!landed.revision().isEmpty()) {
                        row.put("revision", landed.revision());
                    }
                    return row;
                })
                .toList();
        status.set(rows, "kratix", "placements");
    }

    private Map<String, @Nullable Object> pipeline(Workflow workflow, int position) {
        Pipeline pipeline = workflow.pipelines().get(position);
        String phase = phase(workflow, position);
        Map<String, @Nullable Object> known = knownPipeline(pipeline.name());
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        Object since = phase.equals(known.get("phase")) ? known.get("lastTransitionTime") : status.now();
        if (!phase.equals("Pending")) {
            entry.put("lastTransitionTime", since);
        }
        if (phase.equals("Failed")) {
            entry.put("message", workflow.failure().map(RunRecord::message).orElse(""));
        }
        entry.put("name", pipeline.name());
        entry.put("phase", phase);
        return entry;
    }

    private static String phase(Workflow workflow, int position) {
        if (position < workflow.succeeded()) {
            return "Succeeded";
        }
        boolean current = position == workflow.succeeded()
                && workflow.last()
                        .filter(run -> run.hash().equals(workflow.hash()))
                        .isPresent();
        return switch (workflow.next()) {
            case WAIT -> current ? "Running" : PENDING;
            case FAILED -> current ? "Failed" : PENDING;
            case RUN, DONE -> PENDING;
        };
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
