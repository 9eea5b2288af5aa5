// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import io.kratix.model.Container;
import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.Pipeline;
import io.kratix.spi.Secret;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A run without an engine of Kratix around it, so that a runner is measured alone. */
record BareRun(String id, Pipeline pipeline, Directories workspace) implements PipelineRun {
    /** The three directories. */
    record Directories(Path input, Path output, Path metadata) implements Workspace {
        @Override
        public void receiveOutput(String name, InputStream content) throws IOException {
            Files.copy(content, output.resolve(name));
        }

        @Override
        public void receiveMetadata(String name, InputStream content) throws IOException {
            Files.copy(content, metadata.resolve(name));
        }
    }

    static BareRun of(String id, Pipeline pipeline, Path folder) throws IOException {
        Directories directories = new Directories(
                Files.createDirectories(folder.resolve("input")),
                Files.createDirectories(folder.resolve("output")),
                Files.createDirectories(folder.resolve("metadata")));
        Files.writeString(directories.input().resolve("object.yaml"), "kind: Redis\n");
        return new BareRun(id, pipeline, directories);
    }

    @Override
    public Document object() {
        return Document.of(new LinkedHashMap<>(Map.of(
                "apiVersion", "example.kratix.io/v1", "kind", "Redis", "metadata", Map.of("name", "benchmark"))));
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }

    @Override
    public Map<String, String> attributes() {
        return Map.of("kratix.io/pipeline-name", pipeline.name());
    }

    @Override
    public Map<String, String> kratixEnvironment() {
        return Map.of();
    }

    @Override
    public Map<String, String> environment(Container container) {
        return Map.of();
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
    public OutputStream log(String container, LogStream stream) {
        return OutputStream.nullOutputStream();
    }

    @Override
    public void note(String text) {
        // nobody reads it
    }
}
