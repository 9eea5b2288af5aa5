// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.util.FileUtils;

/**
 * The private directory with the cached copy of one place. It may be found empty, or in whatever state a killed process
 * left it; who opens it is alone with it.
 */
final class CacheDirectory {
    private static final String REPOSITORY = "repository-";
    /** How the name of a file begins that is moved to its place when it is whole. */
    static final String HALF_WRITTEN = "insert_";

    /** How the names of JGit's files begin: of what it receives, and of what does not fit into memory. */
    private static final List<String> HALF_WRITTEN_BY_JGIT = List.of("incoming_", "jgit_");

    private static final String FRESH = "fresh.git";

    private final Path directory;
    private final String place;
    private int number;

    /**
     * Names a directory.
     *
     * @param directory private, and used by nobody else
     * @param place which place is cached: another one's copy is thrown away
     */
    CacheDirectory(Path directory, String place) {
        this.directory = directory;
        this.place = place;
    }

    /** {@return the copy that is there, or an empty one}; whatever else is there is removed. */
    CacheRepository open() throws IOException {
        makePrivate();
        Optional<Path> kept = entries().stream().filter(this::isWholeAndOurs).findFirst();
        for (Path entry : entries()) {
            if (!kept.equals(Optional.of(entry))) {
                delete(entry);
            }
        }
        if (kept.isEmpty()) {
            return adopt(fresh());
        }
        number = Integer.parseInt(name(kept.get()).substring(REPOSITORY.length()));
        removeLeftovers(kept.get());
        return new CacheRepository(kept.get());
    }

    /** {@return a copy that holds the known tip and nothing that led there}; the old one is retired. */
    CacheRepository renew(CacheRepository old) throws IOException {
        Path fresh = fresh();
        Optional<ObjectId> tip = old.knownTip();
        if (tip.isPresent()) {
            try (CacheRepository made = new CacheRepository(fresh)) {
                copyTip(old, made);
                made.rememberTip(tip.get());
            }
        }
        CacheRepository renewed = adopt(fresh);
        old.retire();
        return renewed;
    }

    private static void copyTip(CacheRepository old, CacheRepository made) throws IOException {
        try (Transport transport =
                Transport.open(made, FileRemote.uri(old.getDirectory().toPath()))) {
            transport.setDepth(1);
            try (FetchConnection connection = transport.openFetch()) {
                Ref tip = connection.getRef(CacheRepository.KNOWN_TIP);
                connection.fetch(NullProgressMonitor.INSTANCE, List.of(tip), Set.of());
                for (PackLock kept : connection.getPackLocks()) {
                    kept.unlock();
                }
            }
        }
    }

    /** Made beside its place and moved there whole: a crash leaves a whole one or none. */
    private Path fresh() throws IOException {
        Path fresh = directory.resolve(FRESH);
        delete(fresh);
        try (CacheRepository made = new CacheRepository(fresh)) {
            made.create(true);
            made.leavePacksAsTheyAre();
        }
        Files.writeString(mark(fresh), place);
        return fresh;
    }

    private CacheRepository adopt(Path fresh) throws IOException {
        number++;
        Path repository = directory.resolve(REPOSITORY + number);
        Files.move(fresh, repository, StandardCopyOption.ATOMIC_MOVE);
        return new CacheRepository(repository);
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    private boolean isWholeAndOurs(Path entry) {
        try {
            return name(entry).matches(REPOSITORY + "\\d{1,9}")
                    && Files.isRegularFile(mark(entry))
                    && Files.readString(mark(entry)).equals(place);
        } catch (IOException e) {
            return false; // one that cannot be read is of no use
        }
    }

    private void makePrivate() throws IOException {
        Files.createDirectories(directory);
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Locks, which nobody else can hold, and what is half written. */
    private static void removeLeftovers(Path repository) throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.walk(repository)) {
            found = files.filter(Files::isRegularFile)
                    .filter(CacheDirectory::isLeftover)
                    .toList();
        }
        for (Path leftover : found) {
            Files.delete(leftover);
        }
    }

    private static boolean isLeftover(Path file) {
        String name = name(file);
        return name.endsWith(".lock")
                || name.startsWith(HALF_WRITTEN)
                || HALF_WRITTEN_BY_JGIT.stream().anyMatch(name::startsWith)
                || isPackWithoutIndex(file, name);
    }

    /** JGit takes such a pack for one that is there, and does not write it again, nor its index. */
    private static boolean isPackWithoutIndex(Path file, String name) {
        return name.endsWith(".pack") && !Files.exists(file.resolveSibling(name.replaceAll("pack$", "idx")));
    }

    private static Path mark(Path repository) {
        return repository.resolve("kratix-place");
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static void delete(Path tree) throws IOException {
        FileUtils.delete(tree.toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING | FileUtils.RETRY);
    }
}
