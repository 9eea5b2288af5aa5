// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.step;

import io.kratix.layout.Layout;
import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.Kinds;
import io.kratix.model.StateStoreReference;
import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.scheduling.DestinationIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The Destinations that there are, indexed and laid out: built once for all Works, and again only after a Destination or
 * a State Store was declared anew.
 */
public final class Catalog {
    private final Registry registry;
    private final AtomicLong changes = new AtomicLong();
    private volatile @Nullable Snapshot current;

    /**
     * Makes a catalog of what a registry holds.
     *
     * @param registry what to read
     */
    public Catalog(Registry registry) {
        this.registry = registry;
    }

    /**
     * A Destination, and where it lies.
     *
     * @param destination the Destination
     * @param layout its layout
     * @param store the State Store that it is kept in
     * @param location the canonical place behind the store
     */
    public record Place(Destination destination, Layout layout, StateStoreReference store, String location) {
        /** {@return whether an area lies just there} */
        public boolean is(OwnerState.Area area) {
            return area.store().equals(store)
                    && area.location().equals(location)
                    && area.root().equals(layout.root());
        }
    }

    /**
     * The Destinations at one moment.
     *
     * @param index those that take placements
     * @param places those whose State Store is known, by name, the ones being deleted among them
     * @param leaving those that are being deleted together with all that was written for them
     */
    public record Snapshot(DestinationIndex index, Map<String, Place> places, Set<String> leaving) {
        /** {@return where a Destination lies; empty if it or its State Store is not known} */
        public Optional<Place> place(String destination) {
            return Optional.ofNullable(places.get(destination));
        }
    }

    /** {@return the Destinations as they are now} */
    public Snapshot snapshot() {
        Snapshot snapshot = current;
        if (snapshot == null) {
            long before = changes.get();
            snapshot = read();
            synchronized (changes) {
                if (changes.get() == before) {
                    current = snapshot;
                }
            }
        }
        return snapshot;
    }

    /** {@return the Destinations as the registry has them, read anew} */
    public Snapshot read() {
        List<Destination> destinations = new ArrayList<>();
        Set<String> deleting = new HashSet<>();
        Set<String> leaving = new HashSet<>();
        Map<String, Place> places = new HashMap<>();
        String kind = RegisteredObject.platformKind(Kinds.DESTINATION);
        for (Stored<RegisteredObject> stored :
                registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_KIND, kind))) {
            Destination destination = Destination.of(stored.value().document());
            destinations.add(destination);
            if (stored.value().isDeleting()) {
                deleting.add(destination.name());
                if (destination.cleansUp()) {
                    leaving.add(destination.name());
                }
            }
            place(destination, stored.value()).ifPresent(place -> places.put(destination.name(), place));
        }
        return new Snapshot(DestinationIndex.of(destinations, deleting), Map.copyOf(places), Set.copyOf(leaving));
    }

    /** {@return where one Destination lies now; empty if its State Store is not known} */
    public Optional<Place> place(RegisteredObject destination) {
        return place(Destination.of(destination.document()), destination);
    }

    private Optional<Place> place(Destination destination, RegisteredObject registered) {
        String mode = registered.facts().getOrDefault(RegisteredObject.MODE, "");
        String namespace = registered.facts().getOrDefault(RegisteredObject.NAMESPACE, "");
        return registry.find(Table.OBJECTS, destination.stateStore().reference().toString())
                .map(store -> new Place(
                        destination,
                        Layout.of(
                                storePath(store.value()),
                                destination,
                                FilepathMode.of(mode).orElseThrow(),
                                namespace),
                        destination.stateStore(),
                        store.value().facts().getOrDefault(RegisteredObject.LOCATION, "")));
    }

    /** {@return the path below which a State Store's document has everything written} */
    public static StorePath storePath(RegisteredObject store) {
        return store.document().spec().get("path") instanceof String path ? Layout.normalised(path) : StorePath.ROOT;
    }

    /** Reads everything anew if a step changed what is declared of a Destination or a State Store; their status is nothing here. */
    public void committed(Step step) {
        for (Step.Write<?> write : step.writes()) {
            boolean concerned = write.table() == Table.OBJECTS
                    && (write.key().startsWith(Kinds.DESTINATION + "/")
                            || write.key().contains("StateStore/"))
                    && !isDeclaredAlike(write);
            if (concerned) {
                forget();
            }
        }
    }

    private static boolean isDeclaredAlike(Step.Write<?> write) {
        return write.before().isPresent()
                && write.before().get().value() instanceof RegisteredObject before
                && write.value() instanceof RegisteredObject after
                && before.document().spec().equals(after.document().spec())
                && before.document().metadata().equals(after.document().metadata())
                && before.engineLabels().equals(after.engineLabels())
                && before.facts().equals(after.facts())
                && before.deletionRequested().equals(after.deletionRequested());
    }

    /** Has the next snapshot read everything anew. */
    public void forget() {
        synchronized (changes) {
            changes.incrementAndGet();
            current = null;
        }
    }
}
