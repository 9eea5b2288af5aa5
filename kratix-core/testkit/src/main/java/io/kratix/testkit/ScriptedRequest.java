// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.StorePath;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import java.util.List;

/** A request whose checkpoint does what a test wants. */
final class ScriptedRequest implements WriteRequest {
    private final List<StateStoreChange> changes;
    private final Checkpoint checkpoint;
    private final boolean complete;

    private ScriptedRequest(List<StateStoreChange> changes, Checkpoint checkpoint, boolean complete) {
        this.changes = List.copyOf(changes);
        this.checkpoint = checkpoint;
        this.complete = complete;
    }

    /** What happens at a checkpoint. */
    @FunctionalInterface
    interface Checkpoint {
        void pass() throws InterruptedException;
    }

    /** {@return a request that completes everything} */
    static ScriptedRequest of(List<StateStoreChange> changes, Checkpoint checkpoint) {
        return new ScriptedRequest(changes, checkpoint, true);
    }

    /** {@return a request beside which the engine knows of other files everywhere} */
    static ScriptedRequest partOfMore(List<StateStoreChange> changes, Checkpoint checkpoint) {
        return new ScriptedRequest(changes, checkpoint, false);
    }

    @Override
    public List<StateStoreChange> changes() {
        return changes;
    }

    @Override
    public void checkpoint() throws InterruptedException {
        checkpoint.pass();
    }

    @Override
    public boolean completes(StorePath below) {
        return complete;
    }
}
