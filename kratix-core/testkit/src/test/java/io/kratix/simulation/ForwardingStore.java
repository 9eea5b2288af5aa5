// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.model.StorePath;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.util.List;
import java.util.Optional;

/** Has another State Store do everything. */
abstract class ForwardingStore implements StateStore {
    private final StateStore store;

    ForwardingStore(StateStore store) {
        this.store = store;
    }

    @Override
    public List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
        return store.write(request);
    }

    @Override
    public Optional<StoredTree> read(ReadRequest request) throws InterruptedException {
        return store.read(request);
    }

    @Override
    public void checkAccess(StorePath below) throws InterruptedException {
        store.checkAccess(below);
    }

    @Override
    public Atomicity atomicity() {
        return store.atomicity();
    }

    @Override
    public boolean detectsOtherWriters() {
        return store.detectsOtherWriters();
    }

    @Override
    public void close() {
        store.close();
    }
}
