// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * What the cache has of the commits that led to one. It goes by what the commits themselves say: a shallow edge that a
 * fetch has drawn hides none that is there.
 */
final class Ancestors {
    /** By so much the clocks of two writers may differ. */
    private static final Duration SKEW = Duration.ofDays(1);

    /** Someone who writes a longer message is not followed. */
    private static final int LARGEST = 16 * 1024 * 1024;

    private final RevCommit wanted;
    private final List<RevCommit> edge = new ArrayList<>();
    private boolean found;

    private Ancestors(RevCommit wanted) {
        this.wanted = wanted;
    }

    /**
     * {@return what there is}
     *
     * @param copy the cache; holds both commits
     * @param commit where to begin
     * @param wanted which commit to look for
     */
    static Ancestors search(CacheRepository copy, ObjectId commit, ObjectId wanted) throws IOException {
        try (ObjectReader reader = copy.newObjectReader()) {
            Ancestors ancestors = new Ancestors(read(reader, wanted));
            ancestors.walk(reader, commit);
            return ancestors;
        }
    }

    /** {@return whether the commit looked for is the first one, or led to it} */
    boolean found() {
        return found;
    }

    /**
     * {@return whether the commit looked for may have led there by commits that the cache does not have}
     *
     * @param datesTell whether it cannot have led to what is much older
     */
    boolean mayLieBeyond(boolean datesTell) {
        return edge.stream().anyMatch(commit -> !datesTell || isYoung(commit));
    }

    private boolean isYoung(RevCommit commit) {
        return commit.getCommitTime() >= wanted.getCommitTime() - SKEW.toSeconds();
    }

    private void walk(ObjectReader reader, ObjectId first) throws IOException {
        Deque<ObjectId> next = new ArrayDeque<>(List.of(first));
        Set<ObjectId> seen = new HashSet<>(next);
        while (!next.isEmpty() && !found) {
            RevCommit commit = read(reader, next.remove());
            found = commit.getId().equals(wanted.getId());
            for (RevCommit parent : commit.getParents()) {
                if (!reader.has(parent)) {
                    edge.add(commit);
                } else if (seen.add(parent.copy())) {
                    next.add(parent.copy());
                }
            }
        }
    }

    private static RevCommit read(ObjectReader reader, ObjectId commit) throws IOException {
        return RevCommit.parse(reader.open(commit, Constants.OBJ_COMMIT).getCachedBytes(LARGEST));
    }
}
