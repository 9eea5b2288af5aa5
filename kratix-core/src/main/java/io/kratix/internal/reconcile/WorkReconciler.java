// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Catalog;
import io.kratix.internal.step.Decision;
import io.kratix.internal.step.Reconciler;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.store.OwnedFiles;
import io.kratix.internal.store.Owners;
import io.kratix.internal.store.SharedFile;
import io.kratix.layout.LayoutConflictException;
import io.kratix.layout.OwnerFiles;
import io.kratix.layout.PlacedGroup;
import io.kratix.model.Condition;
import io.kratix.model.ObjectReference;
import io.kratix.model.Placement;
import io.kratix.model.Work;
import io.kratix.registry.Claim;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.scheduling.Schedule;
import io.kratix.scheduling.ScheduleOutcome;
import io.kratix.scheduling.StrategyException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Places a Work's groups on Destinations and records what shall hold there; the State Store's task does the writing. */
final class WorkReconciler implements Reconciler {
    private final Registry registry;
    private final Catalog catalog;
    private final Schedulers schedulers;
    private final Clock clock;
    private final Owners owners;

    WorkReconciler(Registry registry, Catalog catalog, Schedulers schedulers, Clock clock) {
        this.registry = registry;
        this.catalog = catalog;
        this.schedulers = schedulers;
        this.clock = clock;
        this.owners = new Owners(registry, clock);
    }

    @Override
    public void reconcile(Claim claim) {
        try {
            Decision.commit(registry, () -> decide(claim));
        } catch (StrategyException e) {
            Decision.commit(registry, () -> tell(claim.task().subject(), String.valueOf(e.getMessage())));
            throw e;
        }
    }

    /** What is placed stays until there is a decision. */
    private Step tell(String work, String problem) {
        Step.Builder step = Step.builder();
        registry.find(Table.WORKS, work).ifPresent(stored -> {
            List<Placement> before = placements(placementsOf(stored));
            report(step, stored, new Schedule(before, List.of()), new Written(false, problem, Map.of()));
        });
        return step.build();
    }

    private List<Stored<RegisteredPlacement>> placementsOf(Stored<RegisteredWork> work) {
        return registry.list(Table.PLACEMENTS, Query.where(RegisteredPlacement.BY_WORK, work.key()));
    }

    private Step decide(Claim claim) {
        Step.Builder step = Step.builder().finish(claim);
        registry.find(Table.WORKS, claim.task().subject()).ifPresent(stored -> decide(step, stored));
        return step.build();
    }

    private void decide(Step.Builder step, Stored<RegisteredWork> stored) {
        List<Stored<RegisteredPlacement>> before = placementsOf(stored);
        Schedule schedule = keepingThoseThatMustStay(stored.value(), schedule(stored.value(), before));
        List<RegisteredPlacement> after = recordPlacements(step, stored, schedule, before);

        Written written = recordOwners(step, stored.value(), before, after);

        if (stored.value().deleting() && written.settled()) {
            ObjectReference owner = stored.value().work().owner();
            if (RegisteredObjects.worksOf(registry, owner).size() == 1) {
                owners.formerPlaces().forget(step, owner);
            }
            step.remove(stored).enqueue(Owners.ownerTask(owner));
        } else {
            report(step, stored, schedule, written);
        }
    }

    private Schedule schedule(RegisteredWork registered, List<Stored<RegisteredPlacement>> before) {
        if (registered.deleting()) {
            return new Schedule(List.of(), List.of());
        }
        return schedulers.schedule(registered.work(), placements(before), catalog.snapshot());
    }

    private static List<Placement> placements(List<Stored<RegisteredPlacement>> stored) {
        return stored.stream().map(one -> one.value().placement()).toList();
    }

    /** A group that moves leaves its old Destination when the State Store of the new one has confirmed it. */
    private Schedule keepingThoseThatMustStay(RegisteredWork registered, Schedule schedule) {
        List<Placement> staying = new ArrayList<>(schedule.placements());
        schedule.leaving().stream()
                .filter(leaving -> !isHeldElsewhere(registered, schedule, leaving))
                .forEach(staying::add);
        return new Schedule(staying, schedule.unscheduled());
    }

    private boolean isHeldElsewhere(RegisteredWork registered, Schedule schedule, Placement leaving) {
        return schedule.placements().stream()
                .filter(placement -> placement.group().equals(leaving.group()))
                .allMatch(placement -> isConfirmed(registered, placement));
    }

    private boolean isConfirmed(RegisteredWork registered, Placement placement) {
        boolean known = registry.find(Table.PLACEMENTS, Table.PLACEMENTS.keyOf(registered(registered, placement)))
                .isPresent();
        Work work = registered.work();
        return known
                && catalog.snapshot()
                        .place(placement.destination())
                        .filter(place -> owners.files().isConfirmed(work.owner(), work.promise(), place))
                        .isPresent();
    }

    private static RegisteredPlacement registered(RegisteredWork registered, Placement placement) {
        return new RegisteredPlacement(
                Table.WORKS.keyOf(registered), registered.work().owner().toString(), placement);
    }

