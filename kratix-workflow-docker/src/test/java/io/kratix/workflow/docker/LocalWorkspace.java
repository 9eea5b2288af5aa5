// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.model.StorePath;
import io.kratix.spi.workflow.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Three directories of a test. */
record LocalWorkspace(Path input, Path output, Path metadata) implements Workspace {
    static LocalWorkspace in(Path directory) {
        try {
            LocalWorkspace workspace = new LocalWorkspace(
                    Files.createDirectories(directory.resolve("input")),
                    Files.createDirectories(directory.resolve("output")),
                    Files.createDirectories(directory.resolve("metadata")));
            Files.writeString(workspace.input.resolve("object.yaml"), "kind: redis\n");
            return workspace;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void receiveOutput(String name, InputStream content) throws IOException {
        receive(output, name, content);
    }

    @Override
    public void receiveMetadata(String name, InputStream content) throws IOException {
        receive(metadata, name, content);
    }

    private static void receive(Path directory, String name, InputStream content) throws IOException {
        Path file = directory.resolve(StorePath.of(name).toString());
        Files.createDirectories(directory.resolve(file).getParent());
        Files.copy(content, file);
    }
}
