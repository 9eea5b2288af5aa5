// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.step.StatusEditor;
import io.kratix.internal.store.OwnedFiles;
import io.kratix.model.ObjectReference;
import io.kratix.model.WorkloadGroup;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is reported of a request whose workflow has succeeded: where its files are, and whether all of them are there. */
final class RequestStatus {
    private final Turn turn;
    private final Registry registry;
    private final StatusEditor status;

    RequestStatus(Turn turn, Registry registry) {
        this.turn = turn;
        this.registry = registry;
        this.status = turn.status();
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
        RegisteredObjects.worksOf(registry, owner).forEach(stored -> works.put(stored.key(), stored.value()));
        List<Landed> landed = new ArrayList<>();
        for (Stored<RegisteredPlacement> stored :
                registry.list(Table.PLACEMENTS, Query.where(RegisteredPlacement.BY_OWNER, owner.toString()))) {
            String destination = stored.value().placement().destination();
            String revision = registry.find(Table.OWNERS, OwnerState.key(owner, destination))
                    .filter(state -> !state.value().isPending())
                    .map(state -> state.value().revision())
                    .orElse("");
            Optional.ofNullable(works.get(stored.value().work()))
                    .flatMap(
                            work -> OwnedFiles.group(work.work(), stored.value().placement()))
                    .ifPresent(placed -> landed.add(new Landed(
                            destination,
                            placed.work().pipeline(),
                            placed.group().directory(),
                            stored.value().placement().reason(),
                            revision)));
        }
        return landed;
    }

    void completed(Workflow workflow, List<Stored<RegisteredWork>> works) {
        if (workflow.pipelines().isEmpty()) {
            completedWithoutPipelines(workflow);
        } else {
            new WorkflowStatus(turn).completed(workflow, "Resource requested");
        }
        status.set(turn.object().generation(), "observedGeneration");
        placements(landed(registry, turn.reference()));
        if (!workflow.pipelines().isEmpty()) {
            WorksStatus report = new WorksStatus(turn);
            report.works(works);
            report.reconciled();
        }
    }

    /** As in Kratix, a Promise without Pipelines reports no conditions on its requests; those of earlier ones go. */
    private void completedWithoutPipelines(Workflow workflow) {
        new WorkflowStatus(turn).report(workflow);
        status.withoutCondition(WorkflowStatus.COMPLETED)
                .withoutCondition(WorkflowStatus.RECONCILED)
                .withoutCondition("WorksSucceeded")
                .set("Resource requested", "message");
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
}
