// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.StateStore;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * What every State Store does, as tests to inherit. A store's author writes one class, and needs no other setup:
 *
 * <pre>{@code
 * class TapeStateStoreContractTest extends StateStoreContract {
 *     private final Tape tape = new Tape();   // JUnit makes a new instance, and so an empty place, for each test
 *
 *     @Override protected StateStore open() { return new TapeStateStore(tape); }
 *     @Override protected Atomicity atomicity() { return Atomicity.FILE; }
 *     @Override protected boolean detectsOtherWriters() { return false; }
 *     @Override protected Map<String, byte[]> files() { return tape.everything(); }
 *     @Override protected void writeAsStranger(String path, byte[] content) { tape.record(path, content); }
 *     @Override protected void removeAsStranger(String path) { tape.erase(path); }
 *     @Override protected Loss losePlace() { tape.destroy(); return Loss.TAKEN_AWAY; }
 * }
 * }</pre>
 *
 * <p>What the store declares chooses the tests that it must pass; the others are reported as skipped. {@link HeldBy} lists
 * the stores of this project alone.
 */
@HeldBy({
    "io.kratix.example.ZipStateStoreContractTest",
    "io.kratix.statestore.bucket.BucketStateStoreContractTest",
    "io.kratix.statestore.bucket.ConditionalWritesContractTest",
    "io.kratix.statestore.git.GitStateStoreContractTest",
    "io.kratix.statestore.git.HttpsContractTest",
    "io.kratix.statestore.git.NginxContractTest",
    "io.kratix.testkit.ChangeByChangeContractTest",
    "io.kratix.testkit.FileByFileContractTest",
    "io.kratix.testkit.InMemoryStateStoreContractTest"
})
@DisplayName("A State Store")
public abstract class StateStoreContract {
    /** For subclasses. */
    protected StateStoreContract() {}

    /**
     * {@return an open store on this test's place, where one can write and nobody has; called again within a test, after
     * the one before was closed, it opens the same place}
     *
     * @throws IOException if the place cannot be made
     */
    protected abstract StateStore open() throws IOException;

    /** {@return what the store's authors say that it declares} */
    protected abstract Atomicity atomicity();

    /** {@return what the store's authors say that it declares} */
    protected abstract boolean detectsOtherWriters();

    /**
     * {@return every file in the place, as somebody without the store sees it: bytes by path; without marks that the
     * store leaves for itself} Called from within writes, too.
     *
     * @throws IOException if the place cannot be read
     */
    protected abstract Map<String, byte[]> files() throws IOException;

    /**
     * Writes a file as somebody without the store does. Called from within writes, too.
     *
     * @param path the file's path; what an operating system or Git allows, not only what a change may write
     * @param content the file's bytes
     * @throws IOException if the place cannot be written
     */
    protected abstract void writeAsStranger(String path, byte[] content) throws IOException;

    /**
     * Removes a file as somebody without the store does.
     *
     * @param path the path of a file that is there
     * @throws IOException if the place cannot be written
     */
    protected abstract void removeAsStranger(String path) throws IOException;

    /**
     * Takes the place itself away, as when a branch, tag, bucket or root directory is deleted or a disk remounted.
     *
     * @return whether it is gone now; the tests of {@code LOST} are left out only where it can never be
     * @throws IOException if the place cannot be taken away
     */
    protected abstract Loss losePlace() throws IOException;

    /** What came of taking the place away. */
    public enum Loss {
        /** The place is gone. */
        TAKEN_AWAY,
        /** Nobody can take the place away. */
        CANNOT_GO_AWAY
    }

    @Nested
    @DisplayName("makes changes hold")
    class Writing extends WritingRules {
        Writing() {
            super(StateStoreContract.this);
        }
    }

    @Nested
    @DisplayName("keeps a change's own directories exact, and touches nothing beside them")
    class Removing extends RemovingRules {
        Removing() {
            super(StateStoreContract.this);
        }
    }

    @Nested
    @DisplayName("respects what others wrote")
    class Strangers extends StrangersRules {
        Strangers() {
            super(StateStoreContract.this);
        }
    }

    @Nested
    @DisplayName("asks the checkpoint before anything becomes visible")
    class Checkpoints extends CheckpointRules {
        Checkpoints() {
            super(StateStoreContract.this);
        }
    }

    @Nested
    @DisplayName("shows as much at once as it declares")
    class Visibility extends VisibilityRules {
        Visibility() {
            super(StateStoreContract.this);
        }
    }

    @Nested
    @DisplayName("notices other writers if it declares so")
    class OtherWriters extends OtherWritersRules {
        OtherWriters() {
            super(StateStoreContract.this);
        }
    }

    @Nested
    @DisplayName("keeps any content under any name")
    class Contents extends ContentRules {
        Contents() {
            super(StateStoreContract.this);
        }
    }

    @Nested
    @DisplayName("reads a tree as it is at one moment")
    class Reading extends ReadingRules {
        Reading() {
            super(StateStoreContract.this);
        }
    }

    @Nested
    @DisplayName("never takes a place that is gone for an empty one")
    class LostPlace extends LostPlaceRules {
        LostPlace() {
            super(StateStoreContract.this);
        }
    }
}
