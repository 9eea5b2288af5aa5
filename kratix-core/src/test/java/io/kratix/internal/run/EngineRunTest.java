// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Container;
import io.kratix.model.Document;
import io.kratix.model.Metadata;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.RunAssignment;
import io.kratix.registry.RunRecord;
import io.kratix.spi.ConfigMapSource;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretSource;
import io.kratix.spi.workflow.LogStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A try of a Pipeline as a workflow runner sees it that goes on with what an earlier engine began. */
class EngineRunTest {
    private static final Container CONTAINER = new Container(
            "main",
            "image",
            List.of(),
            List.of(),
            Map.of(
                    "envFrom",
                    List.of(Map.of("secretRef", Map.of("name", "all"))),
                    "env",
                    List.of(Map.of(
                            "name",
                            "TOKEN",
                            "valueFrom",
                            Map.of("secretKeyRef", Map.of("name", "token", "key", "value"))))));

    @TempDir
    Path folder;

    private final RunLog log = new RunLog();
    private final List<String> asked = new ArrayList<>();

    @Test
    void masksWhatAContainerWasGivenByAnEarlierEngine() throws IOException {
        say(run(), "first second third");

        assertThat(log.tail()).containsExactly("main: **** **** ****");
        assertThat(asked).containsExactlyInAnyOrder("all", "token", "file");
    }

    @Test
    void asksForNoSecretOnceMoreThatTheContainerIsGivenNow() throws IOException {
        EngineRun run = run();
        run.environment(CONTAINER);
        run.secret("file");
        asked.clear();

        say(run, "first second third");

        assertThat(log.tail()).containsExactly("main: **** **** ****");
        assertThat(asked).isEmpty();
    }

    private void say(EngineRun run, String line) throws IOException {
        try (OutputStream stdout = run.log("main", LogStream.STDOUT)) {
            stdout.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private EngineRun run() throws IOException {
        ObjectReference owner = ObjectReference.request("marketplace.kratix.io", "Redis", "team-a", "my-redis");
        RunAssignment assignment =
                new RunAssignment("redis", "v1", WorkflowAction.CONFIGURE, "setup", 0, "hash", 1, "key-1", 0, 0, 0);
        Document object = Document.builder("marketplace.kratix.io/v1alpha1", "Redis", "my-redis")
                .namespace("team-a")
                .build();
        Pipeline pipeline = new Pipeline(
                Metadata.named("setup"),
                List.of(CONTAINER),
                Map.of("volumes", List.of(Map.of("name", "files", "secret", Map.of("secretName", "file")))));
        return new EngineRun(
                RunRecord.begun("run-1", owner, assignment, 1, Instant.EPOCH, Instant.MAX),
                pipeline,
                object,
                "redises",
                new RunWorkspace(folder, "kind: Redis\n"),
                new PipelineSources(secrets(), ConfigMapSource.none()),
                log);
    }

    private SecretSource secrets() {
        Map<String, Secret> values =
                Map.of("all", Secret.of("first"), "token", Secret.of("second"), "file", Secret.of("third"));
        return reference -> {
            asked.add(reference.name());
            return Optional.ofNullable(values.get(reference.name())).map(value -> Map.of("value", value));
        };
    }
}
