// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.model.StorePath;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A bug that is planted: Promises' files, which the engine says first, are put after the requests that need them. */
final class HoldingBack implements StateStore {
    private final StateStore store;
    private final List<WriteRequest> held = new ArrayList<>();

    HoldingBack(StateStore store) {
        this.store = store;
    }

    @Override
    public synchronized List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
        if (request.changes().stream().anyMatch(HoldingBack::isOfAPromise)) {
            held.add(WriteRequest.of(request.changes()));
            return request.changes().stream()
                    .map(change -> ChangeOutcome.written("held-back"))
                    .toList();
        }
        List<ChangeOutcome> outcomes = store.write(request);
        letGo();
        return outcomes;
    }

    private static boolean isOfAPromise(StateStoreChange change) {
        return Stream.concat(change.files().keySet().stream(), change.directories().stream())
                .map(StorePath::toString)
                .anyMatch(path -> path.contains("/dependencies/"));
    }

    private void letGo() throws InterruptedException {
        for (WriteRequest request : held) {
            store.write(request);
        }
        held.clear();
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
    public synchronized void close() {
        try (store) {
            letGo();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
