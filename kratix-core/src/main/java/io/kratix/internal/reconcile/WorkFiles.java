// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Catalog;
import io.kratix.internal.store.OwnedFiles;
import io.kratix.internal.store.Owners;
import io.kratix.internal.store.SharedFile;
import io.kratix.layout.LayoutConflictException;
import io.kratix.layout.OwnerFiles;
import io.kratix.layout.PlacedGroup;
import io.kratix.model.ObjectReference;
import io.kratix.model.Work;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Records what shall hold of an owner's files on each Destination that one of its Works concerns. */
final class WorkFiles {
    private final Registry registry;
    private final Catalog catalog;
    private final Owners owners;

    WorkFiles(Registry registry, Catalog catalog, Owners owners) {
        this.registry = registry;
        this.catalog = catalog;
        this.owners = owners;
    }

    /**
     * How the owner's files get on, over all Destinations that the Work concerns.
     *
     * @param settled whether every State Store confirmed what shall hold
     * @param conflict why the files cannot be laid out; empty if they can
     * @param failing the State Stores' own words, by the Destinations for which they refused them
     */
    record Written(boolean settled, String conflict, Map<String, String> failing) {
        private static final Written NOTHING = new Written(true, "", Map.of());

        static Written conflict(String why) {
            return new Written(false, why, Map.of());
        }

        private static Written of(String destination, Owners.Holding holding) {
            Map<String, String> failing =
                    holding.failure().isEmpty() ? Map.of() : Map.of(destination, holding.failure());
            return new Written(holding.settled(), "", failing);
        }

        private Written and(Written other) {
            Map<String, String> all = new TreeMap<>(failing);
            all.putAll(other.failing);
            return new Written(settled && other.settled, other.conflict.isEmpty() ? conflict : other.conflict, all);
        }

        /** {@return what keeps the files from being where they should; empty if nothing does} */
        String problem() {
            return conflict.isEmpty()
                    ? failing.entrySet().stream()
                            .map(one -> one.getKey() + ": " + one.getValue())
                            .collect(Collectors.joining("; "))
                    : conflict;
        }
    }

    /**
     * Records what shall hold.
     *
     * @param step where to add it
     * @param work the Work
     * @param before where its groups were
     * @param after where they are to be
     * @return how that gets on
     */
    Written record(
            Step.Builder step, Work work, List<Stored<RegisteredPlacement>> before, List<RegisteredPlacement> after) {
        Written all = Written.NOTHING;
        for (String destination : concerned(work, before, after)) {
            Optional<Catalog.Place> place = catalog.snapshot().place(destination);
            all = all.and(
                    place.isPresent()
                            ? want(step, work, place.get(), after)
                            : withoutAPlace(step, work.owner(), destination));
        }
        return all;
    }

    /** Where the Work was, where it is to be, and where its owner has anything. */
    private Set<String> concerned(
            Work work, List<Stored<RegisteredPlacement>> before, List<RegisteredPlacement> after) {
        Set<String> destinations = new TreeSet<>();
        before.forEach(stored -> destinations.add(stored.value().placement().destination()));
        after.forEach(placed -> destinations.add(placed.placement().destination()));
        registry
                .list(
                        Table.OWNERS,
                        Query.where(OwnerState.BY_OWNER, work.owner().toString()))
                .stream()
                .map(Stored::value)
                .filter(state -> !state.left())
                .forEach(state -> destinations.add(state.destination()));
        return destinations;
    }

    private Written withoutAPlace(Step.Builder step, ObjectReference owner, String destination) {
        return owners.forgetIfDestinationIsGone(step, owner, destination)
                ? Written.NOTHING
                : Written.conflict(owners.storeOf(destination) + " of Destination '" + destination
                        + "' is not declared: apply it again, or delete the Destination and leave the files");
    }

    private Written want(Step.Builder step, Work work, Catalog.Place place, List<RegisteredPlacement> after) {
        try {
            List<PlacedGroup> groups = groups(work, place, after);
            OwnerFiles files = place.layout().layOut(OwnedFiles.layoutOwner(work.owner(), work.promise()), groups);
            return Written.of(
                    place.destination().name(), owners.want(step, work.owner(), work.promise(), place, files));
        } catch (LayoutConflictException e) {
            return Written.conflict(String.valueOf(e.getMessage()));
        }
    }

    /** All groups of the owner there: those of its other Works as they are placed, this one's as they are to be. */
    private List<PlacedGroup> groups(Work work, Catalog.Place place, List<RegisteredPlacement> after) {
        String destination = place.destination().name();
        List<PlacedGroup> groups = new ArrayList<>(owners.files().placedGroups(work.owner(), destination));
        groups.removeIf(placed -> RegisteredWork.key(placed.work()).equals(RegisteredWork.key(work)));
        after.stream()
                .filter(placed -> placed.placement().destination().equals(destination))
                .forEach(placed -> OwnedFiles.group(work, placed.placement()).ifPresent(groups::add));
        if (place.layout().isShared()) {
            groups.forEach(placed -> SharedFile.check(placed.group(), destination));
        }
        return groups;
    }
}
