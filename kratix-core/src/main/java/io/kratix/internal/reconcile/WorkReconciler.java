// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Catalog;
import io.kratix.internal.step.Decision;
import io.kratix.internal.step.Reconciler;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.store.Owners;
import io.kratix.model.Condition;
import io.kratix.model.ObjectReference;
import io.kratix.model.Placement;
import io.kratix.model.Work;
import io.kratix.registry.Claim;
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
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Places a Work's groups on Destinations and records what shall hold there; the State Store's task does the writing. */
final class WorkReconciler implements Reconciler {
    private final Registry registry;
    private final Catalog catalog;
    private final Schedulers schedulers;
    private final Clock clock;
    private final Owners owners;
    private final WorkFiles files;

    WorkReconciler(Registry registry, Catalog catalog, Schedulers schedulers, Clock clock) {
        this.registry = registry;
        this.catalog = catalog;
        this.schedulers = schedulers;
        this.clock = clock;
        this.owners = new Owners(registry, clock);
        this.files = new WorkFiles(registry, catalog, owners);
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
            report(step, stored, new Schedule(before, List.of()), WorkFiles.Written.conflict(problem));
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

        WorkFiles.Written written = files.record(step, stored.value().work(), before, after);

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

    private void report(
            Step.Builder step, Stored<RegisteredWork> stored, Schedule schedule, WorkFiles.Written written) {
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
