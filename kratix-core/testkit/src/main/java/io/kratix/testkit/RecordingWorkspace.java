// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.workflow.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Three directories of a test. */
final class RecordingWorkspace implements Workspace {
    private final Path directory;
    private @Nullable RuntimeException signal;
    private boolean received;

    private RecordingWorkspace(Path directory) {
        this.directory = directory;
    }

    static RecordingWorkspace create(Path directory, String object) throws IOException {
        RecordingWorkspace workspace = new RecordingWorkspace(directory);
        Files.createDirectories(workspace.input());
        Files.createDirectories(workspace.output());
        Files.createDirectories(workspace.metadata());
        Files.writeString(workspace.input().resolve("object.yaml"), object);
        return workspace;
    }

    @Override
    public Path input() {
        return directory.resolve("input");
    }

    @Override
    public Path output() {
        return directory.resolve("output");
    }

    @Override
    public Path metadata() {
        return directory.resolve("metadata");
    }

    @Override
    public void receiveOutput(String name, InputStream content) throws IOException {
        receive(output(), name, content);
    }

    @Override
    public void receiveMetadata(String name, InputStream content) throws IOException {
        receive(metadata(), name, content);
    }

    /** Has every file that comes back refused. */
    void refuse(RuntimeException why) {
        signal = why;
    }

    /** {@return whether a file came back from a remote, and did not lie here at once} */
    boolean received() {
        return received;
    }

    /** {@return the output's files, as text by path; what is no file is marked} */
    Map<String, String> outputs() throws IOException {
        return texts(output());
    }

    Map<String, String> metadataFiles() throws IOException {
        return texts(metadata());
    }

    private void receive(Path into, String name, InputStream content) throws IOException {
        received = true;
        if (signal != null) {
            throw signal;
        }
        Path file = into.resolve(name);
        Path above = file.getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        Files.copy(content, file);
    }

    private static Map<String, String> texts(Path tree) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> found = Files.walk(tree)) {
            for (Path path : found.toList()) {
                if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    boolean regular = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
                    texts.put(tree.relativize(path).toString(), regular ? Files.readString(path) : "(no regular file)");
                }
            }
        }
        return texts;
    }
}
