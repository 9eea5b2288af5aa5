// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

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
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What shall hold for an owner on a Destination, computed from its Works and their placements. */
final class Owners {
    private final Registry registry;

    Owners(Registry registry) {
        this.registry = registry;
    }

    /**
     * {@return all groups that an owner has on a Destination, as the registry knows them}
     *
     * @param owner a request or a Promise
     * @param destination the Destination's name
     */
    List<PlacedGroup> placedGroups(ObjectReference owner, String destination) {
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

    /** {@return the group of a Work that a placement is of, if the Work still has it} */
    static Optional<PlacedGroup> group(Work work, Placement placement) {
        for (WorkloadGroup group : work.groups()) {
            if (group.id().equals(placement.group())) {
                return Optional.of(new PlacedGroup(work, group));
            }
        }
        return Optional.empty();
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
    OwnerFiles canaries(Catalog.Place place) {
        boolean wanted = place.destination().initWorkloads()
                && registry.find(
                                Table.OBJECTS,
                                place.destination().document().reference().toString())
                        .map(stored -> !stored.value().isDeleting())
                        .orElse(false);
        return wanted ? place.layout().canaries() : new OwnerFiles(Set.of(), Map.of());
    }

    /** {@return whose files are laid out for an owner} */
    static LayoutOwner layoutOwner(ObjectReference owner, String promise) {
        return owner.group().equals(Kinds.GROUP) && owner.kind().equals(Kinds.PROMISE)
                ? LayoutOwner.promise(owner.name())
                : LayoutOwner.request(promise, owner.namespace(), owner.name());
    }

    /**
     * Records what shall hold for an owner on a Destination, and has the State Store looked at if that is not what it
     * confirmed.
     *
     * @param step where to record it
     * @param owner a request, a Promise or a Destination
     * @param promise the Promise's name; empty for a Destination
     * @param place the Destination
     * @param files what shall hold; nothing at all if the owner has nothing left there
     * @return the state from now on; empty if there is and was nothing
     */
    Optional<OwnerState> want(
            Step.Builder step, ObjectReference owner, String promise, Catalog.Place place, OwnerFiles files) {
        String destination = place.destination().name();
        Optional<Stored<OwnerState>> before = registry.find(Table.OWNERS, OwnerState.key(owner, destination));
        if (before.isEmpty() && files.files().isEmpty()) {
            return Optional.empty();
        }
        OwnerState wanted = wanted(owner, promise, place, files, before.map(Stored::value));
        if (before.isPresent()) {
            step.update(before.get(), wanted);
        } else {
            step.create(Table.OWNERS, wanted);
        }
        if (wanted.isPending()) {
            step.enqueue(storeTask(wanted));
        }
        return Optional.of(wanted);
    }

    /**
     * Forgets what an owner has on a Destination that is no more: its files stay, and belong to nobody.
     *
     * @param step where to record it
     * @param owner a request or a Promise
     * @param destination the Destination's name
     * @return whether the Destination is gone; if not, it is its State Store that is not known (yet)
     */
    boolean forgetIfDestinationIsGone(Step.Builder step, ObjectReference owner, String destination) {
        boolean gone = registry.find(
                        Table.OBJECTS, ObjectReference.destination(destination).toString())
                .isEmpty();
        if (gone) {
            registry.find(Table.OWNERS, OwnerState.key(owner, destination)).ifPresent(step::remove);
        }
        return gone;
    }

    /** {@return the task that looks at a Work; those of one owner take turns, since they share its files} */
    static Task workTask(Work work) {
        String key = RegisteredWork.key(work.owner(), work.type(), work.pipeline());
        return Task.of(Task.Type.WORK, key)
                .inLane(Task.Type.WORK + " " + work.owner())
                .sharedBy(work.promise());
    }

    /** {@return the task that brings the State Store of an owner up to date} */
    static Task storeTask(OwnerState state) {
        return Task.of(Task.Type.STORE, state.store().toString()).inLane(state.location());
    }

    /** {@return the task that looks at an owner itself} */
    static Task ownerTask(ObjectReference owner) {
        boolean platform = owner.group().equals(Kinds.GROUP);
        if (platform && owner.kind().equals(Kinds.DESTINATION)) {
            return Task.of(Task.Type.DESTINATION, owner);
        }
        boolean promise = platform && owner.kind().equals(Kinds.PROMISE);
        return Task.of(promise ? Task.Type.PROMISE : Task.Type.REQUEST, owner);
    }

    private static OwnerState wanted(
            ObjectReference owner, String promise, Catalog.Place place, OwnerFiles files, Optional<OwnerState> before) {
        String desired = files.files().isEmpty() ? "" : files.digest();
        Set<io.kratix.model.StorePath> single =
                files.directories().isEmpty() ? files.files().keySet() : Set.of();
        return new OwnerState(
                owner,
                promise,
                place.destination().name(),
                place.store(),
                place.location(),
                place.layout().root(),
                files.directories().isEmpty()
                        ? before.map(OwnerState::directories).orElse(Set.of())
                        : files.directories(),
                single.isEmpty() ? before.map(OwnerState::files).orElse(Set.of()) : single,
                desired,
                before.map(OwnerState::confirmed).orElse(""),
                before.map(OwnerState::revision).orElse(""),
                before.filter(state -> state.desired().equals(desired))
                        .map(OwnerState::failure)
                        .orElse(""));
    }
}
