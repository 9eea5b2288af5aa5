// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.StateStore;

class FileByFileContractTest extends MemoryContract {
    @Override
    protected StateStore open() {
        return new FileByFileStateStore(place(), false, Atomicity.FILE);
    }

    @Override
    protected Atomicity atomicity() {
        return Atomicity.FILE;
    }

    @Override
    protected boolean detectsOtherWriters() {
        return false;
    }
}
