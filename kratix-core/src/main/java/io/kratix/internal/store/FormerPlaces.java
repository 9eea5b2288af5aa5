// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.step.Catalog;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.layout.Collisions;
import io.kratix.model.ObjectReference;
import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Places where owners are no more. One that an owner has left for another place is held until its files are gone from
 * there; one that was left together with the Destination is nobody's until that comes back to it.
 */
public final class FormerPlaces {
    private final Registry registry;
    private final Waiters waiters;
    private final Clock clock;

    FormerPlaces(Registry registry, Waiters waiters, Clock clock) {
        this.registry = registry;
        this.waiters = waiters;
        this.clock = clock;
    }

    /** {@return the places that an owner has been at on a Destination} */
    List<Stored<OwnerState>> of(ObjectReference owner, String destination) {
        return registry.list(Table.OWNERS, Query.where(OwnerState.BY_OWNER, owner.toString())).stream()
                .filter(state ->
                        state.value().former() && state.value().destination().equals(destination))
                .toList();
    }

    /** {@return what an owner has where it is to be, as far as it has been there before in the same mode} */
    static Optional<OwnerState.Area> at(
            Catalog.Place place, Set<StorePath> directories, List<Stored<OwnerState>> formers) {
        return formers.stream()
                .map(Stored::value)
                .filter(former -> isHere(former, place))
                .map(OwnerState::area)
                .filter(area -> isAlike(area, place, directories))
                .findFirst();
    }

    /** {@return whether a Destination has come back to where an owner has been} */
    static boolean isHere(OwnerState former, Catalog.Place place) {
        StorePath root = former.left() ? place.layout().base() : place.layout().root();
        return former.area().isAt(place.location(), root);
    }

    private static boolean isAlike(OwnerState.Area area, Catalog.Place place, Set<StorePath> directories) {
        StorePath root = place.layout().root();
        return area.directories().equals(directories) && area.files().stream().allMatch(file -> file.startsWith(root));
    }

    /** Records that an owner has left a place, unless nothing of it is there. */
    void add(Step.Builder step, OwnerState former) {
        if (former.confirmed().isEmpty()) {
            return;
        }
        Optional<Stored<OwnerState>> before = registry.find(Table.OWNERS, former.key());
        before.ifPresentOrElse(
                stored -> step.update(stored, joined(former, stored.value())), () -> step.create(Table.OWNERS, former));
    }

    /** What lies where the State Store's document pointed before is not at the same place. */
    private static OwnerState joined(OwnerState former, OwnerState before) {
        boolean same = former.area().location().equals(before.area().location());
        return same ? former.and(before) : former;
    }

    /**
     * An owner that comes back to a place has it again.
     *
     * @return the places where it is to have nothing any more: those that it moved away from, and what another mode left
     *     at the very place
     */
    List<Stored<OwnerState>> takeUp(
            Step.Builder step, Catalog.Place place, List<Stored<OwnerState>> formers, OwnerState wanted) {
        List<Stored<OwnerState>> leaving = new ArrayList<>();
        for (Stored<OwnerState> former : formers) {
            boolean here = isHere(former.value(), place);
            Optional<String> reason = whyItStays(former.value());
            if (reason.isPresent()) {
                stay(step, former, reason.get());
            } else if (here
                    && isAlike(former.value().area(), place, wanted.area().directories())) {
                step.remove(former);
            } else if (here || !former.value().left()) {
                leaving.add(former);
            }
        }
        return leaving;
    }

    /**
     * The files hold where they shall: those at former places go.
     *
     * @return whether none has yet to go
     */
    boolean letGo(Step.Builder step, List<Stored<OwnerState>> formers) {
        boolean gone = true;
        for (Stored<OwnerState> former : formers) {
            Optional<String> reason = whyItStays(former.value());
            if (reason.isPresent()) {
                stay(step, former, reason.get());
                continue;
            }
            gone = false;
            if (!former.value().isLeaving()) {
                step.update(former, former.value().released());
                step.enqueue(Owners.storeTask(former.value()));
            }
        }
        return gone;
    }

    /** Empty if the State Store's document still leads to the place. */
    private Optional<String> whyItStays(OwnerState former) {
        if (former.left()) {
            return Optional.empty();
        }
        String store = former.area().store().reference().toString();
        Optional<String> location =
                registry.find(Table.OBJECTS, store).map(Stored::value).map(StoreBatches::location);
        if (location.isEmpty()) {
            return Optional.of("is not declared any more");
        }
        return location.filter(now -> !now.equals(former.area().location())).map(now -> "points to " + now + " now");
    }

    private void stay(Step.Builder step, Stored<OwnerState> stored, String reason) {
        OwnerState former = stored.value();
        String message = "its files at " + former.area().location() + " below "
                + former.area().root() + " stay there: " + former.area().store() + " " + reason;
        step.remove(stored)
                .event(RegisteredObjects.warning(clock.instant(), former.owner(), "FilesLeft", message))
                // one that is being deleted waits for the last of these
                .enqueue(Task.of(Task.Type.DESTINATION, ObjectReference.destination(former.destination())));
    }

    /**
     * Makes a Destination's places nobody's: it goes, and the files stay.
     *
     * @param step where to record it
     * @param place where the Destination is; empty if its State Store is not known
     * @param states everything that owners have on it
     */
    public void leave(Step.Builder step, Optional<Catalog.Place> place, List<Stored<OwnerState>> states) {
        Map<String, OwnerState> left = new TreeMap<>();
        for (Stored<OwnerState> state : states) {
            StorePath root = state.value().area().root();
            boolean here = !state.value().former();
            OwnerState one = state.value()
                    .asLeft(here ? place.map(known -> known.layout().base()).orElse(root) : root);
            if (!one.confirmed().isEmpty()) {
                left.merge(one.key(), one, FormerPlaces::joined);
            }
        }
        // one that was about to go keeps its key, and stays
        states.stream().filter(state -> !left.containsKey(state.key())).forEach(step::remove);
        left.values().forEach(one -> add(step, one));
    }

    /** Forgets who has been where a Destination is now, but for itself: the place is taken over. */
    public void takeOver(Step.Builder step, Catalog.Place place) {
        Collisions.Site site = new Collisions.Site(place.location(), place.layout());
        for (Stored<OwnerState> left : registry.list(Table.OWNERS, Query.where(OwnerState.LEFT_AT, place.location()))) {
            Collisions.Held held = new Collisions.Held(
                    place.location(),
                    left.value().destination(),
                    left.value().area().paths());
            if (!Collisions.with(List.of(site), List.of(held)).isEmpty()) {
                step.remove(left);
            }
        }
    }

    /** Forgets where an owner has been that is no more. */
    public void forget(Step.Builder step, ObjectReference owner) {
        registry.list(Table.OWNERS, Query.where(OwnerState.BY_OWNER, owner.toString())).stream()
                .filter(state -> state.value().left())
                .forEach(left -> {
                    step.remove(left);
                    waiters.wake(step, left.value().destination());
                });
    }
}
