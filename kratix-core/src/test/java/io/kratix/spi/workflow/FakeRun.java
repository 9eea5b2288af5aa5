// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

import io.kratix.model.Container;
import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.Pipeline;
import io.kratix.spi.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A run over a directory of a test, which remembers what was logged. */
class FakeRun implements PipelineRun {
    private final Pipeline pipeline;
    private final Directories workspace;
    private final Map<String, ByteArrayOutputStream> logs = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    FakeRun(Pipeline pipeline, Path directory) throws IOException {
        this.pipeline = pipeline;
        this.workspace = new Directories(
                Files.createDirectories(directory.resolve("input")),
                Files.createDirectories(directory.resolve("output")),
                Files.createDirectories(directory.resolve("metadata")));
    }

    @Override
    public String id() {
        return "run-1";
    }

    @Override
    public Pipeline pipeline() {
        return pipeline;
    }

    @Override
    public Document object() {
        return Document.builder("marketplace.kratix.io/v1alpha1", "redis", "my-request")
                .spec(Map.of("size", "small"))
                .build();
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }

    @Override
    public Map<String, String> attributes() {
        return Map.of();
    }

    @Override
    public Map<String, String> kratixEnvironment() {
        return Map.of("KRATIX_WORKFLOW_TYPE", "resource");
    }

    @Override
    public Map<String, String> environment(Container container) {
        Map<String, String> environment = new HashMap<>(kratixEnvironment());
        environment.put("CONTAINER", container.name());
        return environment;
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

    @Override
    public OutputStream log(String container, LogStream stream) {
        return logs.computeIfAbsent(container + " " + stream, key -> new ByteArrayOutputStream());
    }

    @Override
    public void note(String text) {
        notes.add(text);
    }

    /** {@return what a container wrote to one of its streams} */
    String logged(String container, LogStream stream) {
        ByteArrayOutputStream log = logs.get(container + " " + stream);
        return log == null ? "" : log.toString(StandardCharsets.UTF_8);
    }

    /** Three directories, to which nothing comes from a remote. */
    private record Directories(Path input, Path output, Path metadata) implements Workspace {
        @Override
        public void receiveOutput(String name, InputStream content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void receiveMetadata(String name, InputStream content) {
            throw new UnsupportedOperationException();
        }
    }
}
