// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A bug: a write is answered before it is made, and made when the answer is on record. */
final class OwedWrites extends Flaw {
    private final KilledEngine engine;
    private final Queue<Owed> owed = new ConcurrentLinkedQueue<>();

    private record Owed(StateStore store, List<StateStoreChange> changes) implements WriteRequest {
        @Override
        public void checkpoint() {
            // whoever asked has gone on long since
        }

        @Override
        public boolean completes(StorePath below) {
            return false;
        }
    }

    OwedWrites(KilledEngine engine) {
        this.engine = engine;
    }

    @Override
    List<ChangeOutcome> write(StateStore real, WriteRequest request) {
        owed.add(new Owed(real, request.changes()));
        return request.changes().stream()
                .map(change -> ChangeOutcome.written("0000000"))
                .toList();
    }

    @Override
    void commit(Registry real, Step step) throws Exception {
        real.commit(step);
        if (step.writes().stream().anyMatch(OwedWrites::confirms)) {
            engine.count();
            pay();
        }
    }

    private static boolean confirms(Step.Write<?> write) {
        return write.value() instanceof OwnerState owner && !owner.isPending();
    }

    private void pay() throws InterruptedException {
        for (Owed next = owed.poll(); next != null; next = owed.poll()) {
            next.store().write(next);
        }
    }
}
