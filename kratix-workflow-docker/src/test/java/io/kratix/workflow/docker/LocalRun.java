// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.model.Container;
import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.Pipeline;
import io.kratix.spi.Secret;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A run for tests, in a directory of theirs. */
final class LocalRun implements PipelineRun {
    private final String id;
    private final Pipeline pipeline;
    private final LocalWorkspace workspace;
    private final Map<String, ByteArrayOutputStream> logs = new ConcurrentHashMap<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, Secret>> secrets = new LinkedHashMap<>();
    private final Map<String, Map<String, Content>> configMaps = new LinkedHashMap<>();
    private final Map<String, String> variables = new LinkedHashMap<>();
    private Instant deadline = Instant.MAX;
    private String lacking = "";

    private LocalRun(String id, Pipeline pipeline, Path directory) {
        this.id = id;
        this.pipeline = pipeline;
        workspace = LocalWorkspace.in(directory);
    }

    /** {@return a run of a Pipeline, written as YAML's flow style allows} */
    static LocalRun of(String id, Pipeline pipeline, Path directory) {
        return new LocalRun(id, pipeline, directory);
    }

    /** {@return the same run, asked for once more by an engine that has forgotten everything} */
    LocalRun again(Path directory) {
        LocalRun again = new LocalRun(id, pipeline, directory);
        again.deadline = deadline;
        again.variables.putAll(variables);
        return again;
    }

    LocalRun deadline(Instant end) {
        deadline = end;
        return this;
    }

    LocalRun secret(String name, Map<String, Secret> values) {
        secrets.put(name, values);
        return this;
    }

    LocalRun configMap(String name, Map<String, Content> values) {
        configMaps.put(name, values);
        return this;
    }

    /** Has a container's variables come from a secret that is not there. */
    LocalRun lackingSecretOf(String container) {
        lacking = container;
        return this;
    }

    LocalRun variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** {@return the text of a file that came back} */
    String output(String name) {
        return read(workspace.output().resolve(name));
    }

    String metadata(String name) {
        return read(workspace.metadata().resolve(name));
    }

    /** {@return what a container said so far} */
    String said(String container, LogStream stream) {
        return logs.getOrDefault(container + " " + stream, new ByteArrayOutputStream())
                .toString(StandardCharsets.UTF_8);
    }

    List<String> notes() {
        return notes;
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
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>(Map.of("name", "my-redis"));
        return Document.of(new LinkedHashMap<>(
                Map.of("apiVersion", "marketplace.kratix.io/v1alpha1", "kind", "redis", "metadata", metadata)));
    }

    @Override
    public Instant deadline() {
        return deadline;
    }

    @Override
    public Map<String, String> attributes() {
        return Map.of("kratix.io/promise-name", "redis", "kratix.io/pipeline-name", pipeline.name());
    }

    @Override
    public Map<String, String> kratixEnvironment() {
        return Map.of("KRATIX_WORKFLOW_TYPE", "resource");
    }

    @Override
    public Map<String, String> environment(Container container) {
        if (container.name().equals(lacking)) {
            throw new IllegalStateException("there is no secret for " + lacking);
        }
        Map<String, String> environment = new LinkedHashMap<>(kratixEnvironment());
        environment.putAll(variables);
        return environment;
    }

    @Override
    public Map<String, Secret> secret(String name) {
        return secrets.getOrDefault(name, Map.of());
    }

    @Override
    public Map<String, Content> configMap(String name) {
        return configMaps.getOrDefault(name, Map.of());
    }

    @Override
    public Optional<Map<String, Secret>> findSecret(String name) {
        return Optional.ofNullable(secrets.get(name));
    }

    @Override
    public Optional<Map<String, Content>> findConfigMap(String name) {
        return Optional.ofNullable(configMaps.get(name));
    }

    @Override
    public Workspace workspace() {
        return workspace;
    }

    @Override
    public OutputStream log(String container, LogStream stream) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        logs.put(container + " " + stream, log);
        return log;
    }

    @Override
    public void note(String text) {
        notes.add(text);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
