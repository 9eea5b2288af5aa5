// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.step.Catalog;
import io.kratix.layout.LayoutConflictException;
import io.kratix.layout.OwnerFiles;
import io.kratix.layout.PathSet;
import io.kratix.model.Content;
import io.kratix.model.Kinds;
import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Stored;
import io.kratix.spi.statestore.StateStoreChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Turns owners that wait into what is said to the State Store; owners that share one file go into one change. */
public final class Changes {
    private final Catalog.Snapshot catalog;
    private final Owners owners;
    private final List<Wish> wishes = new ArrayList<>();
    private final Map<String, List<Stored<OwnerState>>> sharing = new LinkedHashMap<>();
    private long size;
    private final Map<String, PathSet> present = new HashMap<>();

    Changes(Catalog.Snapshot catalog, Owners owners) {
        this.catalog = catalog;
        this.owners = owners;
    }

    /**
     * A change, and the owners whose wishes it fulfils.
     *
     * @param owners those whose state it brings about
     * @param change what is said
     * @param held the single files that they own when it holds
     * @param kept what is left there after all, since it is somebody else's by now
     */
    record Wish(List<Stored<OwnerState>> owners, StateStoreChange change, Set<StorePath> held, Set<StorePath> kept) {
        Wish(List<Stored<OwnerState>> owners, StateStoreChange change, Set<StorePath> held) {
            this(owners, change, held, Set.of());
        }

        long size() {
            return change.files().values().stream().mapToLong(Content::size).sum();
        }

        /** {@return whether others may depend on it: a Promise's files, or a Destination's own} */
        boolean isBase() {
            return owners.size() == 1 && owners.get(0).value().owner().group().equals(Kinds.GROUP);
        }

        /** {@return what the files of a Promise and of its requests on one Destination have in common} */
        String base() {
            String promise = owners.isEmpty() ? "" : owners.get(0).value().promise();
            return promise + " on " + change.destination();
        }

        /** {@return whether nothing shall be left} */
        boolean isLeaving() {
            return change.files().isEmpty();
        }

        /** {@return whether something may have to go for it to hold} */
        boolean removes() {
            return !change.directories().isEmpty() || !change.absent().isEmpty();
        }

        /** {@return the same without anything that goes} */
        Wish filesAlone() {
            StateStoreChange.Builder alone = StateStoreChange.builder(
                            change.id(), change.destination(), change.destinationRoot())
                    .title(change.title())
                    .files(change.files());
            change.attributes().forEach(alone::attribute);
            change.files().keySet().stream().filter(change::claims).forEach(alone::claim);
            return new Wish(owners, alone.build(), held);
        }
    }

    /** {@return everything that was added, and one change for each Destination whose owners share a file} */
    List<Wish> wishes() {
        List<Wish> all = new ArrayList<>(wishes);
        sharing.forEach((destination, waiting) -> together(destination, waiting).ifPresent(all::add));
        return all;
    }

    boolean isEmpty() {
        return wishes.isEmpty();
    }

    /** {@return how many bytes the files have that were added} */
    long size() {
        return size;
    }

    void add(Wish wish) {
        wishes.add(wish);
        size += wish.size();
    }

    /**
     * Adds an owner if it shares one file with all others of its Destination, and tells whether it does. One that is not
     * where its Destination is by now has nothing to say before its Work was looked at: the file is said to the new place.
     */
    boolean addShared(Stored<OwnerState> stored) {
        OwnerState owner = stored.value();
        Optional<Catalog.Place> place = owner.former() || isCanary(owner)
                ? Optional.empty()
                : catalog.place(owner.destination())
                        .filter(found -> found.layout().isShared());
        place.filter(found -> found.is(owner.area()))
                .ifPresent(found -> sharing.computeIfAbsent(owner.destination(), any -> new ArrayList<>())
                        .add(stored));
        return place.isPresent();
    }

    /** {@return whether an owner's files cannot be told: they cannot be laid out, or their Destination is no more} */
    boolean isUntellable(OwnerState owner) {
        return !owner.isLeaving()
                && (catalog.place(owner.destination()).isEmpty()
                        || (owners.files().haveProblem(owner.owner())
                                && wanted(owner).isEmpty()));
    }

    /** Empty if the owner's files are not (any more) what was recorded as wanted: its Work is about to be looked at. */
    Optional<Wish> wishOf(Stored<OwnerState> stored) {
        OwnerState owner = stored.value();
        if (owner.isLeaving()) {
            return Optional.of(gone(stored));
        }
        return wanted(owner).map(files -> there(stored, files));
    }

    private Optional<OwnerFiles> wanted(OwnerState owner) {
        return catalog.place(owner.destination())
                .filter(found -> found.is(owner.area()))
                .flatMap(found -> desired(owner, found))
                .filter(files -> files.digest().equals(owner.desired()));
    }

