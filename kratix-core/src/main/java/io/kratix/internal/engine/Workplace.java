// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories of an engine.
 *
 * @param root everything lies below it
 * @param temporary whether it goes when the engine closes
 */
public record Workplace(Path root, boolean temporary) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workplace.class);

    /**
     * {@return the directories, made if need be, with access for their owner alone}
     *
     * @param chosen the embedder's choice; empty for a temporary one
     */
    public static Workplace open(Optional<Path> chosen) {
        try {
            Workplace workplace = chosen.isPresent()
                    ? new Workplace(Files.createDirectories(chosen.get(), ownerAlone()), false)
                    : new Workplace(Files.createTempDirectory("kratix-"), true);
            Files.createDirectories(workplace.caches(), ownerAlone());
            removeTree(workplace.workspaces());
            Files.createDirectories(workplace.workspaces(), ownerAlone());
            return workplace;
        } catch (IOException e) {
            throw new UncheckedIOException("the engine's directory cannot be made: " + e.getMessage(), e);
        }
    }

    /** {@return where plugins keep what they may find useful later} */
    public Path caches() {
        return root.resolve("cache");
    }

    /** {@return where runs have their files; emptied at each start} */
    public Path workspaces() {
        return root.resolve("runs");
    }

    @Override
    public void close() {
        try {
            removeTree(temporary ? root : workspaces());
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", root, e.toString());
        }
    }

    private static FileAttribute<?>[] ownerAlone() {
        boolean posix =
                Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void removeTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
