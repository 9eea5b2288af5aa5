// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
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

/** An honest {@code CHANGE} store, as those behind an HTTP API are: one commit for each change. */
final class ChangeByChangeStateStore implements StateStore {
    private final InMemoryStateStore commits;

    ChangeByChangeStateStore(MemoryPlace place) {
        commits = new InMemoryStateStore(place);
    }

    @Override
    public List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
        List<ChangeOutcome> outcomes = new ArrayList<>();
        for (StateStoreChange change : request.changes()) {
            try {
                outcomes.addAll(commits.write(Edits.only(request, List.of(change))));
            } catch (PluginException e) {
                if (outcomes.isEmpty()) {
                    throw e;
                }
                outcomes.add(ChangeOutcome.refused(e));
            }
        }
        return outcomes;
    }

    @Override
    public Optional<StoredTree> read(ReadRequest request) {
        return commits.read(request);
    }

    @Override
    public void checkAccess(StorePath below) {
        commits.checkAccess(below);
    }

    @Override
    public Atomicity atomicity() {
        return Atomicity.CHANGE;
    }

    @Override
    public boolean detectsOtherWriters() {
        return true;
    }

    @Override
    public void close() {
        commits.close();
    }
}
