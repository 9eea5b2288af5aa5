// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.step.Catalog;
import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Picks what is said to a State Store in one request. */
final class StoreBatches {
    private static final int MOST_CHANGES = 1000;
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final Registry registry;
    private final Catalog catalog;
    private final Owners owners;

    StoreBatches(Registry registry, Catalog catalog, Clock clock) {
        this.registry = registry;
        this.catalog = catalog;
        this.owners = new Owners(registry, clock);
    }

    /**
     * What goes out together.
     *
     * @param wishes the changes; none if nothing waits
     * @param next the owner after which the next batch begins; empty if this is the last one
     */
    record Batch(List<Changes.Wish> wishes, String next) {}

    /** {@return everything of a document, Promises first} */
    Batch everything(RegisteredObject store) {
        Changes changes = changes();
        all(store).forEach(owner -> add(changes, owner));
        List<Changes.Wish> wishes = new ArrayList<>(changes.wishes());
        wishes.sort(Comparator.comparing(wish -> !wish.isBase()));
        return new Batch(wishes, "");
    }

    /** {@return those of which it has to be found out what is there, before they are said} */
    List<Stored<OwnerState>> unsure(RegisteredObject store, StoreMemory memory) {
        return registry.list(Table.OWNERS, Query.where(OwnerState.UNSURE_IN, name(store))).stream()
                .filter(owner -> isToBeSaid(store, owner))
                .filter(owner -> memory.isEverything() || !memory.isSetAside(owner))
                .toList();
    }

    /**
     * {@return what waits now, and of which it is known what is there} What became unsure meanwhile waits for the next visit.
     *
     * @param store the document
     * @param memory knows what is set aside
     * @param known of whom it was found out what is there, as they were left then
     * @param after the owner after which to begin; empty for the first
     */
    Batch waiting(RegisteredObject store, StoreMemory memory, Set<OwnerState> known, String after) {
        Query query = Query.where(OwnerState.PENDING_IN, name(store)).limit(MOST_CHANGES);
        List<Stored<OwnerState>> page = registry.list(Table.OWNERS, query.after(after));
        Changes batch = changes();
        String last = after;
        for (Stored<OwnerState> owner : page) {
            boolean isKnown = !owner.value().isUnsure() || known.contains(owner.value());
            if (isKnown && isToBeSaid(store, owner) && !memory.isSetAside(owner) && !batch.addShared(owner)) {
                Optional<Changes.Wish> wish = batch.wishOf(owner);
                long size = wish.map(Changes.Wish::size).orElse(0L);
                if (batch.size() + size > MOST_BYTES && !batch.isEmpty()) {
                    return new Batch(batch.wishes(), last);
                }
                wish.ifPresent(batch::add);
            }
            last = owner.key();
        }
        return new Batch(batch.wishes(), page.size() == MOST_CHANGES ? last : "");
    }

    /**
     * {@return whether a request says everything that may be below a path and can be told: an owner whose files cannot be
     * laid out says so itself, and must not keep the others from coming back; one of which nothing was confirmed yet, such
     * as one that came after the request was made, has nothing there that could be lost}
     *
     * @param store the document
     * @param said what the request says
     * @param below the path
     */
    boolean completes(RegisteredObject store, List<Changes.Wish> said, StorePath below) {
        Changes changes = changes();
        Set<String> keys = keys(said);
        return pages(store).allMatch(page -> page.stream()
                .filter(owner -> isToBeSaid(store, owner) && !keys.contains(owner.key()))
                .filter(owner -> !owner.value().isNew())
                .filter(owner -> owner.value().area().root().startsWith(below)
                        || below.startsWith(owner.value().area().root()))
                .allMatch(owner -> changes.isUntellable(owner.value())));
    }

    /** {@return the owners of a document that are in none of some changes} */
    List<Stored<OwnerState>> unsaid(RegisteredObject store, List<Changes.Wish> said) {
        Set<String> keys = keys(said);
        return all(store).filter(owner -> !keys.contains(owner.key())).toList();
    }

    /** {@return the owners of all documents that have files, or wait for some, at the location of one of them} */
    Stream<Stored<OwnerState>> atLocationOf(RegisteredObject store) {
        return pages(Query.all()).flatMap(List::stream).filter(owner -> isToBeSaid(store, owner));
    }

    private static Set<String> keys(List<Changes.Wish> said) {
        Set<String> keys = new HashSet<>();
        said.forEach(wish -> wish.owners().forEach(owner -> keys.add(owner.key())));
        return keys;
    }

    /** {@return whether an owner has what it has where its Destination is} */
    boolean isInItsPlace(OwnerState owner) {
        return catalog.snapshot()
                .place(owner.destination())
                .filter(place -> place.is(owner.area()))
                .isPresent();
    }

    Changes changes() {
        return new Changes(catalog.snapshot(), owners);
    }

    private Stream<Stored<OwnerState>> all(RegisteredObject store) {
        return pages(store).flatMap(List::stream).filter(owner -> isToBeSaid(store, owner));
    }

    private Stream<List<Stored<OwnerState>>> pages(RegisteredObject store) {
        return pages(Query.where(OwnerState.BY_STORE, name(store)));
    }

    /** Read one after the other, and no further than somebody looks. */
    private Stream<List<Stored<OwnerState>>> pages(Query everything) {
        Query query = everything.limit(MOST_CHANGES);
        return Stream.iterate(
                registry.list(Table.OWNERS, query),
                page -> !page.isEmpty(),
                page -> page.size() < MOST_CHANGES
                        ? List.of()
                        : registry.list(
                                Table.OWNERS,
                                query.after(page.get(page.size() - 1).key())));
    }

    /**
     * What an owner has left stays as it is until its files hold at the new place; and what concerns another location than
     * the document's is never said to this one.
     */
    private static boolean isToBeSaid(RegisteredObject store, Stored<OwnerState> owner) {
        boolean here = owner.value().area().location().equals(location(store));
        return here && (!owner.value().former() || owner.value().isLeaving());
    }

    /** {@return the canonical place that a document leads to} */
    static String location(RegisteredObject store) {
        return store.facts().getOrDefault(RegisteredObject.LOCATION, "");
    }

    private static void add(Changes changes, Stored<OwnerState> owner) {
        if (!changes.addShared(owner)) {
            changes.wishOf(owner).ifPresent(changes::add);
        }
    }

    static String name(RegisteredObject store) {
        return store.document().kind() + "/" + store.document().metadata().name();
    }
}
