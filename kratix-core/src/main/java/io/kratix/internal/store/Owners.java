// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.step.Catalog;
import io.kratix.layout.OwnerFiles;
import io.kratix.layout.PathSet;
import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Records what shall hold for owners on Destinations. */
public final class Owners {
    private final Registry registry;
    private final OwnedFiles files;
    private final FormerPlaces formerPlaces;
    private final FirstOwners firstOwners;
    private final Waiters waiters;

    /**
     * Records in a registry.
     *
     * @param registry where to look; what is recorded goes into steps
     * @param clock tells when events happened
     */
    public Owners(Registry registry, Clock clock) {
        this.registry = registry;
        this.files = new OwnedFiles(registry);
        this.waiters = new Waiters(registry);
        this.formerPlaces = new FormerPlaces(registry, waiters, clock);
        this.firstOwners = new FirstOwners(registry);
    }

    /** {@return what tells which files owners are to have} */
    public OwnedFiles files() {
        return files;
    }

    /** {@return what is known of the places where owners are no more} */
    public FormerPlaces formerPlaces() {
        return formerPlaces;
    }

    /**
     * Records what shall hold for an owner on a Destination, and has the State Store looked at if that is not what it
     * confirmed. Where the Destination lies elsewhere than before, the new place is written first.
     *
     * @param step where to record it
     * @param owner a request, a Promise or a Destination
     * @param promise the Promise's name; empty for a Destination
     * @param place the Destination
     * @param files what shall hold; nothing at all if the owner has nothing left there
     * @return whether every State Store has confirmed that, and why the last try was refused
     */
    public Holding want(
            Step.Builder step, ObjectReference owner, String promise, Catalog.Place place, OwnerFiles files) {
        String destination = place.destination().name();
        Optional<Stored<OwnerState>> before = registry.find(Table.OWNERS, OwnerState.key(owner, destination));
        List<Stored<OwnerState>> formers = formerPlaces.of(owner, destination);
        if (formers.stream().anyMatch(former -> former.value().left()) && isGone(destination)) {
            // the place was known before the Destination went, and is looked at again: what is left stays so
            return new Holding(true, "");
        }
        if (before.isEmpty() && files.files().isEmpty()) {
            return new Holding(formerPlaces.letGo(step, notLeft(formers)), "");
        }
        OwnerState wanted = wanted(step, owner, promise, place, files, before.map(Stored::value), formers);
        before.ifPresentOrElse(stored -> replace(step, stored, wanted), () -> step.create(Table.OWNERS, wanted));
        List<Stored<OwnerState>> leaving = formerPlaces.takeUp(step, place, formers, wanted);
        if (wanted.isPending()) {
            if (wanted.failure().isEmpty()) {
                // what the store refused waits for the store's own next try
                step.enqueue(storeTask(wanted));
            }
            return new Holding(false, wanted.failure());
        }
        return new Holding(formerPlaces.letGo(step, leaving), wanted.failure());
    }

    private static List<Stored<OwnerState>> notLeft(List<Stored<OwnerState>> formers) {
        return formers.stream().filter(former -> !former.value().left()).toList();
    }

    /**
     * How an owner's files get on.
     *
     * @param settled whether every State Store confirmed what shall hold
     * @param failure why the State Store refused the last try; empty if it did not
     */
    public record Holding(boolean settled, String failure) {}

    private void replace(Step.Builder step, Stored<OwnerState> before, OwnerState wanted) {
        step.update(before, wanted);
        OwnerState known = before.value();
        if (!wanted.area()
                .paths()
                .containsAll(known.area().singleFilesBelow(wanted.area().root()))) {
            waiters.wake(step, known.destination());
        }
        if (known.area().isVacatedFor(wanted.area())) {
            formerPlaces.add(step, known.asFormer());
        }
    }

    /**
     * Forgets what an owner has on a Destination that is no more: its files stay, and belong to nobody.
     *
     * @param step where to record it
     * @param owner a request or a Promise
     * @param destination the Destination's name
     * @return whether the Destination is gone; if not, it is its State Store that is not known (yet)
     */
    public boolean forgetIfDestinationIsGone(Step.Builder step, ObjectReference owner, String destination) {
        boolean gone = isGone(destination);
        if (gone) {
            registry.list(Table.OWNERS, Query.where(OwnerState.BY_OWNER, owner.toString())).stream()
                    .filter(state -> state.value().destination().equals(destination)
                            && !state.value().left())
                    .forEach(step::remove);
        }
        return gone;
    }

    private boolean isGone(String destination) {
        return registry.find(
                        Table.OBJECTS, ObjectReference.destination(destination).toString())
                .isEmpty();
    }

    /** {@return the State Store that a Destination names; empty if there is no such Destination} */
    public String storeOf(String destination) {
        return registry.find(
                        Table.OBJECTS, ObjectReference.destination(destination).toString())
                .map(stored ->
                        Destination.of(stored.value().document()).stateStore().toString())
                .orElse("");
    }

    /** {@return everything that anybody has at a location or is to have, apart from what is about to go} */
    PathSet presentAt(String location) {
        PathSet present = new PathSet();
        registry.list(Table.OWNERS, Query.all()).stream()
                .map(Stored::value)
                .filter(state -> !state.former() && !state.isLeaving())
                .map(OwnerState::area)
                .filter(area -> area.location().equals(location))
                .forEach(area -> area.paths().forEach(present::add));
        return present;
    }

