// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.statestore.bucket.WriteCall.Surroundings;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A State Store that is a bucket. Files appear one by one; all of a write are there before the first one goes. A write that
 * broke off is finished by the next one that says the same. Safe for several threads.
 */
public final class BucketStateStore implements StateStore {
    /** Kratix's name; nothing of it is ever visible. */
    private static final String ACCESS_CHECK = ".kratix-write-permission-check";

    private final Surroundings around;
    private final boolean createBucket;
    private final Runnable onClose;

    BucketStateStore(Surroundings around, boolean createBucket, Runnable onClose) {
        this.around = around;
        this.createBucket = createBucket;
        this.onClose = onClose;
    }

    /**
     * {@return a builder of a store, for use without documents and without discovery}
     *
     * @param endpoint the server's host, or host and port
     * @param bucket the bucket's name
     * @throws IllegalArgumentException if the bucket's name is none
     */
    public static BucketStateStoreBuilder builder(String endpoint, String bucket) {
        return new BucketStateStoreBuilder(endpoint, bucket);
    }

    @Override
    public List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
        return asking(() -> {
            try {
                return tryToWrite(request);
            } catch (RequestException e) {
                if (!BucketErrors.isMissingBucket(e)) {
                    throw e;
                }
                return writeToNewBucket(request, makeBucketFor(request, e));
            }
        });
    }

    /** What was made may take a while to be there everywhere; nobody has anything to correct then. */
    private List<ChangeOutcome> writeToNewBucket(WriteRequest request, boolean isOurs)
            throws InterruptedException, RequestException {
        try {
            return tryToWrite(request);
        } catch (RequestException e) {
            if (!BucketErrors.isMissingBucket(e)) {
                throw e;
            }
            throw PluginException.unavailable(around.bucket()
                            + (isOurs ? " was made, and is not there yet" : " exists, and is missing all the same"))
                    .causedBy(e);
        }
    }

    private List<ChangeOutcome> tryToWrite(WriteRequest request) throws InterruptedException, RequestException {
        return within(session -> new WriteCall(request, session, around).run());
    }

    /**
     * A part where the whole has gone would show an agent that prunes an almost empty bucket.
     *
     * @return false if somebody else has made it
     */
    private boolean makeBucketFor(WriteRequest request, RequestException missing)
            throws InterruptedException, RequestException {
        around.forgetBucket();
        if (!request.completes(StorePath.ROOT)) {
            throw PluginException.lost(around.bucket() + " is gone").causedBy(missing);
        }
        if (!createBucket) {
            throw missing;
        }
        request.checkpoint();
        return around.bucket().make();
    }

    @Override
    public Optional<StoredTree> read(ReadRequest request) throws InterruptedException {
        return asking(() -> {
            BucketTree tree = within(session -> tree(request.path(), session));
            return request.isKnown(tree.fingerprint()) ? Optional.empty() : Optional.of(tree.files());
        });
    }

    private BucketTree tree(StorePath path, Session session) throws InterruptedException, RequestException {
        Set<KeyRange> ranges = new HashSet<>(Set.of(KeyRange.below(path.toString())));
        if (!path.isRoot()) {
            ranges.add(KeyRange.key(path.toString()));
        }
        Survey survey = new Survey(session, around.bucket().width());
        survey.look(ranges, !around.traits().listsTogether());
        for (KeyRange range : ranges) {
            Optional<RequestException> forbidden = survey.forbidden(range);
            if (forbidden.isPresent()) {
                throw forbidden.orElseThrow();
            }
        }
        return new BucketTree(around.bucket(), survey.found().values());
    }

    @Override
    public void checkAccess(StorePath below) throws InterruptedException {
        asking(() -> {
            try {
                return within(session -> checkAccess(below, session));
            } catch (RequestException e) {
                if (!createBucket || !BucketErrors.isMissingBucket(e)) {
                    throw e;
                }
                return below;
            }
        });
    }

    private StorePath checkAccess(StorePath below, Session session) throws InterruptedException, RequestException {
        new AccessCheck(session, around, below.resolve(ACCESS_CHECK).toString()).run();
        return below;
    }

    /** {@return {@code FILE}: a bucket has no commit} */
    @Override
    public Atomicity atomicity() {
        return Atomicity.FILE;
    }

    /**
     * {@return whether the document says that the server's conditional writes can be trusted, and the server was seen to
     * honour them} Before the first overwrite nothing was seen.
     */
    @Override
    public boolean detectsOtherWriters() {
        return around.traits().conditionalWrites.areHonoured();
    }

    @Override
    public void close() {
        around.bucket().close();
        onClose.run();
    }

    /** What is asked of the server. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws RequestException, InterruptedException;
    }

    private <T> T asking(Question<T> question) throws InterruptedException {
        try {
            return askingWhereItIs(question);
        } catch (RequestException e) {
            throw BucketErrors.translate(around.bucket(), e);
        }
    }

    /** A document that names no region cannot be corrected where the server tells another one than before. */
    private <T> T askingWhereItIs(Question<T> question) throws InterruptedException, RequestException {
        try {
            return question.ask();
        } catch (RequestException e) {
            if (around.bucket().asksForRegion() && BucketErrors.isOtherRegion(e)) {
                return question.ask();
            }
            throw e;
        }
    }

    /** What is asked of the server by several requests. */
    @FunctionalInterface
    private interface Dialogue<T> {
        T hold(Session session) throws RequestException, InterruptedException;
    }

    /** What goes wrong may do so because of the region that the requests are signed for. */
    private <T> T within(Dialogue<T> dialogue) throws InterruptedException, RequestException {
        try (Session session = around.bucket().session()) {
            return dialogue.hold(session);
        } catch (RequestException e) {
            around.bucket().doubtRegion(e);
            throw e;
        }
    }
}
