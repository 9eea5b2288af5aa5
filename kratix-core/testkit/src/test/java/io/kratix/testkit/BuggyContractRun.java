// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.StateStore;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract on a store with a planted bug. Run by {@link PlantedBugsTest} alone, which names the bug. */
class BuggyContractRun extends MemoryContract {
    static final String BUG = "io.kratix.testkit.bug";

    private PlantedBug bug = PlantedBug.NONE;

    @RegisterExtension
    final BeforeEachCallback choice = context ->
            bug = PlantedBug.named(context.getConfigurationParameter(BUG).orElseThrow());

    @Override
    protected StateStore open() {
        return bug.opener().open(place());
    }

    @Override
    protected Atomicity atomicity() {
        return bug.declares();
    }

    @Override
    protected boolean detectsOtherWriters() {
        return bug.detectsOtherWriters();
    }
}
