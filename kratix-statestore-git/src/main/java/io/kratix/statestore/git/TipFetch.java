// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;

/**
 * Brings the tip of a branch into the cache, and of what led there only as much as shows that it goes on from the commit
 * that is known: who merges an old branch, or takes the branch far back, does not make us load its history.
 */
final class TipFetch {
    /** How many commits deep the known one is looked for: at first, then further on, and at most. */
    private static final List<Integer> DEPTHS = List.of(1, 16, 256);

    private final Remote remote;
    private final String ref;
    private final int timeoutSeconds;
    private final CacheRepository copy;
    private final NetworkCall call;

    /**
     * Prepares it.
     *
     * @param remote where the branch is
     * @param ref the branch's full name
     * @param timeoutSeconds how long the remote may be silent
     * @param copy the cache
     * @param call the conversation
     */
    TipFetch(Remote remote, String ref, int timeoutSeconds, CacheRepository copy, NetworkCall call) {
        this.remote = remote;
        this.ref = ref;
        this.timeoutSeconds = timeoutSeconds;
        this.copy = copy;
        this.call = call;
    }

    /**
     * {@return where the branch stands}
     *
     * @param before what was found the last time
     */
    BranchTip run(Optional<BranchTip> before) throws IOException {
        Optional<ObjectId> known = copy.knownTip();
        if (known.isPresent()) {
            return goingOnFrom(known.get(), before);
        }
        Optional<ObjectId> found = download(1);
        return found.isPresent() ? arrived(found.get()) : neverSeen();
    }

    private BranchTip goingOnFrom(ObjectId known, Optional<BranchTip> before) throws IOException {
        BranchTip found = new BranchTip(Optional.empty(), BranchTip.State.GONE);
        for (int depth : DEPTHS) {
            Optional<ObjectId> commit = download(depth);
            if (commit.isEmpty()) {
                return new BranchTip(commit, BranchTip.State.GONE);
            }
            Ancestors ancestors = Ancestors.search(copy, commit.get(), known);
            if (ancestors.found()) {
                return arrived(commit.get());
            }
            found = new BranchTip(commit, BranchTip.State.REPLACED);
            if (before.equals(Optional.of(found)) || !mayLieDeeper(known, commit.get(), ancestors, depth)) {
                return found;
            }
        }
        return found;
    }

    private boolean mayLieDeeper(ObjectId known, ObjectId commit, Ancestors ancestors, int depth) throws IOException {
        boolean datesTell = depth > DEPTHS.get(0); // a clock that is wrong misleads nobody about a short way
        return ancestors.mayLieBeyond(datesTell)
                && !Ancestors.search(copy, known, commit).found();
    }

    private BranchTip arrived(ObjectId commit) throws IOException {
        copy.rememberTip(commit);
        return new BranchTip(Optional.of(commit), BranchTip.State.PRESENT);
    }

    /** Asked for one branch, a remote may tell of no other. */
    private BranchTip neverSeen() throws IOException {
        List<String> branches = branches();
        if (branches.contains(ref)) {
            return run(Optional.empty()); // somebody has made it since the first look
        }
        return new BranchTip(Optional.empty(), branches.isEmpty() ? BranchTip.State.EMPTY : BranchTip.State.MISSING);
    }

    private List<String> branches() throws IOException {
        try (Transport transport = open();
                FetchConnection connection = transport.openFetch()) {
            return connection.getRefs().stream()
                    .map(Ref::getName)
                    .filter(name -> name.startsWith(Constants.R_HEADS))
                    .toList();
        }
    }

    /** {@return the commit at which the branch stands now}, which is in the cache then, with so many that led there. */
    private Optional<ObjectId> download(int depth) throws IOException {
        try (Transport transport = open()) {
            transport.setDepth(depth);
            try (FetchConnection connection = transport.openFetch(List.of(new RefSpec(ref)))) {
                Optional<Ref> advertised = Optional.ofNullable(connection.getRef(ref));
                if (advertised.isPresent()) {
                    download(connection, advertised.get(), depth);
                }
                return advertised.map(Ref::getObjectId);
            }
        }
    }

    private void download(FetchConnection connection, Ref advertised, int depth) throws IOException {
        if (depth == DEPTHS.get(0) && copy.getObjectDatabase().has(advertised.getObjectId())) {
            return;
        }
        try {
            connection.fetch(call, List.of(advertised), Set.of());
        } finally {
            for (PackLock kept : connection.getPackLocks()) {
                kept.unlock();
            }
        }
    }

    private Transport open() throws IOException {
        Transport transport = remote.openFetch(copy, call);
        transport.setTimeout(timeoutSeconds);
        return transport;
    }
}
