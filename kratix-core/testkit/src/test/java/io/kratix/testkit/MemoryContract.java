// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import java.util.Map;

/** The contract on a place in memory, whatever store is put before it. */
abstract class MemoryContract extends StateStoreContract {
    private final MemoryPlace place = new MemoryPlace("state");

    final MemoryPlace place() {
        return place;
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
    protected Loss losePlace() {
        place.lose();
        return Loss.TAKEN_AWAY;
    }
}
