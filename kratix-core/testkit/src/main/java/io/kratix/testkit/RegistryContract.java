// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.registry.Registry;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** What every registry does, whatever keeps its entries, as tests to inherit. */
@HeldBy({
    "io.kratix.testkit.InMemoryRegistryContractTest",
    "io.kratix.testkit.PostgresRegistryContractTest",
    "io.kratix.testkit.SqliteRegistryContractTest"
})
@DisplayName("A registry")
public abstract class RegistryContract {
    /** For subclasses. */
    protected RegistryContract() {}

    /**
     * {@return an empty registry}
     *
     * @param clock decides when tasks are due
     * @throws IOException if it cannot be made
     */
    protected abstract Registry open(Clock clock) throws IOException;

    /**
     * {@return the registry that a test has closed, opened again}
     *
     * @param closed the registry
     * @param clock decides when tasks are due
     * @throws IOException if it cannot be opened
     */
    protected abstract Registry reopen(Registry closed, Clock clock) throws IOException;

    @Nested
    @DisplayName("commits steps whole or not at all")
    class Steps extends StepRules {
        Steps() {
            super(RegistryContract.this);
        }
    }

    @Nested
    @DisplayName("finds entries by key and index")
    class Entries extends EntryRules {
        Entries() {
            super(RegistryContract.this);
        }
    }

    @Nested
    @DisplayName("keeps contents")
    class Contents extends KeepingRules {
        Contents() {
            super(RegistryContract.this);
        }
    }

    @Nested
    @DisplayName("has a queue that loses nothing")
    class Queue extends QueueRules {
        Queue() {
            super(RegistryContract.this);
        }
    }

    @Nested
    @DisplayName("tells what happened")
    class Events extends EventRules {
        Events() {
            super(RegistryContract.this);
        }
    }

    @Nested
    @DisplayName("goes on where it was closed")
    class Reopening extends ReopeningRules {
        Reopening() {
            super(RegistryContract.this);
        }
    }
}
