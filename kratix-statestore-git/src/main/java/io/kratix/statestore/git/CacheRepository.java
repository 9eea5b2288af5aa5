// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FileUtils;
import org.jspecify.annotations.Nullable;

/**
 * A bare repository on this machine that holds what is known of the remote. It is the one class that rests on JGit's
 * internal API: to keep the user's configuration out. Whoever works with it holds it by
 * {@link #hold}; once it is retired, its files go with the last hold.
 */
final class CacheRepository extends FileRepository {
    static final String KNOWN_TIP = "refs/kratix/known";

    /** Missing only while the super class is being built. */
    private final @Nullable FileBasedConfig isolated;

    /** How many work with it, besides the one that made it. */
    private final AtomicInteger users = new AtomicInteger();

    private volatile boolean retired;
    private volatile boolean deltasTaken = true;

    CacheRepository(Path directory) throws IOException {
        super(new RepositoryBuilder().setGitDir(directory.toFile()).setBare().setup());
        isolated = new FileBasedConfig(new Config(), directory.resolve("config").toFile(), getFS());
        try {
            isolated.load();
        } catch (ConfigInvalidException e) {
            throw new IOException(e);
        }
    }

    /** JGit puts {@code ~/.gitconfig} beneath each repository: its hooks, proxies and certificate rules are not ours. */
    @Override
    public FileBasedConfig getConfig() {
        return isolated == null ? super.getConfig() : isolated;
    }

    /** Someone's hold on the cache: its files stay until it is closed. */
    final class Hold implements AutoCloseable {
        private Hold() {
            users.incrementAndGet();
            incrementOpen();
        }

        CacheRepository repository() {
            return CacheRepository.this;
        }

        @Override
        public void close() {
            users.decrementAndGet();
            CacheRepository.this.close();
        }
    }

    Hold hold() {
        return new Hold();
    }

    /** {@return what gathers new objects} */
    PackBuilder newPackBuilder() {
        return new PackBuilder(getObjectsDirectory().toPath(), Deflater.NO_COMPRESSION, deltasTaken);
    }

    /** Notes that the remote takes no deltas. */
    void refuseDeltas() {
        deltasTaken = false;
    }

    /** Keeps the objects of a pack. */
    void save(Pack pack) throws IOException {
        pack.saveTo(getObjectDatabase().getPackDirectory().toPath());
    }

    /** Has JGit search for no deltas when the tip is copied: what they would save goes soon anyway. */
    void leavePacksAsTheyAre() throws IOException {
        FileBasedConfig config = getConfig();
        config.setBoolean("pack", null, "deltaCompression", false);
        config.save();
    }

    /** {@return whether its files are still there} */
    boolean isIntact() {
        return getObjectDatabase().getPackDirectory().isDirectory();
    }

    /** {@return whether so many packs, or bytes, have come together that it should be made anew, and nobody works with it} */
    boolean isToBeRenewed(CacheBounds bounds) {
        return users.get() == 0 && bounds.areExceededBy(packLengths());
    }

    private long[] packLengths() {
        return getObjectDatabase().getPacks().stream()
                .mapToLong(pack -> pack.getPackFile().length())
                .toArray();
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
        RefUpdate.Result result = update.update();
        switch (result) {
            case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> {}
            default -> throw new IOException("cannot update " + KNOWN_TIP + " in " + getDirectory() + ": " + result);
        }
    }

    /** Lets go of it, and of its files as soon as nobody works with it any more. */
    void retire() {
        retired = true;
        close();
    }

    @Override
    protected void doClose() {
        super.doClose();
        if (retired) {
            deleteFiles();
        }
    }

    private void deleteFiles() {
        try {
            FileUtils.delete(getDirectory(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING | FileUtils.RETRY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
