// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.StateStore;

class InMemoryStateStoreContractTest extends MemoryContract {
    @Override
    protected StateStore open() {
        return new InMemoryStateStore(place());
    }

    @Override
    protected Atomicity atomicity() {
        return Atomicity.BATCH;
    }

    @Override
    protected boolean detectsOtherWriters() {
        return true;
    }
}
