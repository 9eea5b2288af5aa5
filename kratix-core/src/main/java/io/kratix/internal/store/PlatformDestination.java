// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.documents.DocumentReader;
import io.kratix.internal.step.Catalog;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.model.ObjectReference;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import io.kratix.spi.statestore.StoredTree;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Destination from which the engine applies back what was written there, and what lay there when its State Store was
 * read last. That is not remembered longer than the engine runs. Safe for several threads.
 */
public final class PlatformDestination {
    private final Registry registry;
    private final Catalog catalog;
    private final OwnedFiles files;
    private final Optional<String> name;
    private volatile Set<String> others = Set.of();
    private long doubts;
    private @Nullable PlatformTree tree;
    private Map<String, DocumentReader.Found> contents = Map.of();

    /**
     * Knows nothing yet of what lies there.
     *
     * @param registry what is declared
     * @param catalog the Destinations
     * @param name the Destination that the program named; empty if it named none
     */
    public PlatformDestination(Registry registry, Catalog catalog, Optional<String> name) {
        this.registry = registry;
        this.catalog = catalog;
        this.files = new OwnedFiles(registry);
        this.name = name;
    }

    /** {@return the task that applies what lies there} */
    public static Task task() {
        return Task.of(Task.Type.PLATFORM, "platform");
    }

    /** {@return the name that the program gave; empty if it gave none} */
    public Optional<String> name() {
        return name;
    }

    /** {@return the Destination, if the program named one and it is declared} */
    public Optional<RegisteredObject> declared() {
        return name.flatMap(known -> RegisteredObjects.find(
                        registry, ObjectReference.destination(known).toString()))
                .map(Stored::value)
                .filter(object -> !object.isDeleting());
    }

    /** {@return what lay there when it was read last; empty if it may have changed since} */
    public synchronized Optional<PlatformTree> tree() {
        return Optional.ofNullable(tree);
    }

    /** {@return the task that reads it; empty if it is not known where} */
    public Optional<Task> reading() {
        return place().map(place ->
                Task.of(Task.Type.STORE, place.store().toString()).inLane(place.location()));
    }

    /** Takes what is known for outdated if a State Store has confirmed something for this Destination. */
    void confirmed(Step.Builder step, OwnerState state) {
        if (name.filter(state.destination()::equals).isPresent()) {
            doubt();
            step.enqueue(task());
        } else if (others.contains(
                ObjectReference.destination(state.destination()).toString())) {
            step.enqueue(task());
        }
    }

    /**
     * Takes in from which Destinations objects came that are here; the platform's was another one, when others are among them.
     *
     * @param destinations their references
     */
    public void remember(Set<String> destinations) {
        others = Set.copyOf(destinations);
    }

    /** {@return the place to read in a State Store, if that is the Destination's and something may have changed} */
    Optional<Catalog.Place> toBeRead(RegisteredObject store) {
        return tree().isPresent()
                ? Optional.empty()
                : place().filter(place -> place.store().toString().equals(StoreBatches.name(store)));
    }

    /** {@return counts what was confirmed} */
    public synchronized long doubts() {
        return doubts;
    }

    /**
     * Takes note of what was read, unless something was confirmed meanwhile.
     *
     * @param place the place that was read
     * @param stored everything below it
     * @param before {@link #doubts} before it was read
     */
    void saw(Catalog.Place place, StoredTree stored, long before) {
        String destination = name.orElseThrow();
        FileOwners owners = new FileOwners(
                files, place, registry.list(Table.OWNERS, Query.where(OwnerState.BY_DESTINATION, destination)));
        PlatformReader reader = new PlatformReader(place.layout().root(), owners, contents);
        PlatformTree seen = reader.read(stored);
        synchronized (this) {
            contents = reader.contents();
            tree = before == doubts ? seen : null;
        }
        registry.commit(Step.builder().enqueue(task()).build());
    }

    private synchronized void doubt() {
        doubts++;
        tree = null;
    }

    private Optional<Catalog.Place> place() {
        return declared().flatMap(catalog::place);
    }
}