    /** {@return whether an owner that stays where a Destination is now has some files there} */
    boolean isAnybodysAt(Catalog.Place place, Set<StorePath> files) {
        String destination = place.destination().name();
        return registry.list(Table.OWNERS, Query.where(OwnerState.BY_DESTINATION, destination)).stream()
                .map(Stored::value)
                .filter(state -> !state.former() && !state.isLeaving() && place.is(state.area()))
                .anyMatch(state -> state.area().files().containsAll(files));
    }

    /** {@return the task that looks at a Work; those of one owner take turns, since they share its files} */
    public static Task workTask(Work work) {
        String key = RegisteredWork.key(work);
        return Task.of(Task.Type.WORK, key)
                .inLane(Task.Type.WORK + " " + work.owner())
                .sharedBy(work.promise());
    }

    /** {@return the task that brings the State Store of an owner up to date} */
    static Task storeTask(OwnerState state) {
        return Task.of(Task.Type.STORE, state.area().store().toString())
                .inLane(state.area().location());
    }

    /** {@return the task that looks at an owner itself} */
    public static Task ownerTask(ObjectReference owner) {
        boolean platform = owner.group().equals(Kinds.GROUP);
        if (platform && owner.kind().equals(Kinds.DESTINATION)) {
            return Task.of(Task.Type.DESTINATION, owner);
        }
        boolean promise = platform && owner.kind().equals(Kinds.PROMISE);
        return Task.of(promise ? Task.Type.PROMISE : Task.Type.REQUEST, owner);
    }

    private OwnerState wanted(
            Step.Builder step,
            ObjectReference owner,
            String promise,
            Catalog.Place place,
            OwnerFiles files,
            Optional<OwnerState> before,
            List<Stored<OwnerState>> formers) {
        Optional<OwnerState> same = before.filter(state -> place.is(state.area()));
        String desired = files.files().isEmpty() ? "" : files.digest();
        return new OwnerState(
                owner,
                promise,
                place.destination().name(),
                // another document of the same location has what this one had
                area(
                        step,
                        owner,
                        place,
                        files,
                        before.map(OwnerState::area)
                                .filter(area -> area.isAt(
                                        place.location(), place.layout().root())),
                        FormerPlaces.at(place, files.directories(), formers)),
                false,
                false,
                desired,
                same.map(state -> confirmed(state, desired, place)).orElse(OwnerState.UNKNOWN),
                same.map(OwnerState::revision).orElse(""),
                same.filter(state -> state.desired().equals(desired))
                        .map(OwnerState::failure)
                        .orElse(""));
    }

    /**
     * What was confirmed counts as long as nothing else may have been written since: what was wanted in between, if nobody
     * heard how that went; or, into a file that all owners share, a Work that was another one for a while, by whoever wrote
     * the file before the Work was looked at.
     */
    private String confirmed(OwnerState before, String desired, Catalog.Place place) {
        boolean unheard = before.isPending() && !before.desired().equals(desired);
        boolean unseen = place.layout().isShared() && files.haveNews(before.owner());
        return unheard || unseen ? OwnerState.UNKNOWN : before.confirmed();
    }

    private OwnerState.Area area(
            Step.Builder step,
            ObjectReference owner,
            Catalog.Place place,
            OwnerFiles files,
            Optional<OwnerState.Area> current,
            Optional<OwnerState.Area> former) {
        Optional<OwnerState.Area> before = current.or(() -> former);
        Set<StorePath> held = held(owner, files, before);
        Set<StorePath> claims = files.claims(held);
        if (place.layout().mode() == FilepathMode.NONE) {
            // what is taken up again may be somebody else's by now
            Set<StorePath> taken = new TreeSet<>(current.isPresent() ? claims : files.claims(Set.of()));
            taken.removeAll(current.map(OwnerState.Area::claims).orElse(Set.of()));
            firstOwners.take(step, taken, place, owner);
        }
        return new OwnerState.Area(
                place.store(),
                place.location(),
                place.layout().root(),
                // an owner that leaves a mode with directories has them until they are gone
                files.directories().isEmpty()
                        ? before.map(OwnerState.Area::directories).orElse(Set.of())
                        : files.directories(),
                held,
                claims,
                attempts(place, files, claims, before));
    }

    /** A file that all owners share is written whatever is there. */
    private static Set<OwnerState.Attempt> attempts(
            Catalog.Place place, OwnerFiles files, Set<StorePath> claims, Optional<OwnerState.Area> before) {
        boolean shared = place.layout().isShared();
        Set<OwnerState.Attempt> attempts =
                new HashSet<>(before.map(OwnerState.Area::attempts).orElse(Set.of()));
        files.files().forEach((file, content) -> {
            if (claims.contains(file)) {
                attempts.add(new OwnerState.Attempt(file, shared ? "" : content.sha256()));
            }
        });
        return attempts;
    }

    /** The names of canaries are reserved: they are the Destination's before anybody confirms that they are there. */
    private static Set<StorePath> held(ObjectReference owner, OwnerFiles files, Optional<OwnerState.Area> before) {
        Set<StorePath> held = new TreeSet<>(before.map(OwnerState.Area::files).orElse(Set.of()));
        if (owner.isDestination()) {
            before.ifPresent(area -> held.addAll(area.claims()));
            held.addAll(files.claims(held));
        }
        return held;
    }
}
