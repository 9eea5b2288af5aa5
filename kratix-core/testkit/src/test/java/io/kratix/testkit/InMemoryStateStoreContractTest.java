// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.StateStore;
import java.util.Map;

class InMemoryStateStoreContractTest extends StateStoreContract {
    private final MemoryPlace place = new MemoryPlace("state");

    @Override
    protected StateStore open() {
        return new InMemoryStateStore(place);
    }

    @Override
    protected Atomicity atomicity() {
        return Atomicity.BATCH;
    }

    @Override
    protected boolean detectsOtherWriters() {
        return true;
    }

    @Override
    protected Map<String, byte[]> files() {
        return place.files();
    }

    @Override
    protected void writeAsStranger(String path, byte[] content) {
        place.put(path, content);
    }

    @Override
    protected void removeAsStranger(String path) {
        place.remove(path);
    }

    @Override
    protected boolean losePlace() {
        place.lose();
        return true;
    }
}
