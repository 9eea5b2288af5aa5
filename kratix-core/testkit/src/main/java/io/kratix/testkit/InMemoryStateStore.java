// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.MemoryPlace.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A State Store whose files lie in a {@link MemoryPlace}: everything of a write appears at once, and a write by others in
 * between is noticed. Safe for several threads.
 */
public final class InMemoryStateStore implements StateStore {
    private final MemoryPlace place;
    private volatile boolean closed;

    /**
     * Opens a store.
     *
     * @param place where its files lie
     */
    public InMemoryStateStore(MemoryPlace place) {
        this.place = place;
    }

    @Override
    public List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
        enter(Call.WRITE);
        MemoryPlace.State base = place.state();
        if (base.lost() && !request.completes(StorePath.ROOT)) {
            throw gone();
        }
        Draft draft = new Draft(base);
        List<ChangeOutcome> outcomes =
                request.changes().stream().map(draft::make).toList();
        if (base.lost() || !draft.added().isEmpty()) {
            request.checkpoint();
            place.publish(base, draft.files(), draft.added());
            place.answer();
        }
        return outcomes;
    }

    @Override
    public Optional<StoredTree> read(ReadRequest request) {
        enter(Call.READ);
        MemoryPlace.State now = place.state();
        if (now.lost()) {
            throw gone();
        }
        Map<StorePath, Content> files = new TreeMap<>();
        now.within(request.path()).forEach((path, bytes) -> files.put(StorePath.existing(path), Content.of(bytes)));
        String fingerprint = fingerprint(files);
        return request.isKnown(fingerprint)
                ? Optional.empty()
                : Optional.of(StoredTree.of(fingerprint, files, () -> {}));
    }

    @Override
    public void checkAccess(StorePath below) {
        enter(Call.CHECK_ACCESS);
    }

    @Override
    public Atomicity atomicity() {
        return Atomicity.BATCH;
    }

    @Override
    public boolean detectsOtherWriters() {
        return true;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void enter(Call call) {
        if (closed) {
            throw new IllegalStateException("the store of memory place '" + place.name() + "' is closed");
        }
        place.enter(call);
    }

    private PluginException gone() {
        return PluginException.lost("memory place '" + place.name() + "' is gone");
    }

    /** Lengths stand before paths, because a stranger's path may hold anything that could part two lines. */
    private static String fingerprint(Map<StorePath, Content> files) {
        StringBuilder listing = new StringBuilder();
        files.forEach((path, content) -> listing.append(content.sha256())
                .append(' ')
                .append(path.toString().length())
                .append(' ')
                .append(path));
        return Content.of(listing.toString()).sha256();
    }
}
