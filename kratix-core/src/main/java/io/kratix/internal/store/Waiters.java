// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.registry.Query;
import io.kratix.registry.RegisteredPlacement;
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
        registry.list(Table.PLACEMENTS, Query.where(RegisteredPlacement.BY_DESTINATION, destination)).stream()
                .map(stored -> stored.value().work())
                .distinct()
                .flatMap(work -> registry.find(Table.WORKS, work).stream())
                .filter(work -> !work.value().problem().isEmpty())
                .forEach(work -> step.enqueue(Owners.workTask(work.value().work())));
    }
}
