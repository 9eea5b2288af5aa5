// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.step.Catalog;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.layout.LayoutConflictException;
import io.kratix.layout.LayoutOwner;
import io.kratix.layout.OwnerFiles;
import io.kratix.layout.PlacedGroup;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Placement;
import io.kratix.model.Work;
import io.kratix.model.WorkloadGroup;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What shall hold for an owner on a Destination, computed from its Works and their placements. */
public final class OwnedFiles {
    private final Registry registry;

    /**
     * Computes from what a registry holds.
     *
     * @param registry what to read
     */
    public OwnedFiles(Registry registry) {
        this.registry = registry;
    }

    /**
     * {@return all groups that an owner has on a Destination, as the registry knows them}
     *
     * @param owner a request or a Promise
     * @param destination the Destination's name
     */
    public List<PlacedGroup> placedGroups(ObjectReference owner, String destination) {
        Map<String, Work> works = new HashMap<>();
        registry.list(Table.WORKS, Query.where(RegisteredWork.BY_OWNER, owner.toString()))
                .forEach(stored -> works.put(stored.key(), stored.value().work()));
        List<PlacedGroup> groups = new ArrayList<>();
        registry.list(Table.PLACEMENTS, Query.where(RegisteredPlacement.BY_OWNER, owner.toString())).stream()
                .map(Stored::value)
                .filter(registered -> registered.placement().destination().equals(destination))
                .forEach(registered -> Optional.ofNullable(works.get(registered.work()))
                        .flatMap(work -> group(work, registered.placement()))
                        .ifPresent(groups::add));
        return groups;
    }

    /**
     * {@return all groups that stand in the one file of a Destination, as the registry knows them} An owner whose files
     * cannot stand there has none in it; its status says so.
     */
    List<PlacedGroup> sharedGroups(String destination) {
        return allGroups(destination).values().stream()
                .filter(SharedFile::takes)
                .flatMap(List::stream)
                .toList();
    }

    private Map<String, List<PlacedGroup>> allGroups(String destination) {
        Map<String, List<PlacedGroup>> groups = new TreeMap<>();
        for (Stored<RegisteredPlacement> stored :
                registry.list(Table.PLACEMENTS, Query.where(RegisteredPlacement.BY_DESTINATION, destination))) {
            registry.find(Table.WORKS, stored.value().work())
                    .filter(work -> !work.value().deleting())
                    .flatMap(work -> group(work.value().work(), stored.value().placement()))
                    .ifPresent(group -> groups.computeIfAbsent(stored.value().owner(), owner -> new ArrayList<>())
                            .add(group));
        }
        return groups;
    }

    /** {@return the group of a Work that a placement is of, if the Work still has it} */
    public static Optional<PlacedGroup> group(Work work, Placement placement) {
        for (WorkloadGroup group : work.groups()) {
            if (group.id().equals(placement.group())) {
                return Optional.of(new PlacedGroup(work, group));
            }
        }
        return Optional.empty();
    }

    /**
     * {@return whether the State Store confirmed all that an owner shall have on a Destination; not so if the files cannot
     * be laid out there}
     */
    public boolean isConfirmed(ObjectReference owner, String promise, Catalog.Place place) {
        String destination = place.destination().name();
        if (place.layout().isShared() && !SharedFile.takes(placedGroups(owner, destination))) {
            return false;
        }
        try {
            String digest = desired(owner, promise, place).digest();
            return registry.find(Table.OWNERS, OwnerState.key(owner, destination))
                    .filter(state -> state.value().confirmed().equals(digest))
                    .isPresent();
        } catch (LayoutConflictException e) {
            return false;
        }
    }

    /** {@return what shall hold for an owner, as the registry knows it} */
    OwnerFiles desired(ObjectReference owner, String promise, Catalog.Place place) {
        if (owner.kind().equals(Kinds.DESTINATION) && owner.group().equals(Kinds.GROUP)) {
            return canaries(place);
        }
        return place.layout()
                .layOut(
                        layoutOwner(owner, promise),
                        placedGroups(owner, place.destination().name()));
    }

    /** {@return the canary files of a Destination; none if it wants none or is being deleted} */
    public OwnerFiles canaries(Catalog.Place place) {
        boolean wanted = place.destination().initWorkloads()
                && registry.find(
                                Table.OBJECTS,
                                place.destination().document().reference().toString())
                        .map(stored -> !stored.value().isDeleting())
                        .orElse(false);
        return wanted ? place.layout().canaries() : new OwnerFiles(Set.of(), Map.of());
    }

    /** {@return whose files are laid out for an owner} */
    public static LayoutOwner layoutOwner(ObjectReference owner, String promise) {
        return owner.group().equals(Kinds.GROUP) && owner.kind().equals(Kinds.PROMISE)
                ? LayoutOwner.promise(owner.name())
                : LayoutOwner.request(promise, owner.namespace(), owner.name());
    }

    /** {@return whether some of an owner's files cannot be laid out, which its Work says} */
    boolean haveProblem(ObjectReference owner) {
        return RegisteredObjects.worksOf(registry, owner).stream()
                .anyMatch(work -> !work.value().problem().isEmpty());
    }

    /** {@return whether a Destination has what an owner is to have there, and nothing else is about to be wanted} */
    boolean isSettled(ObjectReference owner, String destination) {
        return !haveNews(owner)
                && registry.find(Table.OWNERS, OwnerState.key(owner, destination))
                        .filter(state -> !state.value().isPending())
                        .isPresent();
    }

    /** {@return whether some Work of an owner was made or changed and has yet to be looked at} */
    boolean haveNews(ObjectReference owner) {
        return RegisteredObjects.worksOf(registry, owner).stream()
                .anyMatch(work -> work.value().conditions().isEmpty());
    }
}
