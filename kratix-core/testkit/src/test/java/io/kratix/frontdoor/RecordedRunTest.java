// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.FilepathMode;
import io.kratix.spi.workflow.PipelineCall;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two whole runs of the original, compared after each step: files to the byte, labels, status field by field, conditions,
 * reasons of events. What we do otherwise is applied to what was recorded, by name, and counted.
 */
class RecordedRunTest {
    private final Stage stage = Stage.open(builder -> builder.defaultFilepathMode(FilepathMode.NESTED_BY_METADATA));
    private final RecordedRun run = new RecordedRun(stage);
    private final Map<String, Integer> tries = new TreeMap<>();

    @BeforeEach
    void writePipelines() {
        stage.scripts.put("first", this::first);
        stage.scripts.put("second", RecordedRunTest::second);
        stage.scripts.put("instance-configure", RecordedRunTest::redis);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void doesWhatTheOriginalDidWithTheSeedsDocuments() throws IOException {
        run.play("seed");

        assertThat(run.departed()).containsOnly(Map.entry("placementsAreReported", 4));
    }

    @Test
    void doesWhatTheOriginalDidWithWorkflows() throws IOException {
        run.play("workflows");

        assertThat(run.departed())
                .containsOnly(
                        Map.entry("failuresAreExplained", 16),
                        Map.entry("mergedDeeply", 7),
                        Map.entry("noStaleFailure", 10),
                        Map.entry("nothingOfAFailedPipeline", 5),
                        Map.entry("placementsAreReported", 22));
    }

    private void first(PipelineCall call) throws IOException {
        String name = call.object().metadata().name();
        String mode = String.valueOf(call.object().spec().get("mode"));
        int attempt = tries.merge(name, 1, Integer::sum);
        call.writeOutput(
                "first.yaml", "first: " + mode + " " + call.object().spec().get("replicas") + "\n");
        switch (mode) {
            case "fail-first" -> throw new IllegalStateException("about to fail");
            case "status" ->
                call.writeMetadata(
                        "status.yaml",
                        """
                    message: first says hello to %1$s
                    url: https://%1$s.example.com
                    nested:
                      from: first
                      keep: me
                    list: [1, 2]
                    conditions:
                    - type: FirstDone
                      status: "True"
                      reason: Ran
                      message: the first pipeline ran
                      lastTransitionTime: "2024-01-01T00:00:00Z"
                    """
                                .formatted(name));
            case "kratixkey" -> call.writeMetadata("status.yaml", "message: x\nkratix: {a: b}\n");
            case "suspend" -> {
                if (attempt == 1) {
                    call.writeMetadata("workflow-control.yaml", "suspend: true\nmessage: waiting for a human\n");
                }
            }
            case "retry" -> {
                if (attempt < 3) {
                    call.writeMetadata("workflow-control.yaml", "retryAfter: 6s\nmessage: not yet\n");
                }
            }
            case "badretry" -> call.writeMetadata("workflow-control.yaml", "retryAfter: soon\n");
            default -> {}
        }
    }

    private static void second(PipelineCall call) throws IOException {
        String mode = String.valueOf(call.object().spec().get("mode"));
        call.writeOutput("second.yaml", "second: " + mode + "\n");
        if (mode.equals("fail-second")) {
            throw new IllegalStateException("exit 3");
        }
        if (mode.equals("status")) {
            call.writeMetadata("status.yaml", "message: second says done\nnested:\n  from: second\nextra: true\n");
        }
    }

    private static void redis(PipelineCall call) throws IOException {
        call.writeOutput(
                "redis.yaml",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: redis-%s
                  namespace: %s
                data:
                  size: %s
                """
                        .formatted(
                                call.object().metadata().name(),
                                call.object().metadata().namespace(),
                                call.object().spec().get("size")));
    }
}
