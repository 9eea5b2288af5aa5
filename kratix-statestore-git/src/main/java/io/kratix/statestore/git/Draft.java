// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStoreChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;

/** The commits of one write: made in memory, visible to nobody. */
final class Draft implements AutoCloseable {
    /** What stands for a revision where there is no commit yet. */
    private static final String NO_REVISION = "none";

    private final ObjectReader reader;
    private final PackBuilder pack;
    private final CommitMaker commits;
    private final CommitPer commitPer;
    private final TreeEditor editor;
    private final List<StateStoreChange> pending = new ArrayList<>();
    private final List<Supplier<ChangeOutcome>> outcomes = new ArrayList<>();
    private final Optional<ObjectId> base;
    private Optional<ObjectId> head;

    /**
     * Begins.
     *
     * @param cache holds the base
     * @param base the commit to build upon; empty for a branch that is not there
     * @param known the base's tree as far as it is in memory; taken over and altered
     * @param commits makes the commits
     * @param commitPer what becomes one commit
     */
    Draft(
            CacheRepository cache,
            Optional<ObjectId> base,
            Optional<Directory> known,
            CommitMaker commits,
            CommitPer commitPer)
            throws IOException {
        this.commits = commits;
        this.commitPer = commitPer;
        reader = cache.newObjectReader();
        pack = cache.newPackBuilder();
        this.base = base;
        head = base;
        editor = known.isPresent() ? TreeEditor.of(reader, known.get()) : editorOf(base);
    }

    /** Makes a change hold, or notes why it cannot. */
    void add(StateStoreChange change) throws IOException {
        ChangeEditor.Effect effect = ChangeEditor.apply(editor, change, pack);
        Optional<PluginException> refusal = effect.refusal();
        if (refusal.isPresent()) {
            outcomes.add(() -> ChangeOutcome.refused(refusal.get()));
        } else if (effect.altered()) {
            pending.add(change);
            outcomes.add(commitPer == CommitPer.CHANGE ? committed() : () -> ChangeOutcome.written(revision()));
        } else {
            outcomes.add(() -> ChangeOutcome.unchanged(revision()));
        }
    }

    /**
     * Makes the last commit.
     *
     * @return the commit to push, if anything differs from the base
     */
    Optional<ObjectId> finish() throws IOException {
        if (!pending.isEmpty()) {
            commit();
        }
        return head.equals(base) ? Optional.empty() : head;
    }

    /** {@return the last commit}; the base, if there is none yet. */
    Optional<ObjectId> head() {
        return head;
    }

    /** {@return the tree of the last commit, as far as it is in memory} */
    Directory tree() {
        return editor.root();
    }

    /** {@return the objects that the base does not have}; valid until the draft is closed. */
    Pack pack() throws IOException {
        return pack.build();
    }

    /** {@return one outcome for each change, in their order}; final once the draft is finished. */
    List<ChangeOutcome> outcomes() {
        return outcomes.stream().map(Supplier::get).toList();
    }

    @Override
    public void close() {
        pack.close();
        reader.close();
    }

    private Supplier<ChangeOutcome> committed() throws IOException {
        ChangeOutcome outcome = ChangeOutcome.written(commit().name());
        return () -> outcome;
    }

    private ObjectId commit() throws IOException {
        ObjectId commit = commits.commit(pack, editor.write(pack), head, CommitMaker.message(pending));
        head = Optional.of(commit);
        pending.clear();
        return commit;
    }

    private String revision() {
        return head.map(ObjectId::name).orElse(NO_REVISION);
    }

    private TreeEditor editorOf(Optional<ObjectId> commit) throws IOException {
        if (commit.isEmpty()) {
            return TreeEditor.ofNothing(reader);
        }
        try (RevWalk walk = new RevWalk(reader)) {
            return TreeEditor.of(
                    reader, walk.parseCommit(commit.get()).getTree().copy());
        }
    }
}
