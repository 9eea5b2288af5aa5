// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.StorePath;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A sound store in memory, but for the one thing that a planted bug does in its stead. */
final class BuggyStateStore implements StateStore {
    private final Sound sound;
    private final Write write;
    private final Read read;

    BuggyStateStore(MemoryPlace place, Write write, Read read) {
        sound = new Sound(place, new InMemoryStateStore(place));
        this.write = write;
        this.read = read;
    }

    /** What a bug can fall back on. */
    record Sound(MemoryPlace place, InMemoryStateStore store) {
        List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
            return store.write(request);
        }

        StoredTree tree(StorePath path) {
            return store.read(ReadRequest.of(path)).orElseThrow();
        }
    }

    /** Opens a store. */
    @FunctionalInterface
    interface Opener {
        StateStore open(MemoryPlace place);
    }

    /** How a bug writes. */
    @FunctionalInterface
    interface Write {
        List<ChangeOutcome> write(Sound sound, WriteRequest request) throws InterruptedException;
    }

    /** How a bug reads. */
    @FunctionalInterface
    interface Read {
        Optional<StoredTree> read(Sound sound, ReadRequest request);
    }

    static Opener writing(Write bug) {
        return remembering(() -> bug);
    }

    /** {@return an opener of stores whose bug lies in what each of them remembers} */
    static Opener remembering(Supplier<Write> bug) {
        return place -> new BuggyStateStore(
                place, bug.get(), (sound, request) -> sound.store().read(request));
    }

    static Opener reading(Read bug) {
        return place -> new BuggyStateStore(place, Sound::write, bug);
    }

    @Override
    public List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
        return write.write(sound, request);
    }

    @Override
    public Optional<StoredTree> read(ReadRequest request) {
        return read.read(sound, request);
    }

    @Override
    public void checkAccess(StorePath below) {
        sound.store().checkAccess(below);
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
        sound.store().close();
    }
}
