// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.BuggyStateStore.Opener;
import io.kratix.testkit.BuggyStateStore.Sound;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes one batch in two parts, at a moment when nobody but a reader on another thread can notice. It waits in between
 * until one has, so that it is found each time and not just now and then.
 */
final class TearingBug {
    private long writer;
    private boolean othersRead;
    private boolean torn;
    private boolean seen;

    private TearingBug() {}

    static Opener opener() {
        return place -> {
            TearingBug bug = new TearingBug();
            return new BuggyStateStore(place, bug::write, bug::read);
        };
    }

    private synchronized List<ChangeOutcome> write(Sound sound, WriteRequest request) throws InterruptedException {
        writer = Thread.currentThread().getId();
        if (torn || !othersRead) {
            return sound.write(request);
        }
        torn = true;
        List<StateStoreChange> changes = request.changes();
        List<ChangeOutcome> outcomes = new ArrayList<>(sound.write(Edits.only(request, changes.subList(0, 1))));
        while (!seen) {
            wait();
        }
        outcomes.addAll(sound.write(Edits.only(request, changes.subList(1, changes.size()))));
        return outcomes;
    }

    private synchronized Optional<StoredTree> read(Sound sound, ReadRequest request) {
        if (Thread.currentThread().getId() != writer) {
            othersRead = true;
            seen = torn;
            notifyAll();
        }
        return sound.store().read(request);
    }
}
