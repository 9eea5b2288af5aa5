// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.FilepathMode;
import io.kratix.spi.workflow.PipelineCall;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run of the original with a compound Promise: the engine applies back what was applied back by hand there. */
class RecordedCompoundTest {
    private final Stage stage = Stage.open(builder ->
            builder.defaultFilepathMode(FilepathMode.NESTED_BY_METADATA).platformDestination("platform-cluster"));
    private final RecordedRun run = new RecordedRun(stage);

    @BeforeEach
    void writePipelines() {
        stage.scripts.put("stack-configure", RecordedCompoundTest::stack);
        stage.scripts.put("db-configure", RecordedCompoundTest::database);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void doesWhatTheOriginalDidTogetherWithAnAgent() throws IOException {
        run.play("compound");

        assertThat(run.departed())
                .containsOnly(
                        Map.entry("availableWhenLookedAt", 1),
                        Map.entry("innerObjectsAreReported", 5),
                        Map.entry("noStaleReconciled", 3),
                        Map.entry("placementsAreReported", 4));
    }

    private static void stack(PipelineCall call) throws IOException {
        String name = call.object().metadata().name();
        String namespace = call.object().metadata().namespace();
        call.writeOutput(
                "database-request.yaml",
                """
                apiVersion: demo.oracle.io/v1alpha1
                kind: Database
                metadata:
                  name: %1$s-db
                  namespace: %2$s
                  labels:
                    kratix.io/parent-promise-name: stack
                    kratix.io/parent-resource-name: %1$s
                    kratix.io/parent-resource-namespace: %2$s
                spec:
                  size: %3$s
                """
                        .formatted(name, namespace, call.object().spec().get("tier")));
        call.writeOutput(
                "app/app.yaml",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: %s-app
                  namespace: default
                """
                        .formatted(name));
        call.writeMetadata(
                "destination-selectors.yaml",
                """
                - directory: app
                  matchLabels:
                    environment: dev
                """);
    }

    private static void database(PipelineCall call) throws IOException {
        String name = call.object().metadata().name();
        Object size = call.object().spec().get("size");
        call.writeOutput(
                "db.yaml",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: db-%s
                  namespace: default
                data:
                  size: %s
                """
                        .formatted(name, size));
        call.writeMetadata("status.yaml", "message: database " + name + " is " + size + "\n");
    }
}
