// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

import io.kratix.model.Container;
import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.StorePath;
import io.kratix.spi.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a container sees, for a Java function: the three directories, the environment and the object. */
public final class PipelineCall {
    private final PipelineRun run;
    private final Container container;
    private final Map<String, String> environment;
    private volatile @Nullable RuntimeException signal;

    private PipelineCall(PipelineRun run, Container container, Map<String, String> environment) {
        this.run = run;
        this.container = container;
        this.environment = environment;
    }

    static PipelineCall of(PipelineRun run, Container container, Map<String, String> environment) {
        return new PipelineCall(run, container, environment);
    }

    /** {@return the id of the run, the same for all containers of one try} */
    public String runId() {
        return run.id();
    }

    /** {@return the request or Promise that the Pipeline runs for, the same as {@code input/object.yaml}} */
    public Document object() {
        return run.object();
    }

    /** {@return the container as declared} */
    public Container container() {
        return container;
    }

    /** {@return the container's command, variables in it replaced as a container would get it} */
    public List<String> command() {
        return VariableExpansion.expand(container.command(), environment);
    }

    /** {@return the container's arguments, likewise} */
    public List<String> args() {
        return VariableExpansion.expand(container.args(), environment);
    }

    /** {@return the {@code KRATIX_*} variables and the container's own} */
    public Map<String, String> environment() {
        return environment;
    }

    /** {@return what stands for {@code /kratix/input}} */
    public Path input() {
        return run.workspace().input();
    }

    /** {@return what stands for {@code /kratix/output}} */
    public Path output() {
        return run.workspace().output();
    }

    /** {@return what stands for {@code /kratix/metadata}} */
    public Path metadata() {
        return run.workspace().metadata();
    }

    /**
     * Writes a file of the output, with the directories above it; a file of that name is replaced.
     *
     * @param path the path below {@code /kratix/output}
     * @param text the whole content, written as UTF-8
     * @throws IOException if it cannot be written
     */
    public void writeOutput(String path, String text) throws IOException {
        write(output(), path, text);
    }

    /**
     * Writes a file of the metadata, likewise.
     *
     * @param path the path below {@code /kratix/metadata}
     * @param text the whole content, written as UTF-8
     * @throws IOException if it cannot be written
     */
    public void writeMetadata(String path, String text) throws IOException {
        write(metadata(), path, text);
    }

    /**
     * Writes a line to the container's log.
     *
     * @param line the text, without a line end
     */
    public void log(String line) {
        log(LogStream.STDOUT, line);
    }

    /**
     * Writes a line to the container's log.
     *
     * @param stream which of the container's two streams
     * @param line the text, without a line end
     */
    public void log(LogStream stream, String line) {
        noting(() -> {
            try (OutputStream log = run.log(container.name(), stream)) {
                log.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                return line;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * {@return the values of a secret in the object's namespace, by key} Ask only for one that must be there: if there is
     * none, this throws, and the run fails, whatever the function does about the exception.
     *
     * @param name the secret's name
     */
    public Map<String, Secret> secret(String name) {
        return noting(() -> run.secret(name));
    }

    /**
     * {@return the values of a ConfigMap in the object's namespace, by key} If there is none it is as with {@link #secret}.
     *
     * @param name the ConfigMap's name
     */
    public Map<String, Content> configMap(String name) {
        return noting(() -> run.configMap(name));
    }

    /** Throws what the engine's own objects threw meanwhile, whatever the function made of it. */
    void passSignal() {
        RuntimeException thrown = signal;
        if (thrown != null) {
            throw thrown;
        }
    }

    private <T> T noting(Supplier<T> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            signal = e;
            throw e;
        }
    }

    private static void write(Path directory, String path, String text) throws IOException {
        Path file = directory.resolve(StorePath.of(path).toString());
        Path above = file.getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        Files.writeString(file, text);
    }
}
