// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.PluginException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A branch of a remote, and its copy in the cache. Safe for several threads: one fetches, the others wait for it. */
final class RemoteBranch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GitStateStore.class);

    private final Remote remote;
    private final String ref;
    private final CacheDirectory directory;
    private final NetworkTerms terms;
    private final CacheBounds bounds;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable CacheRepository cache;
    private @Nullable BranchTip tip;
    private Instant fetched = Instant.MIN;

    RemoteBranch(Remote remote, String branch, Path cacheDirectory, CacheBounds bounds, NetworkTerms terms) {
        this.remote = remote;
        this.terms = terms;
        this.bounds = bounds;
        ref = Constants.R_HEADS + branch;
        directory = new CacheDirectory(cacheDirectory, ref + " of " + remote.place());
    }

    /** {@return a hold on the cache}, which is made anew if its files have gone, or if it has grown. */
    CacheRepository.Hold openCache() throws IOException {
        lock.lock();
        try {
            if (cache != null && !cache.isIntact()) {
                forgetCache();
            }
            if (cache == null) {
                cache = directory.open();
            } else if (cache.isToBeRenewed(bounds)) {
                cache = directory.renew(cache);
                tip = null;
            }
            return cache.hold();
        } finally {
            lock.unlock();
        }
    }

    /** {@return where the branch stands, as of at most the fetch interval ago; the commit is in the cache} */
    BranchTip tip() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try (CacheRepository.Hold copy = openCache()) {
            BranchTip known = tip;
            if (known != null && terms.clock().instant().isBefore(fetched.plus(terms.minimumFetchInterval()))) {
                return known;
            }
            BranchTip found = terms.call(call -> fetch(copy.repository(), known, call));
            tip = found;
            fetched = terms.clock().instant();
            return found;
        } finally {
            lock.unlock();
        }
    }

    private BranchTip fetch(CacheRepository copy, @Nullable BranchTip known, NetworkCall call) throws IOException {
        return new TipFetch(remote, ref, terms.timeoutSeconds(), copy, call).run(Optional.ofNullable(known));
    }

    /**
     * Moves the branch, if it still stands where we think: what somebody else pushed is never overwritten.
     *
     * @param expected where the branch stands; empty if it is not there
     * @param head where it shall stand
     * @param pack what the remote lacks
     * @throws PluginException if the remote refuses, or if somebody was faster
     */
    void push(Optional<ObjectId> expected, ObjectId head, Pack pack) throws IOException, InterruptedException {
        // Until the answer is there, nobody knows where the branch stands.
        expire();
        try {
            terms.call(call -> send(call, expected, head, pack));
        } catch (PushConversation.DeltasRefusedException e) {
            refuseDeltas();
            throw PluginException.conflict(this + ": the remote takes no deltas; it is said again without")
                    .causedBy(e);
        }
        keep(head, pack);
    }

    private ObjectId send(NetworkCall call, Optional<ObjectId> expected, ObjectId head, Pack pack) throws IOException {
        try (PushConversation conversation = open(call)) {
            conversation.push(expected, head, pack);
            return head;
        }
    }

    private void refuseDeltas() throws IOException {
        try (CacheRepository.Hold copy = openCache()) {
            copy.repository().refuseDeltas();
        }
    }

    /** The push has gone through, whatever becomes of our copy of it. */
    private void keep(ObjectId head, Pack pack) {
        try (CacheRepository.Hold copy = openCache()) {
            copy.repository().save(pack);
            goOnFrom(head);
        } catch (IOException e) {
            LOG.warn("{}: the cache could not be written and will be made anew", this, e);
            discardCache();
        }
    }

    /** Takes a branch that was replaced for what it is: from now on, what does not go on from here is news. */
    void accept(BranchTip found) throws IOException {
        if (found.state() == BranchTip.State.REPLACED && found.commit().isPresent()) {
            goOnFrom(found.commit().get());
        }
    }

    /** Asks the remote anew next time. */
    void expire() {
        lock.lock();
        try {
            fetched = Instant.MIN;
        } finally {
            lock.unlock();
        }
    }

    /** Throws the cache away, because it turned out to be damaged. */
    void discardCache() {
        lock.lock();
        try {
            CacheRepository damaged = cache;
            cache = null;
            tip = null;
            if (damaged != null) {
                damaged.retire();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Shows that the remote would let us push, and where the branch stands. */
    void checkPush() throws IOException, InterruptedException {
        remote.checkWritable();
        terms.call(this::openAndEnd);
    }

    private String openAndEnd(NetworkCall call) throws IOException {
        open(call).close();
        return ref;
    }

    private PushConversation open(NetworkCall call) throws IOException {
        return PushConversation.open(remote.openPush(call), ref, toString(), call);
    }

    /** {@return what somebody said, without the repository's name and the branch's: they may read like a refusal} */
    String withoutNames(String words) {
        String rest = words.replace(ref, "");
        for (String name : remote.spellings()) {
            rest = rest.replace("'" + name + "'", "");
            // a name without a slash may be a word
            rest = name.indexOf('/') < 0 ? rest : rest.replace(name, "");
        }
        return rest;
    }

    /** {@return the branch and the repository, for messages} */
    @Override
    public String toString() {
        return "branch '" + Repository.shortenRefName(ref) + "' of " + remote;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            forgetCache();
            remote.close();
        } finally {
            lock.unlock();
        }
    }

    private void goOnFrom(ObjectId commit) throws IOException {
        lock.lock();
        try (CacheRepository.Hold copy = openCache()) {
            copy.repository().rememberTip(commit);
            tip = new BranchTip(Optional.of(commit), BranchTip.State.PRESENT);
            fetched = terms.clock().instant();
        } finally {
            lock.unlock();
        }
    }

    private void forgetCache() {
        if (cache != null) {
            cache.close();
        }
        cache = null;
        tip = null;
    }
}
