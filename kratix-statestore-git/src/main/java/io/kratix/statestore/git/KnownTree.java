// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.lang.ref.SoftReference;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The tree of the commit that was pushed last, as far as it is in memory: the next write most often goes on from there. It
 * goes when memory is short. Whoever takes it has it alone.
 */
final class KnownTree {
    private record Known(ObjectId commit, Directory root) {}

    private final AtomicReference<SoftReference<Known>> known = new AtomicReference<>(new SoftReference<>(null));

    /** {@return the tree of a commit, if it is the one that is known}; it is not known any more then. */
    Optional<Directory> take(Optional<ObjectId> commit) {
        return Optional.ofNullable(known.getAndSet(new SoftReference<>(null)).get())
                .filter(found -> Optional.of(found.commit()).equals(commit))
                .map(Known::root);
    }

    void keep(ObjectId commit, Directory root) {
        known.set(new SoftReference<>(new Known(commit, root)));
    }
}
