// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A State Store that is a branch of a Git repository. All changes of a write appear at once, by one push that never
 * overwrites what others pushed. Safe for several threads.
 */
public final class GitStateStore implements StateStore {
    private static final Logger LOG = LoggerFactory.getLogger(GitStateStore.class);

    private final RemoteBranch branch;
    private final CommitMaker commits;
    private final CommitPer commitPer;
    private final boolean createBranch;
    private final Runnable onClose;
    private final KnownTree tree = new KnownTree();

    GitStateStore(
            RemoteBranch branch, CommitMaker commits, CommitPer commitPer, boolean createBranch, Runnable onClose) {
        this.branch = branch;
        this.onClose = onClose;
        this.commits = commits;
        this.commitPer = commitPer;
        this.createBranch = createBranch;
    }

    /**
     * {@return a builder of a store, for use without documents and without discovery}
     *
     * @param url where the repository is: {@code https://}, {@code ssh://}, {@code git@host:path}, {@code http://} or
     *     {@code file:}
     * @param cacheDirectory a private directory that only this store uses and that may be emptied while it is closed
     * @throws IllegalArgumentException if the URL is none of these
     */
    public static GitStateStoreBuilder builder(String url, Path cacheDirectory) {
        return new GitStateStoreBuilder(RepositoryUrl.parse(url), cacheDirectory);
    }

    @Override
    public List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
        return asking(() -> {
            try (CacheRepository.Hold cache = branch.openCache()) {
                BranchTip tip = branch.tip();
                requireBase(tip, request);
                return write(request, tip, cache.repository());
            }
        });
    }

    private List<ChangeOutcome> write(WriteRequest request, BranchTip tip, CacheRepository cache)
            throws IOException, InterruptedException {
        try (Draft draft = new Draft(cache, tip.commit(), tree.take(tip.commit()), commits, commitPer)) {
            for (StateStoreChange change : request.changes()) {
                stopIfInterrupted();
                draft.add(change);
            }
            Optional<ObjectId> head = draft.finish();
            if (head.isPresent()) {
                // The base is read and nothing is visible yet: a stale writer stops here, or loses the race.
                request.checkpoint();
                branch.push(tip.commit(), head.get(), draft.pack());
            } else {
                branch.accept(tip);
            }
            draft.head().ifPresent(commit -> tree.keep(commit, draft.tree()));
            return draft.outcomes();
        }
    }

    @Override
    public Optional<StoredTree> read(ReadRequest request) throws InterruptedException {
        return asking(() -> {
            try (CacheRepository.Hold cache = branch.openCache()) {
                BranchTip tip = branch.tip();
                ObjectId commit = tip.commit().orElseThrow(() -> absent(tip.state()));
                return read(request, new CommitTree(cache.repository(), commit, request.path()));
            }
        });
    }

    private static Optional<StoredTree> read(ReadRequest request, CommitTree tree) throws IOException {
        try (tree) {
            return request.isKnown(tree.fingerprint()) ? Optional.empty() : Optional.of(tree.files());
        }
    }

    @Override
    public void checkAccess(StorePath below) throws InterruptedException {
        asking(() -> {
            branch.expire();
            BranchTip tip = branch.tip();
            if (tip.state() == BranchTip.State.MISSING && !createBranch) {
                throw missing();
            }
            branch.checkPush();
            LOG.debug("{} can be read and written; hooks and branch protection show at the first push", branch);
            return tip;
        });
    }

    /** {@return {@code BATCH}: a push moves the branch once} */
    @Override
    public Atomicity atomicity() {
        return Atomicity.BATCH;
    }

    /** {@return true: a push names the commit that it was made for, and is refused if the branch has moved on} */
    @Override
    public boolean detectsOtherWriters() {
        return true;
    }

    @Override
    public void close() {
        branch.close();
        onClose.run();
    }

    /** Stops a write of a part where the whole has gone: an agent that prunes would see an almost empty tree. */
    private void requireBase(BranchTip tip, WriteRequest request) {
        if (tip.state() == BranchTip.State.PRESENT) {
            return;
        }
        if (!request.completes(StorePath.ROOT)) {
            throw PluginException.lost(branch + " " + story(tip.state()));
        }
        if (tip.state() == BranchTip.State.MISSING && !createBranch) {
            throw missing();
        }
    }

    /** A branch that a write of everything makes is lost: the engine answers by such a write. */
    private PluginException absent(BranchTip.State state) {
        return state == BranchTip.State.MISSING && !createBranch
                ? missing()
                : PluginException.lost(branch + " " + story(state));
    }

    private PluginException missing() {
        return GitErrors.toBeMendedAtTheServer(branch + " " + story(BranchTip.State.MISSING)
                + ": correct the document's 'branch', push the branch, or let the engine make it by 'createBranch:"
                + " true' in its configuration for kind GitStateStore");
    }

    private static String story(BranchTip.State state) {
        return switch (state) {
            case PRESENT -> "is there";
            case REPLACED -> "was rewritten: the commit known before is not among the last 256 of its history";
            case GONE -> "was deleted";
            case MISSING -> "does not exist, though the repository has others";
            case EMPTY -> "does not exist yet, the repository is empty";
        };
    }

    private static void stopIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before anything was pushed");
        }
    }

    /** What is asked of Git. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException, InterruptedException;
    }

    private <T> T asking(Question<T> question) throws InterruptedException {
        try {
            return question.ask();
        } catch (IOException | JGitInternalException | LargeObjectException e) {
            PluginException failure = GitErrors.translate(branch, e);
            if (GitErrors.isDamagedCache(e)) {
                branch.discardCache();
            }
            throw failure;
        }
    }
}
