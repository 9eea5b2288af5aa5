// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What the remote said of the branch at one moment.
 *
 * @param commit the commit it stands at, if it is there
 * @param state how that fits to what we knew
 */
record BranchTip(Optional<ObjectId> commit, State state) {
    /** How the branch was found. */
    enum State {
        /** It is there, and goes on from what we knew. */
        PRESENT,
        /** It is there, but what we knew is no part of its history: somebody rewrote or remade it. */
        REPLACED,
        /** It was there, and is no more. */
        GONE,
        /** It is not there, others are; we never saw it. */
        MISSING,
        /** The repository has no branch at all; we never saw one. */
        EMPTY
    }
}
