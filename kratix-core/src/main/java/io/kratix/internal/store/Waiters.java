// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.registry.Query;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Table;

/** Those whose files cannot be laid out on a Destination, maybe since another one has a path that they want. */
final class Waiters {
    private final Registry registry;

    Waiters(Registry registry) {
        this.registry = registry;
    }

    /** Has them looked at again: somebody has given up a path there. */
    void wake(Step.Builder step, String destination) {
        registry.list(Table.WORKS, Query.where(RegisteredWork.TROUBLED, "true")).stream()
                .filter(work -> isPlaced(work.key(), destination))
                .forEach(work -> step.enqueue(Owners.workTask(work.value().work())));
    }

    private boolean isPlaced(String work, String destination) {
        return registry.list(Table.PLACEMENTS, Query.where(RegisteredPlacement.BY_WORK, work)).stream()
                .anyMatch(stored -> stored.value().placement().destination().equals(destination));
    }
}
