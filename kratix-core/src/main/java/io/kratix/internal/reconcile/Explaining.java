// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Catalog;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.model.ObjectReference;
import io.kratix.model.Placement;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.scheduling.Explanation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says for the Works of an owner where each of their groups is or would go, and why. */
public final class Explaining {
    private final Registry registry;
    private final Catalog catalog;
    private final Schedulers schedulers;

    /**
     * Makes it.
     *
     * @param registry knows Works and placements
     * @param schedulers those that place them
     */
    public Explaining(Registry registry, Schedulers schedulers) {
        this.registry = registry;
        this.catalog = new Catalog(registry);
        this.schedulers = schedulers;
    }

    /**
     * {@return an explanation for each Work of an owner, by the Destinations as they were when this was first asked}
     *
     * @param owner a request or a Promise
     */
    public Map<ObjectReference, Explanation> explain(ObjectReference owner) {
        Map<ObjectReference, Explanation> explanations = new LinkedHashMap<>();
        Catalog.Snapshot destinations = catalog.snapshot();
        for (Stored<RegisteredWork> stored : RegisteredObjects.worksOf(registry, owner)) {
            List<Placement> placements =
                    registry.list(Table.PLACEMENTS, Query.where(RegisteredPlacement.BY_WORK, stored.key())).stream()
                            .map(placement -> placement.value().placement())
                            .toList();
            explanations.put(
                    stored.value().work().reference(),
                    schedulers.explain(stored.value().work(), placements, destinations));
        }
        return explanations;
    }
}