    private static List<RegisteredPlacement> recordPlacements(
            Step.Builder step,
            Stored<RegisteredWork> stored,
            Schedule schedule,
            List<Stored<RegisteredPlacement>> before) {
        Map<String, Stored<RegisteredPlacement>> remaining = before.stream()
                .collect(Collectors.toMap(Stored::key, Function.identity(), (one, other) -> one, TreeMap::new));
        List<RegisteredPlacement> after = new ArrayList<>();
        for (Placement placement : schedule.placements()) {
            RegisteredPlacement registered = new RegisteredPlacement(
                    stored.key(), stored.value().work().owner().toString(), placement);
            Optional<Stored<RegisteredPlacement>> known =
                    Optional.ofNullable(remaining.remove(Table.PLACEMENTS.keyOf(registered)));
            known.ifPresentOrElse(
                    same -> step.update(same, registered), () -> step.create(Table.PLACEMENTS, registered));
            after.add(registered);
        }
        remaining.values().forEach(step::remove);
        return after;
    }

    /**
     * How the owner's files get on, over all Destinations that the Work concerns.
     *
     * @param settled whether every State Store confirmed what shall hold
     * @param conflict why the files cannot be laid out; empty if they can
     * @param failing the State Stores' own words, by the Destinations for which they refused them
     */
    private record Written(boolean settled, String conflict, Map<String, String> failing) {
        /** {@return what keeps the files from being where they should; empty if nothing does} */
        String problem() {
            return conflict.isEmpty()
                    ? failing.entrySet().stream()
                            .map(one -> one.getKey() + ": " + one.getValue())
                            .collect(Collectors.joining("; "))
                    : conflict;
        }
    }

    private Written recordOwners(
            Step.Builder step,
            RegisteredWork registered,
            List<Stored<RegisteredPlacement>> before,
            List<RegisteredPlacement> after) {
        Set<String> destinations = new TreeSet<>();
        before.forEach(stored -> destinations.add(stored.value().placement().destination()));
        after.forEach(placed -> destinations.add(placed.placement().destination()));
        registry
                .list(
                        Table.OWNERS,
                        Query.where(
                                OwnerState.BY_OWNER, registered.work().owner().toString()))
                .stream()
                .filter(stored -> !stored.value().left())
                .forEach(stored -> destinations.add(stored.value().destination()));
        boolean settled = true;
        String conflict = "";
        Map<String, String> failing = new TreeMap<>();
        for (String destination : destinations) {
            Optional<Catalog.Place> place = catalog.snapshot().place(destination);
            if (place.isEmpty()) {
                if (!owners.forgetIfDestinationIsGone(step, registered.work().owner(), destination)) {
                    settled = false;
                    conflict = owners.storeOf(destination)
                            + " of Destination '" + destination + "' is not declared: apply it again, or delete the"
                            + " Destination and leave the files";
                }
                continue;
            }
            try {
                Owners.Holding holding = want(step, registered.work(), place.get(), after);
                settled &= holding.settled();
                if (!holding.failure().isEmpty()) {
                    failing.put(destination, holding.failure());
                }
            } catch (LayoutConflictException e) {
                conflict = e.getMessage() == null ? "" : e.getMessage();
                settled = false;
            }
        }
        return new Written(settled, conflict, failing);
    }

    private Owners.Holding want(Step.Builder step, Work work, Catalog.Place place, List<RegisteredPlacement> after) {
        String destination = place.destination().name();
        List<PlacedGroup> groups = new ArrayList<>(owners.files().placedGroups(work.owner(), destination));
        groups.removeIf(placed -> RegisteredWork.key(
                        placed.work().owner(),
                        placed.work().type(),
                        placed.work().pipeline())
                .equals(RegisteredWork.key(work.owner(), work.type(), work.pipeline())));
        after.stream()
                .filter(placed -> placed.placement().destination().equals(destination))
                .forEach(placed -> OwnedFiles.group(work, placed.placement()).ifPresent(groups::add));
        if (place.layout().isShared()) {
            groups.forEach(placed -> SharedFile.check(placed.group(), destination));
        }
        OwnerFiles files = place.layout().layOut(OwnedFiles.layoutOwner(work.owner(), work.promise()), groups);
        return owners.want(step, work.owner(), work.promise(), place, files);
    }

    private void report(Step.Builder step, Stored<RegisteredWork> stored, Schedule schedule, Written written) {
        RegisteredWork before = stored.value();
        ScheduleOutcome outcome = ScheduleOutcome.of(
                schedule,
                before.work().groups().size(),
                List.copyOf(written.failing().keySet()));
        List<Condition> conditions =
                WorkConditions.of(outcome, written.settled(), written.conflict(), before.conditions(), clock.instant());
        RegisteredWork after = before.reporting(conditions, written.problem());
        step.update(stored, after);
        if (!after.equals(before)) {
            step.enqueue(Owners.ownerTask(before.work().owner()));
        }
    }
}
