// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.internal.plugin.EngineSignal;
import io.kratix.internal.plugin.FileTrees;
import io.kratix.model.Content;
import io.kratix.model.InvalidPathException;
import io.kratix.model.StorePath;
import io.kratix.registry.Registry;
import io.kratix.spi.workflow.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The three directories of one run, removed with it. Each is made when somebody first asks for it: a Java function that
 * writes one file needs one directory, and making and removing the others would take longer than the function.
 */
public final class RunWorkspace implements Workspace, AutoCloseable {
    private static final int MOST_FILES = 10_000;
    private static final long MOST_BYTES = 256L * 1024 * 1024;
    private static final long LONGEST_METADATA = 1024 * 1024;

    private final Path parent;
    private final String object;
    private final Map<String, Path> directories = new LinkedHashMap<>();
    private long receivedFiles;
    private long receivedBytes;

    /**
     * Makes room for a run.
     *
     * @param parent a private directory for the workspaces of all runs
     * @param object the object as YAML, {@code input/object.yaml}
     */
    public RunWorkspace(Path parent, String object) {
        this.parent = parent;
        this.object = object;
    }

    @Override
    public synchronized Path input() {
        boolean made = !directories.containsKey("input");
        Path input = directory("input");
        if (made) {
            write(input.resolve("object.yaml"), object);
        }
        return input;
    }

    @Override
    public Path output() {
        return directory("output");
    }

    @Override
    public Path metadata() {
        return directory("metadata");
    }

    @Override
    public void receiveOutput(String name, InputStream content) throws IOException {
        receive(output(), name, content);
    }

    @Override
    public void receiveMetadata(String name, InputStream content) throws IOException {
        receive(metadata(), name, content);
    }

    /**
     * {@return the files of the output, kept by the registry, by path}
     *
     * @throws UnfitOutputException if the engine takes one of them from nobody
     */
    Map<StorePath, Content> outputFiles(Registry registry) throws IOException {
        Map<StorePath, Content> files = new TreeMap<>();
        if (!isThere("output")) {
            return files;
        }
        long[] bytes = {0};
        Files.walkFileTree(output(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = output().relativize(file).toString();
                if (!attributes.isRegularFile()) {
                    throw new UnfitOutputException(
                            "'" + name + "' in the output is no regular file; write files, no links or devices");
                }
                bytes[0] += attributes.size();
                require(files.size() + 1, bytes[0]);
                files.put(checked(name), registry.keep(Content.of(file)));
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /** {@return the names of the directories at the top of the output, those without files included} */
    Set<String> outputDirectories() throws IOException {
        if (!isThere("output")) {
            return Set.of();
        }
        try (Stream<Path> entries = Files.list(output())) {
            return entries.filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .map(entry -> output().relativize(entry).toString())
                    .collect(Collectors.toSet());
        }
    }

    /**
     * {@return a file of the metadata, or empty if the run wrote none}
     *
     * @param name the file's name
     * @throws UnfitOutputException if it is too large, or no text
     */
    Optional<String> metadataFile(String name) throws IOException {
        if (!isThere("metadata")) {
            return Optional.empty();
        }
        Path file = metadata().resolve(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (Files.size(file) > LONGEST_METADATA) {
            throw new UnfitOutputException("metadata/" + name + " has " + Files.size(file) + " bytes, more than "
                    + LONGEST_METADATA + "; write less");
        }
        try {
            return Optional.of(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new UnfitOutputException("metadata/" + name + " is no UTF-8; write it as UTF-8");
        }
    }

    /** Removes the directories with everything in them. */
    @Override
    public synchronized void close() {
        directories.values().forEach(RunWorkspace::remove);
    }

    /** A directory that the run removed is an empty one. */
    private synchronized boolean isThere(String name) {
        return directories.containsKey(name) && Files.exists(directory(name), LinkOption.NOFOLLOW_LINKS);
    }

    private synchronized Path directory(String name) {
        return directories.computeIfAbsent(name, any -> {
            try {
                return Files.createTempDirectory(parent, name + "-");
            } catch (IOException e) {
                throw new UncheckedIOException("the workspace of a run cannot be made: " + e.getMessage(), e);
            }
        });
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void remove(Path root) {
        try {
            FileTrees.remove(root);
        } catch (IOException e) {
            throw new UncheckedIOException("the workspace " + root + " cannot be removed", e);
        }
    }

    private synchronized void receive(Path directory, String name, InputStream content) throws IOException {
        try {
            Path file = directory.resolve(checked(name).toString());
            Path above = file.getParent();
            if (above != null) {
                Files.createDirectories(above);
            }
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new UnfitOutputException("'" + name + "' came back twice");
            }
            receivedFiles++;
            receivedBytes += Files.copy(content, file);
            require(receivedFiles, receivedBytes);
        } catch (UnfitOutputException e) {
            throw new EngineSignal(e.getMessage() == null ? "" : e.getMessage());
        }
    }

    private static StorePath checked(String name) throws UnfitOutputException {
        try {
            return StorePath.of(name);
        } catch (InvalidPathException e) {
            throw new UnfitOutputException("the output's " + e.getMessage());
        }
    }

    private static void require(long files, long bytes) throws UnfitOutputException {
        if (files > MOST_FILES || bytes > MOST_BYTES) {
            throw new UnfitOutputException("the output has more than " + MOST_FILES + " files or "
                    + MOST_BYTES / 1024 / 1024 + " MiB; write less, or split the Pipeline");
        }
    }

    /** What a run left is not what the engine takes. */
    public static final class UnfitOutputException extends IOException {
        private static final long serialVersionUID = 1L;

        public UnfitOutputException(String message) {
            super(message);
        }
    }
}
