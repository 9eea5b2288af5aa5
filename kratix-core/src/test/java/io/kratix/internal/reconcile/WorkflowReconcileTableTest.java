// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.internal.reconcile.Workflow.Next;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.RunAssignment;
import io.kratix.registry.RunRecord;
import io.kratix.registry.RunRecord.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one look at a workflow leads to, row by row as the original decides. */
final class WorkflowReconcileTableTest {
    private static final CaseTable TABLE = CaseTable.read("workflow-reconcile");
    private static final Instant NOW = Instant.parse("2024-05-01T10:00:00Z");
    private static final ObjectReference OWNER =
            ObjectReference.request("example.kratix.io", "redis", "default", "mine");
    private static final Map<String, Phase> PHASES = Map.of(
            "running", Phase.RUNNING,
            "created", Phase.RUNNING,
            "complete", Phase.SUCCEEDED,
            "completeAfterResume", Phase.SUCCEEDED,
            "failed", Phase.FAILED,
            "retrying", Phase.FAILED,
            "suspended", Phase.CANCELLED);

    static Stream<Case> configureRows() {
        return TABLE.alike("configure");
    }

    static Stream<Case> deleteRows() {
        return TABLE.alike("delete");
    }

    static Stream<Case> departedConfigureRows() {
        return TABLE.departed("configure");
    }

    static Stream<Case> departedDeleteRows() {
        return TABLE.departed("delete");
    }

    @ParameterizedTest
    @MethodSource("configureRows")
    void configuresAsTheOriginalDoes(Case row) {
        assertThat(told(workflow(row, WorkflowAction.CONFIGURE))).isIn(expected(row));
    }

    @ParameterizedTest
    @MethodSource("deleteRows")
    void deletesAsTheOriginalDoes(Case row) {
        assertThat(told(workflow(row, WorkflowAction.DELETE))).isIn(expected(row));
    }

    @ParameterizedTest
    @MethodSource("departedConfigureRows")
    void configuresInItsOwnWay(Case row) {
        assertThat(told(workflow(row, WorkflowAction.CONFIGURE))).isEqualTo(row.text("ours"));
    }

    @ParameterizedTest
    @MethodSource("departedDeleteRows")
    void deletesInItsOwnWay(Case row) {
        assertThat(told(workflow(row, WorkflowAction.DELETE))).isEqualTo(row.text("ours"));
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("configure")).isEqualTo("37 alike, 12 departed, 0 waiting");
        assertThat(TABLE.counts("delete")).isEqualTo("14 alike, 9 departed, 0 waiting");
    }

    private static String told(Workflow workflow) {
        Next next = workflow.next();
        return switch (next) {
            case RUN, START_OVER ->
                next + " " + workflow.pipelines().get(workflow.position()).name();
            case FAILED -> next + " " + workflow.failure().orElseThrow().pipeline();
            case WAIT, CANCEL, RETRY, SUSPENDED, DONE -> next.toString();
        };
    }

    /** The original's action in words of ours. */
    private static List<String> expected(Case row) {
        JsonNode expected = row.get("expected");
        String action = expected.path("action").asText("");
        String pipeline = action.replaceAll("^create (?:first pipeline only|(p\\d)).*", "$1");
        if (action.startsWith("create")) {
            String name = pipeline.isEmpty() ? "p1" : pipeline;
            return List.of("RUN " + name, "START_OVER " + name);
        }
        if (action.startsWith("mark failed") || expected.has("error")) {
            return List.of("FAILED p1", "FAILED p2");
        }
        if (action.startsWith("suspend")) {
            return List.of("CANCEL");
        }
        return expected.path("wait").asBoolean() ? List.of("WAIT", "RETRY", "SUSPENDED") : List.of("DONE");
    }

    private static Workflow workflow(Case row, WorkflowAction action) {
        List<String> names = row.row().has("pipelines") ? row.texts("pipelines") : List.of("p1", "p2");
        List<Pipeline> pipelines = names.stream()
                .map(name -> Pipeline.builder(name).container("c", "i").build())
                .toList();
        boolean retries = row.get("jobs").toString().contains("retrying");
        boolean manual = row.get("manual").asBoolean();
        Workflow.Asked asked = new Workflow.Asked(
                manual || (row.get("restart").asBoolean() && action == WorkflowAction.CONFIGURE),
                manual,
                row.get("suspendedLabel").asBoolean(),
                retries ? 1 : 0,
                NOW);
        return Workflow.of(action, pipelines, "cur", runs(row, names, action), asked);
    }

    private static List<RunRecord> runs(Case row, List<String> names, WorkflowAction action) {
        List<RunRecord> runs = new ArrayList<>();
        row.get("jobs").forEach(job -> {
            boolean other = job.path(3).asText("").equals("delete");
            String pipeline = job.get(0).asText();
            boolean last = runs.size() == row.get("jobs").size() - 1;
            boolean suspends = last && pipeline.equals(row.text("suspendedPipeline"));
            runs.add(run(
                    other ? WorkflowAction.DELETE : action,
                    pipeline,
                    names.indexOf(pipeline),
                    job.get(1).asText(),
                    suspends ? Phase.SUSPENDED : PHASES.getOrDefault(job.get(2).asText(), Phase.RUNNING),
                    runs.size() + 1));
        });
        if (row.get("configureJobRunning").asBoolean()) {
            runs.add(run(WorkflowAction.CONFIGURE, "p1", 0, "cur", Phase.RUNNING, runs.size() + 1));
        }
        return runs;
    }

    private static RunRecord run(
            WorkflowAction action, String pipeline, int position, String hash, Phase phase, long ordinal) {
        RunAssignment assignment = new RunAssignment("redis", "", action, pipeline, position, hash, 1, "key", 0, 0, 0);
        return RunRecord.begun("run-" + ordinal, OWNER, assignment, ordinal, NOW, NOW)
                .ended(phase, "", List.of(), List.of(), Optional.empty(), NOW);
    }
}
