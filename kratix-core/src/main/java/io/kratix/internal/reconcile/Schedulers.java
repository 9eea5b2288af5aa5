// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Catalog;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.model.DestinationSelector;
import io.kratix.model.ObjectReference;
import io.kratix.model.Placement;
import io.kratix.model.Work;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.scheduling.Explanation;
import io.kratix.scheduling.Schedule;
import io.kratix.scheduling.Scheduler;
import io.kratix.scheduling.SchedulingPolicy;
import io.kratix.scheduling.SchedulingRequest;
import io.kratix.scheduling.SchedulingStrategy;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The engine's scheduler, and those that a Promise may ask for instead by an annotation. */
public final class Schedulers {
    private final Registry registry;
    private final Scheduler own;
    private final Map<String, Scheduler> named = new TreeMap<>();

    /**
     * Makes them.
     *
     * @param registry knows Promises and placements
     * @param strategy the engine's own
     * @param random what the strategy {@code random} draws from
     */
    public Schedulers(Registry registry, SchedulingStrategy strategy, RandomGenerator random) {
        this.registry = registry;
        this.own = Scheduler.with(strategy);
        named.put("rendezvous", Scheduler.with(SchedulingStrategy.rendezvous()));
        named.put("random", Scheduler.with(SchedulingStrategy.random(random)));
        named.put("spread", Scheduler.with(SchedulingStrategy.spread(this::placementsOn)));
        named.putIfAbsent(strategy.name(), own);
    }

    /** {@return the names that a Promise may ask for} */
    public List<String> names() {
        return List.copyOf(named.keySet());
    }

    Schedule schedule(Work work, List<Placement> placements, Catalog.Snapshot catalog) {
        SchedulingPolicy policy = policy(work.promise());
        return scheduler(policy).schedule(request(policy, work, placements, catalog));
    }

    Explanation explain(Work work, List<Placement> placements, Catalog.Snapshot catalog) {
        SchedulingPolicy policy = policy(work.promise());
        return scheduler(policy).explain(request(policy, work, placements, catalog));
    }

    private Scheduler scheduler(SchedulingPolicy policy) {
        return policy.strategy()
                .flatMap(name -> Optional.ofNullable(named.get(name)))
                .orElse(own);
    }

    /** What is on a Destination that goes with all its files is nowhere any more. */
    private SchedulingRequest request(
            SchedulingPolicy policy, Work work, List<Placement> placements, Catalog.Snapshot catalog) {
        List<Placement> staying = placements.stream()
                .filter(placement -> !catalog.leaving().contains(placement.destination()))
                .toList();
        SchedulingRequest request = new SchedulingRequest(work, staying, preferred(work), catalog.index())
                .withPromiseWorkflow(work.isDependency() ? List.of() : saidByPromiseWorkflow(work.promise()));
        return policy.moves() ? request.withMoves() : request;
    }

    /** Where the other Works of the request are: all of a request stays together where it can. */
    private Set<String> preferred(Work work) {
        if (work.isDependency()) {
            return Set.of();
        }
        String owner = work.owner().toString();
        return registry.list(Table.PLACEMENTS, Query.where(RegisteredPlacement.BY_OWNER, owner)).stream()
                .map(stored -> stored.value().placement().destination())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the Pipelines of the Promise itself last asked for, in their order. */
    private List<DestinationSelector> saidByPromiseWorkflow(String promise) {
        return RegisteredObjects.worksOf(registry, ObjectReference.promise(promise)).stream()
                .map(Stored::value)
                .filter(work -> !work.deleting())
                .sorted(Comparator.comparing(work -> work.work().position()))
                .flatMap(work -> work.said().stream())
                .toList();
    }

    private SchedulingPolicy policy(String promise) {
        return SchedulingPolicy.of(RegisteredObjects.promise(registry, promise)
                .map(stored -> stored.value().document().metadata().annotations())
                .orElse(Map.of()));
    }

    private long placementsOn(String destination) {
        return registry.count(Table.PLACEMENTS, Query.where(RegisteredPlacement.BY_DESTINATION, destination));
    }
}
