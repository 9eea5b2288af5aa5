// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.statestore;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import java.util.List;
import java.util.Optional;

/**
 * Keeps files until a GitOps agent collects them. Paths are whole: the engine has put the store's {@code spec.path} and
 * the Destination's in front and has checked them. Safe for several threads; at most one {@link #write} at a time.
 */
public interface StateStore extends AutoCloseable {
    /**
     * Makes every change hold. Strangers' files go inside {@link StateStoreChange#directories}, stay everywhere else,
     * and are an obstacle ({@code REJECTED}) where a directory must be, below a path that must be a file, or where a path
     * is claimed.
     *
     * <p>A content that cannot be read, breaks off or has another length than it says keeps out its own change, refused as
     * {@code UNAVAILABLE}; the others hold. That it cannot be read is said by an {@link java.io.IOException} of
     * {@link io.kratix.model.Content#open} and of its stream, which is the way to read it, or by an
     * {@link java.io.UncheckedIOException} of {@code bytes()} and {@code sha256()}: whoever calls those catches it, and
     * refuses the change as well. Any other {@code RuntimeException} that a content throws is the engine's: it passes.
     *
     * <p>A store that is not {@code BATCH} and fails when some changes hold already must not throw: it answers for those
     * that hold, and refuses all others with what went wrong. Only what the {@link WriteRequest#checkpoint} throws passes
     * even then; the engine says it all again.
     *
     * <p>If the branch, tag, bucket or root itself is not there any more, an agent that prunes must not see a part of what was:
     * the store throws {@code LOST} unless the request {@linkplain WriteRequest#completes completes} everything below it,
     * and then makes the place anew with what the request says. The engine answers {@code LOST} by such a request.
     *
     * @param request the changes, and what must be asked before anything becomes visible
     * @return one outcome for each change, in their order
     * @throws PluginException if, for all the store knows, nothing went through; the engine takes that for unknown and
     *     says it all again. {@code REJECTED} is said again in halves, until each change that is refused is alone
     * @throws InterruptedException if the engine asked to stop waiting
     */
    List<ChangeOutcome> write(WriteRequest request) throws InterruptedException;

    /**
     * Reads what lies below a path at one moment. The store's names become paths by {@link StorePath#existing}, since others
     * may have written what {@link StorePath#of} refuses.
     *
     * @param request the path, and the fingerprint that is known already
     * @return the tree, or empty if it still has the known fingerprint; a path that is not there is an empty tree
     * @throws PluginException {@code LOST} or {@code MISCONFIGURED} if the branch, bucket or root itself is not there,
     *     which must never look like an empty tree
     * @throws InterruptedException if the engine asked to stop waiting
     */
    Optional<StoredTree> read(ReadRequest request) throws InterruptedException;

    /**
     * Shows, as far as can be seen without leaving a trace, that one can list and write below a path. What could not be
     * seen is told by {@code PluginContext.warn}. Asked with the document's {@code spec.path} before the first write of each
     * open store, and again after {@code UNAUTHORIZED}.
     *
     * @param below the path
     * @throws PluginException if one cannot
     * @throws InterruptedException if the engine asked to stop waiting
     */
    void checkAccess(StorePath below) throws InterruptedException;

    /**
     * {@return how much appears at once; asked after {@link #checkAccess}} Unless it is {@code BATCH}, the engine makes up to
     * four calls of what waits: Promises' files without removals, requests, requests that go, Promises whole.
     */
    default Atomicity atomicity() {
        return Atomicity.FILE;
    }

    /**
     * {@return whether a write by others between reading and writing makes {@link #write} fail with {@code CONFLICT}; if
     * not, the store's status says that nobody else may write there}
     */
    default boolean detectsOtherWriters() {
        return false;
    }

    /** Frees what it holds. Called once, when no call is under way; never if a call did not heed its interrupt. */
    @Override
    void close();
}
