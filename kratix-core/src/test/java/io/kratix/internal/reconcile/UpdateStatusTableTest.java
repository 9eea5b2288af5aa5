// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.Kratix;
import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.model.Document;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.spi.workflow.PipelineCall;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a Pipeline's metadata does to its object, row by row as the original does it: through the front door, with the
 * Pipelines a and b, and a third one that suspends where b is not the last.
 */
final class UpdateStatusTableTest {
    private static final CaseTable TABLE = CaseTable.read("update-status");
    private static final ObjectReference PROMISE = ObjectReference.promise("redis");
    private static final ObjectReference REQUEST =
            ObjectReference.request("example.kratix.io", "redis", "default", "mine");

    static Stream<Case> rows() {
        return TABLE.alike("cases");
    }

    static Stream<Case> departedRows() {
        Set<String> notRun = Set.of("derived", "noSuchType", "dryRun");
        return TABLE.departed("cases").filter(row -> !notRun.contains(row.text("departed")));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void updatesTheStatusAsTheOriginalDoes(Case row) throws InterruptedException {
        Result result = play(row);

        JsonNode expected = row.get("expected");
        String error =
                expected.path("error").asText(expected.path("errorContains").asText());
        assertThat(result.failure()).contains(error);
        if (error.isEmpty()) {
            assertThat(result.failure()).isEmpty();
            compare(expected, result);
        }
    }

    @ParameterizedTest
    @MethodSource("departedRows")
    void updatesTheStatusInItsOwnWay(Case row) throws InterruptedException {
        Result result = play(row);

        switch (row.text("departed")) {
            case "strictYaml" -> assertThat(result.failure()).contains("failed to unmarshal incoming status: ");
            case "days" -> assertThat(pipelines(result)).last().asString().contains("nextRetryAt", "phase=Suspended");
            case "conditionsStay" ->
                assertThat(types(result)).contains("ConfigureWorkflowCompleted").hasSizeGreaterThan(1);
            default -> throw new IllegalArgumentException(row.toString());
        }
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("cases")).isEqualTo("19 alike, 7 departed, 0 waiting");
    }

    private static void compare(JsonNode expected, Result result) {
        Map<String, ?> status = result.object().status();
        if (expected.has("message")) {
            assertThat(status.get("message")).isEqualTo(Case.tree(expected.get("message")));
        }
        if (expected.has("completed")) {
            assertThat(types(result).contains("ConfigureWorkflowCompleted")
                            && String.valueOf(status.get("conditions")).contains("Pipelines completed"))
                    .isEqualTo(expected.get("completed").asBoolean());
        }
        if (expected.has("conditionTypes")) {
            assertThat(types(result)).containsAll(Case.texts(expected.get("conditionTypes")));
        }
        expected.path("statusContains").properties().forEach(field -> assertThat(status.get(field.getKey()))
                .isEqualTo(Case.tree(field.getValue())));
        if (expected.path("suspendedLabel").asBoolean()) {
            assertThat(result.object().metadata().labels()).containsEntry(KratixLabels.WORKFLOW_SUSPENDED, "true");
        }
        comparePipelines(expected, result);
    }

    /** That a Pipeline has succeeded is said by the original's next pass. */
    private static void comparePipelines(JsonNode expected, Result result) {
        for (int i = 0; i < expected.path("pipelines").size(); i++) {
            JsonNode pipeline = expected.get("pipelines").get(i);
            Map<?, ?> entry = (Map<?, ?>) pipelines(result).get(i);
            String phase = pipeline.path("phase").asText();
            assertThat(entry.get("phase")).isEqualTo(phase.equals("Running") ? "Succeeded" : phase);
            assertThat(entry.get("message")).isEqualTo(Case.tree(pipeline.path("message")));
        }
    }

    /** What became of an object, and why its Pipeline b failed; empty if it did not. */
    private record Result(Document object, String failure) {}

    private static Result play(Case row) throws InterruptedException {
        boolean promise = row.text("workflowType").equals("promise");
        List<String> names = row.get("isLastPipeline").asBoolean() ? List.of("a", "b") : List.of("a", "b", "c");
        InProcessWorkflowRunner runner = InProcessWorkflowRunner.builder()
                .image("a", call -> {})
                .image("b", call -> write(call, row.get("statusYaml"), row.get("workflowControlYaml")))
                .image("c", call -> call.writeMetadata("workflow-control.yaml", "suspend: true\n"))
                .build();
        try (Kratix kratix = Kratix.builder()
                .registry(Registry.inMemory())
                .workflowRunner(runner)
                .pipelineRetries(0)
                .open()) {
            kratix.apply(promise(promise, names), request());
            kratix.awaitSettled(Duration.ofSeconds(30));
            ObjectReference reference = promise ? PROMISE : REQUEST;
            String failure = kratix.runs(reference).stream()
                    .filter(run -> run.phase() == RunRecord.Phase.FAILED)
                    .map(RunRecord::message)
                    .findFirst()
                    .orElse("");
            return new Result(kratix.get(reference).orElseThrow(), failure);
        }
    }

    private static void write(PipelineCall call, JsonNode status, JsonNode control) throws IOException {
        if (status.isTextual()) {
            call.writeMetadata("status.yaml", status.asText());
        }
        if (control.isTextual()) {
            call.writeMetadata("workflow-control.yaml", control.asText());
        }
    }

    private static Promise promise(boolean own, List<String> names) {
        Promise.Builder promise = Promise.builder("redis").api("example.kratix.io", "redis", Map.of("type", "object"));
        for (String name : names) {
            Pipeline pipeline = Pipeline.builder(name).container("main", name).build();
            if (own) {
                promise.promiseConfigure(pipeline);
            } else {
                promise.resourceConfigure(pipeline);
            }
        }
        return promise.build();
    }

    private static Document request() {
        return Document.builder("example.kratix.io/v1alpha1", "redis", "mine")
                .namespace("default")
                .spec(Map.of())
                .build();
    }

    private static List<String> types(Result result) {
        List<String> types = new ArrayList<>();
        if (result.object().status().get("conditions") instanceof List<?> list) {
            list.forEach(condition -> types.add(String.valueOf(((Map<?, ?>) condition).get("type"))));
        }
        return types;
    }

    private static List<?> pipelines(Result result) {
        Map<?, ?> kratix = (Map<?, ?>)
                java.util.Objects.requireNonNull(result.object().status().get("kratix"));
        Map<?, ?> workflows = (Map<?, ?>) java.util.Objects.requireNonNull(kratix.get("workflows"));
        return (List<?>) java.util.Objects.requireNonNull(workflows.get("pipelines"));
    }
}
