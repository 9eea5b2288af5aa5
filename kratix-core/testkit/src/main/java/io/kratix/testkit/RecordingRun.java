// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Container;
import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.Metadata;
import io.kratix.model.Pipeline;
import io.kratix.spi.Secret;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A run as an engine would give it, over a directory of a test; remembers what was told. */
final class RecordingRun implements PipelineRun {
    private final String id;
    private final Pipeline pipeline;
    private final RecordingWorkspace workspace;
    private final Map<String, ByteArrayOutputStream> logs = new LinkedHashMap<>();
    private Function<Container, Map<String, String>> environment =
            container -> Map.of("KRATIX_PROMISE_NAME", "redis", "CONTAINER", container.name());
    private @Nullable RuntimeException logSignal;

    RecordingRun(String id, Path directory, List<Container> containers) throws IOException {
        this.id = id;
        this.pipeline = new Pipeline(
                Metadata.named("configure"),
                containers,
                Map.of("containers", containers.stream().map(Container::fields).toList()));
        this.workspace = RecordingWorkspace.create(directory, "kind: redis\nspec: {size: small}\n");
    }

    RecordingRun withEnvironment(Function<Container, Map<String, String>> other) {
        environment = other;
        return this;
    }

    /** Has every line of the log refused. */
    RecordingRun refusingLogs(RuntimeException signal) {
        logSignal = signal;
        return this;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Pipeline pipeline() {
        return pipeline;
    }

    @Override
    public Document object() {
        return Document.builder("example.kratix.io/v1alpha1", "redis", "my-request")
                .spec(Map.of("size", "small"))
                .build();
    }

    @Override
    public Instant deadline() {
        return Instant.parse("2100-01-01T00:00:00Z");
    }

    @Override
    public Map<String, String> attributes() {
        return Map.of("kratix.io/promise-name", "redis", "kratix.io/pipeline-name", pipeline.name());
    }

    @Override
    public Map<String, String> kratixEnvironment() {
        return Map.of("KRATIX_PROMISE_NAME", "redis");
    }

    @Override
    public Map<String, String> environment(Container container) {
        return environment.apply(container);
    }

    @Override
    public Map<String, Secret> secret(String name) {
        return Map.of();
    }

    @Override
    public Map<String, Content> configMap(String name) {
        return Map.of();
    }

    @Override
    public Workspace workspace() {
        return workspace;
    }

    RecordingWorkspace files() {
        return workspace;
    }

    @Override
    public OutputStream log(String container, LogStream stream) {
        return new OutputStream() {
            @Override
            public void write(int value) {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                record(container, stream, bytes, offset, length);
            }
        };
    }

    @Override
    public void note(String text) {}

    /** {@return what a container has printed by now} */
    synchronized String logged(String container, LogStream stream) {
        ByteArrayOutputStream log = logs.get(container + " " + stream);
        return log == null ? "" : log.toString(StandardCharsets.UTF_8);
    }

    /** Waits until a container has printed something, and says whether it has. */
    synchronized boolean awaitLogged(String container, String text, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!logged(container, LogStream.STDOUT).contains(text)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private synchronized void record(String container, LogStream stream, byte[] bytes, int offset, int length) {
        if (logSignal != null) {
            throw logSignal;
        }
        logs.computeIfAbsent(container + " " + stream, key -> new ByteArrayOutputStream())
                .write(bytes, offset, length);
        notifyAll();
    }
}
