// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.StateStore;

class ChangeByChangeContractTest extends MemoryContract {
    @Override
    protected StateStore open() {
        return new ChangeByChangeStateStore(place());
    }

    @Override
    protected Atomicity atomicity() {
        return Atomicity.CHANGE;
    }

    @Override
    protected boolean detectsOtherWriters() {
        return true;
    }
}