    /** Empty if the files cannot be laid out any more: its Work says so, and nobody else is held up. */
    private Optional<OwnerFiles> desired(OwnerState owner, Catalog.Place place) {
        try {
            return Optional.of(owners.files().desired(owner.owner(), owner.promise(), place));
        } catch (LayoutConflictException e) {
            return Optional.empty();
        }
    }

    private Wish gone(Stored<OwnerState> stored) {
        OwnerState owner = stored.value();
        StateStoreChange.Builder change = begin(owner, owner.owner() + " on " + owner.destination());
        Set<StorePath> kept = new TreeSet<>();
        owner.area().directories().forEach(path -> goOrStay(owner, path, change::directory, kept));
        owner.area().files().forEach(path -> goOrStay(owner, path, change::absent, kept));
        change.title("Delete from: " + name(owner));
        return new Wish(List.of(stored), change.build(), Set.of(), kept);
    }

    /** What somebody has by now that an owner leaves behind in a move stays, rather than take that one's files. */
    private void goOrStay(OwnerState leaving, StorePath path, Consumer<StorePath> go, Set<StorePath> kept) {
        boolean isTaken = leaving.former()
                && present.computeIfAbsent(leaving.area().location(), owners::presentAt)
                        .touches(path);
        if (isTaken) {
            kept.add(path);
        } else {
            go.accept(path);
        }
    }

    private static Wish there(Stored<OwnerState> stored, OwnerFiles files) {
        OwnerState owner = stored.value();
        StateStoreChange.Builder change =
                begin(owner, owner.owner() + " on " + owner.destination()).files(files.files());
        files.directories().forEach(change::directory);
        files.stale(owner.area().files()).forEach(change::absent);
        if (!isCanary(owner)) {
            files.claims(owner.area().files()).forEach(change::claim);
        }
        return new Wish(
                List.of(stored), change.title("Update from: " + name(owner)).build(), files.claims(Set.of()));
    }

    /**
     * The one file of a Destination, for all of its owners that wait. Empty if those who leave it would leave it to nobody,
     * since those whose documents it still has have yet to come to this place: they wait for them.
     */
    private Optional<Wish> together(String destination, List<Stored<OwnerState>> waiting) {
        Catalog.Place place = catalog.place(destination).orElseThrow();
        OwnerFiles files = place.layout().layOutTogether(owners.files().sharedGroups(destination));
        List<Stored<OwnerState>> fulfilled = waiting.stream()
                .filter(owner -> owner.value().isLeaving() || isAsWanted(owner.value(), place))
                .toList();
        if (!files.files().isEmpty()
                && fulfilled.stream().allMatch(owner -> owner.value().isLeaving())
                && !owners.isAnybodysAt(place, files.files().keySet())) {
            return Optional.empty();
        }
        String verb = files.files().isEmpty() ? "Delete" : "Update";
        String names = fulfilled.stream().map(one -> name(one.value())).sorted().collect(Collectors.joining(", "));
        StateStoreChange.Builder change = StateStoreChange.builder(
                        "everything on " + destination,
                        destination,
                        place.layout().root())
                .attribute("destination", destination)
                .title(verb + " from: " + names)
                .files(files.files());
        waiting.forEach(owner -> files.stale(owner.value().area().files()).forEach(change::absent));
        return Optional.of(new Wish(fulfilled, change.build(), files.files().keySet()));
    }

    private boolean isAsWanted(OwnerState owner, Catalog.Place place) {
        return place.is(owner.area())
                && desired(owner, place)
                        .filter(files -> files.digest().equals(owner.desired()))
                        .isPresent();
    }

    private static StateStoreChange.Builder begin(OwnerState owner, String id) {
        StateStoreChange.Builder change = StateStoreChange.builder(
                        id, owner.destination(), owner.area().root())
                .attribute("destination", owner.destination());
        if (!owner.promise().isEmpty()) {
            change.attribute("promise", owner.promise());
            if (!owner.owner().namespace().isEmpty()) {
                change.attribute("namespace", owner.owner().namespace())
                        .attribute("request", owner.owner().name());
            }
        }
        return change;
    }

    /** Kratix' titles name the placement; ours, which is written whole, the owner. */
    private static String name(OwnerState owner) {
        if (isCanary(owner)) {
            return "kratix-canary";
        }
        String request =
                owner.owner().namespace().isEmpty() ? "" : "-" + owner.owner().name();
        return owner.promise() + request + "." + owner.destination();
    }

    private static boolean isCanary(OwnerState owner) {
        return owner.owner().group().equals(Kinds.GROUP) && owner.owner().kind().equals(Kinds.DESTINATION);
    }
}
