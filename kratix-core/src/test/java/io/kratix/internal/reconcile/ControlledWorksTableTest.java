// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.Kratix;
import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Stored;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.spi.workflow.PipelineCall;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether a Pipeline that leaves a {@code workflow-control.yaml} leaves a Work, row by row: through the front door. */
final class ControlledWorksTableTest {
    private static final String IMAGE = "example/configure:v1";
    private static final String CONTROL = "metadata/workflow-control.yaml";
    private static final String NAME = "configure-job";
    private static final ObjectReference REQUEST =
            ObjectReference.request("example.kratix.io", "redis", "default", "resource-name");

    static Stream<Case> rows() {
        return CaseTable.read("work-creator").alike("cases").filter(row -> row.get("inputFiles")
                .has(CONTROL));
    }

    @ParameterizedTest
    @MethodSource
    void rows(Case row) throws InterruptedException {
        Registry registry = Registry.inMemory();
        InProcessWorkflowRunner runner = InProcessWorkflowRunner.builder()
                .image(IMAGE, call -> {
                    if (call.object().spec().containsKey("size")) {
                        write(call, row.get("inputFiles"));
                    } else {
                        call.writeOutput("earlier.yaml", "run: 0\n");
                    }
                })
                .build();
        try (Kratix kratix = Kratix.builder()
                .registry(registry)
                .workflowRunner(runner)
                .pipelineRetries(0)
                .open()) {
            List<RegisteredWork> before = List.of();
            kratix.apply(promise());
            if (row.get("expected").has("existingWorkUnchanged")) {
                kratix.apply(request(Map.of()));
                kratix.awaitSettled(Duration.ofSeconds(30));
                before = works(registry);
                assertThat(before).hasSize(1);
            }

            kratix.apply(request(Map.of("size", "small")));
            kratix.awaitSettled(Duration.ofSeconds(30));

            compare(row.get("expected"), before, works(registry));
            String error = row.get("expected").path("errorContains").asText();
            assertThat(failures(kratix)).allMatch(message -> message.contains(error));
            assertThat(failures(kratix).isEmpty()).isEqualTo(error.isEmpty() && !isUnparsable(row));
        }
    }

    @Test
    void countsItsRows() {
        assertThat(rows()).hasSize(6);
    }

    private static void compare(JsonNode expected, List<RegisteredWork> before, List<RegisteredWork> after) {
        if (!expected.path("workCreated").asBoolean()) {
            assertThat(after).isEqualTo(before);
            return;
        }
        assertThat(after).singleElement().satisfies(work -> {
            assertThat(work.work().name())
                    .matches(expected.path("workNamePattern").asText().replace("promise-name", "redis"));
            assertThat(work.work().groups())
                    .hasSize(expected.path("workloadGroups").size());
            assertThat(work.work().groups().get(0).id())
                    .isEqualTo(
                            expected.path("workloadGroups").path(0).path("id").asText());
        });
    }

    /** In the original its next container fails, after this one has written nothing. */
    private static boolean isUnparsable(Case row) {
        return row.get("inputFiles").path(CONTROL).asText().contains("soon");
    }

    private static List<String> failures(Kratix kratix) {
        return kratix.runs(REQUEST).stream()
                .filter(run -> run.phase() == RunRecord.Phase.FAILED)
                .map(RunRecord::message)
                .toList();
    }

    private static List<RegisteredWork> works(Registry registry) {
        return RegisteredObjects.worksOf(registry, REQUEST).stream()
                .map(Stored::value)
                .toList();
    }

    private static void write(PipelineCall call, JsonNode files) throws IOException {
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            String[] path = file.getKey().split("/", 2);
            if (path[0].equals("metadata")) {
                call.writeMetadata(path[1], file.getValue().asText());
            } else {
                call.writeOutput(path[1], file.getValue().asText());
            }
        }
    }

    private static Promise promise() {
        return Promise.builder("redis")
                .api(
                        "example.kratix.io",
                        "redis",
                        Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true))
                .resourceConfigure(
                        Pipeline.builder(NAME).container("main", IMAGE).build())
                .build();
    }

    private static Document request(Map<String, ?> spec) {
        return Document.builder("example.kratix.io/v1alpha1", REQUEST.kind(), REQUEST.name())
                .namespace(REQUEST.namespace())
                .spec(spec)
                .build();
    }
}
