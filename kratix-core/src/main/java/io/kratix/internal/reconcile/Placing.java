// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Catalog;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.model.ObjectReference;
import io.kratix.model.Placement;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.scheduling.StrategyException;
import java.util.List;

/** What has yet to come to a Destination: Works that belong there, as Destinations are now, and were not placed there yet. */
public final class Placing {
    private final Registry registry;
    private final Catalog catalog;
    private final Schedulers schedulers;

    Placing(Registry registry, Catalog catalog, Schedulers schedulers) {
        this.registry = registry;
        this.catalog = catalog;
        this.schedulers = schedulers;
    }

    /**
     * {@return whether something of an owner's has yet to come to a Destination}
     *
     * @param owner a Promise or request
     * @param destination the Destination's name
     */
    public boolean hasYetToCome(ObjectReference owner, String destination) {
        boolean isThere =
                registry.find(Table.OWNERS, OwnerState.key(owner, destination)).isPresent();
        return RegisteredObjects.worksOf(registry, owner).stream()
                .filter(work -> !work.value().deleting())
                .anyMatch(work -> hasYetToCome(work, destination, isThere));
    }

    /** A placement may outlive its Destination; what came of it does not. */
    private boolean hasYetToCome(Stored<RegisteredWork> work, String destination, boolean isThere) {
        List<Placement> placed =
                registry.list(Table.PLACEMENTS, Query.where(RegisteredPlacement.BY_WORK, work.key())).stream()
                        .map(stored -> stored.value().placement())
                        .toList();
        try {
            return schedulers.schedule(work.value().work(), placed, catalog.snapshot()).placements().stream()
                    .filter(placement -> placement.destination().equals(destination))
                    .anyMatch(placement -> !isThere || placed.stream().noneMatch(known -> isSame(known, placement)));
        } catch (StrategyException e) {
            return true; // the Work says so, and nobody knows where it will be
        }
    }

    private static boolean isSame(Placement one, Placement other) {
        return one.destination().equals(other.destination()) && one.group().equals(other.group());
    }
}
