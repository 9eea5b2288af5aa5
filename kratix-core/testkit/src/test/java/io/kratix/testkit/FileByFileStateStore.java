// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A {@code FILE} store, as directories and buckets are: honest unless it is told to remove first, or to boast. */
final class FileByFileStateStore implements StateStore {
    private final MemoryPlace place;
    private final boolean removesFirst;
    private final Atomicity declared;

    FileByFileStateStore(MemoryPlace place, boolean removesFirst, Atomicity declared) {
        this.place = place;
        this.removesFirst = removesFirst;
        this.declared = declared;
    }

    @Override
    public synchronized List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
        makePlaceAgain(request);
        Draft draft = new Draft(place.state());
        List<StateStoreChange> altering = new ArrayList<>();
        List<ChangeOutcome> outcomes = new ArrayList<>();
        for (StateStoreChange change : request.changes()) {
            ChangeOutcome outcome = draft.make(change);
            if (outcome.status() == Status.WRITTEN) {
                altering.add(change);
            }
            outcomes.add(
                    switch (outcome.status()) {
                        case WRITTEN -> ChangeOutcome.written(revision(change));
                        case UNCHANGED -> ChangeOutcome.unchanged(revision(change));
                        case REFUSED -> outcome;
                    });
        }
        if (removesFirst) {
            removeAll(request, altering);
        }
        for (StateStoreChange change : altering) {
            putAll(request, change, draft.files());
        }
        removeAll(request, altering);
        return outcomes;
    }

    private void makePlaceAgain(WriteRequest request) {
        MemoryPlace.State base = place.state();
        if (base.lost()) {
            if (!request.completes(StorePath.ROOT)) {
                throw PluginException.lost("the place is gone");
            }
            place.publish(base, Collections.emptySortedMap(), List.of());
        }
    }

    private void putAll(WriteRequest request, StateStoreChange change, Map<String, byte[]> contents)
            throws InterruptedException {
        for (StorePath path : change.files().keySet()) {
            byte[] content = contents.getOrDefault(path.toString(), new byte[0]);
            if (!Arrays.equals(content, place.files().get(path.toString()))) {
                request.checkpoint();
                clear(path);
                place.put(path.toString(), content);
            }
        }
    }

    /** Where a directory was, a file cannot be put before the directory is gone, and the other way round. */
    private void clear(StorePath path) {
        place.files().keySet().stream()
                .map(StorePath::existing)
                .filter(other -> !other.equals(path) && (other.startsWith(path) || path.startsWith(other)))
                .forEach(other -> place.remove(other.toString()));
    }

    private void removeAll(WriteRequest request, List<StateStoreChange> changes) throws InterruptedException {
        for (StateStoreChange change : changes) {
            for (String path : place.files().keySet()) {
                if (change.removes(StorePath.existing(path))) {
                    request.checkpoint();
                    place.remove(path);
                }
            }
        }
    }

    private static String revision(StateStoreChange change) {
        StringBuilder listing = new StringBuilder();
        change.files().forEach((path, content) -> listing.append(path).append(content.sha256()));
        return "h" + Integer.toHexString(listing.toString().hashCode());
    }

    @Override
    public synchronized Optional<StoredTree> read(ReadRequest request) {
        return new InMemoryStateStore(place).read(request);
    }

    @Override
    public void checkAccess(StorePath below) {
        // a place in memory lets everybody in
    }

    @Override
    public Atomicity atomicity() {
        return declared;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
