// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.plugin.EngineSignal;
import io.kratix.model.StorePath;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** What the engine says to a State Store. */
final class EngineWriteRequest implements WriteRequest {
    private final List<StateStoreChange> changes;
    private final Predicate<StorePath> completes;
    private final BooleanSupplier ours;
    private final BooleanSupplier ended;

    /**
     * Makes a request.
     *
     * @param changes what shall hold
     * @param completes whether this is all that is wanted below a path
     * @param ours whether this engine may still write
     * @param ended whether the call was ended
     */
    EngineWriteRequest(
            List<StateStoreChange> changes,
            Predicate<StorePath> completes,
            BooleanSupplier ours,
            BooleanSupplier ended) {
        this.changes = List.copyOf(changes);
        this.completes = completes;
        this.ours = ours;
        this.ended = ended;
    }

    @Override
    public List<StateStoreChange> changes() {
        return changes;
    }

    @Override
    public void checkpoint() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the engine asked to stop waiting");
        }
        if (ended.getAsBoolean()) {
            throw new EngineSignal("the call was ended");
        }
        if (!ours.getAsBoolean()) {
            throw new EngineSignal("the engine closes, or another one has taken over");
        }
    }

    @Override
    public boolean completes(StorePath below) {
        return completes.test(below);
    }
}
