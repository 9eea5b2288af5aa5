// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.internal.plugin.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories of an engine.
 *
 * @param root everything lies below it
 * @param lock held while the engine lives, if the directory is of the embedder's choice; empty if it is temporary
 */
public record Workplace(Path root, Optional<FileChannel> lock) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workplace.class);
    private static final String OWNER_ALONE = "rwx------";
    private static final boolean IS_POSIX =
            Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");

    /**
     * {@return the directories, made if need be, with access for their owner alone}
     *
     * @param chosen the embedder's choice; empty for a temporary one
     * @throws IllegalStateException if the chosen directory is another engine's
     */
    public static Workplace open(Optional<Path> chosen) {
        try {
            return chosen.isPresent()
                    ? taken(Files.createDirectories(chosen.get(), ownerAlone()))
                    : new Workplace(Files.createTempDirectory("kratix-"), Optional.empty()).made();
        } catch (IOException e) {
            throw new UncheckedIOException("the engine's directory cannot be made: " + e.getMessage(), e);
        }
    }

    /** Two engines in one directory would remove the files of each other's runs. */
    private static Workplace taken(Path root) throws IOException {
        FileChannel channel = FileChannel.open(
                root.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownerMayWrite());
        try {
            if (!takesLock(channel)) {
                throw new IllegalStateException(
                        "another engine has the cache directory " + root + "; give each engine one of its own");
            }
            return new Workplace(root, Optional.of(channel)).made();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean takesLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // it is an engine of this very JVM
        }
    }

    private Workplace made() throws IOException {
        FileTrees.remove(workspaces());
        for (Path part : List.of(caches(), workspaces())) {
            Files.createDirectories(part, ownerAlone());
            shut(part);
        }
        return this;
    }

    /** It may have been there before, for others to read or write. */
    private static void shut(Path part) throws IOException {
        if (IS_POSIX) {
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(OWNER_ALONE));
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
            FileTrees.remove(lock.isPresent() ? workspaces() : root);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", root, e.toString());
        }
        try {
            if (lock.isPresent()) {
                lock.get().close();
            }
        } catch (IOException e) {
            LOG.warn("the lock in {} cannot be closed: {}", root, e.toString());
        }
    }

    private static FileAttribute<?>[] ownerAlone() {
        return permissions(OWNER_ALONE);
    }

    private static FileAttribute<?>[] ownerMayWrite() {
        return permissions("rw-------");
    }

    private static FileAttribute<?>[] permissions(String ofPosix) {
        return IS_POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(ofPosix))
                }
                : new FileAttribute<?>[0];
    }
}
