// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FileUtils;
import org.jspecify.annotations.Nullable;

/**
 * A bare repository on this machine that holds what is known of the remote: a copy that may vanish at any time. It is the
 * one class that rests on JGit's internal API: for the pack inserter, and to keep the user's configuration out.
 */
final class CacheRepository extends FileRepository {
    private static final String KNOWN_TIP = "refs/kratix/known";
    private static final String NAME = "repository.git";

    /** Missing only while the super class is being built. */
    private final @Nullable FileBasedConfig isolated;

    private CacheRepository(Path directory) throws IOException {
        super(new RepositoryBuilder().setGitDir(directory.toFile()).setBare().setup());
        isolated = new FileBasedConfig(new Config(), directory.resolve("config").toFile(), getFS());
    }

    /**
     * {@return the cache in a directory, made anew unless a whole one of the same place is there}
     *
     * @param directory private, and used by nobody else
     * @param location which place is cached: another one's cache is thrown away
     * @throws IOException if the directory cannot be used
     */
    static CacheRepository open(Path directory, String location) throws IOException {
        Path repository = directory.resolve(NAME);
        if (!isOf(repository, location)) {
            create(directory, location);
        }
        removeLeftovers(repository);
        CacheRepository cache = new CacheRepository(repository);
        cache.loadIsolated();
        return cache;
    }

    /** JGit puts {@code ~/.gitconfig} beneath each repository: its hooks, proxies and certificate rules are not ours. */
    @Override
    public FileBasedConfig getConfig() {
        return isolated == null ? super.getConfig() : isolated;
    }

    /** {@return an inserter that writes one pack} */
    PackInserter newPackInserter() {
        return getObjectDatabase().newPackInserter();
    }

    /** {@return whether its files are still there} */
    boolean isIntact() {
        return getObjectDatabase().getPackDirectory().isDirectory();
    }

    /** {@return the tip of the branch as we know it and have built upon} */
    Optional<ObjectId> knownTip() throws IOException {
        return Optional.ofNullable(exactRef(KNOWN_TIP)).map(Ref::getObjectId);
    }

    /** Remembers the tip; a ref, because JGit tells the remote of refs when it fetches. */
    void rememberTip(ObjectId tip) throws IOException {
        RefUpdate update = updateRef(KNOWN_TIP);
        update.setNewObjectId(tip);
        update.setForceUpdate(true);
        update.disableRefLog();
        switch (update.update()) {
            case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> {}
            default ->
                throw new IOException(
                        "cannot update " + KNOWN_TIP + " in " + getDirectory() + ": " + update.getResult());
        }
    }

    /** Forgets everything that was cached; who reads from it still can, since open files stay readable. */
    void discard() throws IOException {
        close();
        delete(getDirectory().toPath());
    }

    private void loadIsolated() throws IOException {
        try {
            getConfig().load();
        } catch (org.eclipse.jgit.errors.ConfigInvalidException e) {
            throw new IOException(e);
        }
    }

    private static boolean isOf(Path repository, String location) throws IOException {
        Path mark = mark(repository);
        return Files.isRegularFile(mark) && Files.readString(mark).equals(location);
    }

    /** Made beside its place and moved there whole: a crash leaves a whole one or none. */
    private static void create(Path directory, String location) throws IOException {
        makePrivate(directory);
        Path fresh = directory.resolve("fresh.git");
        Path repository = directory.resolve(NAME);
        delete(fresh);
        delete(repository);
        try (CacheRepository made = new CacheRepository(fresh)) {
            made.create(true);
        }
        Files.writeString(mark(fresh), location);
        Files.move(fresh, repository, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void makePrivate(Path directory) throws IOException {
        Files.createDirectories(directory);
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** What a killed process left: locks, which nobody else can hold, and packs half written. */
    private static void removeLeftovers(Path repository) throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.walk(repository)) {
            found = files.filter(Files::isRegularFile)
                    .filter(CacheRepository::isLeftover)
                    .toList();
        }
        for (Path leftover : found) {
            Files.delete(leftover);
        }
    }

    private static boolean isLeftover(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".lock") || name.startsWith("insert_") || name.startsWith("incoming_");
    }

    private static Path mark(Path repository) {
        return repository.resolve("kratix-location");
    }

    private static void delete(Path tree) throws IOException {
        FileUtils.delete(tree.toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING | FileUtils.RETRY);
    }
}
