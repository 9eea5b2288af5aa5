// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.documents.SourcedDocument;
import io.kratix.internal.plugin.StateStores;
import io.kratix.model.InvalidDocumentException;
import io.kratix.registry.Registry;
import java.time.Clock;
import java.util.List;

/** Applies documents for people and for the engine itself, one call at a time. Safe for several threads. */
public final class Applier {
    private final Registry registry;
    private final StateStores stores;
    private final ApplyCall.Policy policy;
    private final Clock clock;

    /**
     * Makes an applier.
     *
     * @param registry where to commit
     * @param stores knows which kinds of State Stores there are
     * @param policy what the embedder decided
     * @param clock the engine's clock
     */
    public Applier(Registry registry, StateStores stores, ApplyCall.Policy policy, Clock clock) {
        this.registry = registry;
        this.stores = stores;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Applies documents; what one call has checked, such as whose an API is, still holds when it commits.
     *
     * @param documents the documents, and where each of them was read
     * @param origin on whose behalf
     * @return what happened to each object
     * @throws InvalidDocumentException with everything that is wrong; nothing was applied
     */
    public synchronized ApplyCall.Applied apply(List<SourcedDocument> documents, Origin origin) {
        return new ApplyCall(registry, stores, policy, clock, origin).apply(documents);
    }
}
