// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.documents.DocumentReader;
import io.kratix.internal.step.Catalog;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Stored;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whose the files on a Destination are, as the State Store confirmed them. */
final class FileOwners {
    private final OwnedFiles registered;
    private final String destination;
    private final Map<StorePath, ObjectReference> directories = new HashMap<>();
    private final Map<StorePath, Set<ObjectReference>> files = new HashMap<>();
    private final Set<ObjectReference> undecided = new HashSet<>();

    /**
     * Asks.
     *
     * @param registered knows what a file holds that several owners share
     * @param place where the Destination is
     * @param states all owners on it
     */
    FileOwners(OwnedFiles registered, Catalog.Place place, Collection<Stored<OwnerState>> states) {
        this.registered = registered;
        this.destination = place.destination().name();
        states.stream().map(Stored::value).filter(state -> !state.former()).forEach(state -> add(state, place));
    }

    /** One that has yet to follow its Destination has its files where that was before. */
    private void add(OwnerState state, Catalog.Place place) {
        if (state.isPending() || !place.is(state.area())) {
            undecided.add(state.owner());
        }
        state.area().directories().forEach(directory -> directories.put(directory, state.owner()));
        state.area().files().forEach(file -> files.computeIfAbsent(file, any -> new HashSet<>())
                .add(state.owner()));
    }

    /** {@return those of whose files the State Store has yet to confirm that they are there, and how they shall be} */
    Set<ObjectReference> undecided() {
        return undecided;
    }

    /** {@return whose a file is; empty if it is a stranger's} */
    Optional<Owner> of(StorePath file) {
        Set<ObjectReference> together = files.getOrDefault(file, Set.of());
        if (together.size() > 1) {
            return Optional.of(new Shared(together));
        }
        return together.stream()
                .findFirst()
                .or(() -> file.ancestors().stream()
                        .flatMap(directory -> Stream.ofNullable(directories.get(directory)))
                        .findFirst())
                .map(One::new);
    }

    /** Whose the documents of a file are. */
    interface Owner {
        /** {@return whose a document is; empty if it was somebody's who is about to have something else there} */
        Optional<ObjectReference> of(Document document);

        /** {@return everybody who has something in the file} */
        Set<ObjectReference> all();
    }

    private record One(ObjectReference owner) implements Owner {
        @Override
        public Optional<ObjectReference> of(Document document) {
            return Optional.of(owner);
        }

        @Override
        public Set<ObjectReference> all() {
            return Set.of(owner);
        }
    }

    /** The one file of a Destination in mode {@code aggregatedYAML}: each owner's Works say what is theirs. */
    private final class Shared implements Owner {
        private final Set<ObjectReference> together;
        private @Nullable Map<ObjectReference, ObjectReference> byDocument;
        private boolean isSettled;

        Shared(Set<ObjectReference> together) {
            this.together = together;
        }

        @Override
        public Optional<ObjectReference> of(Document document) {
            Map<ObjectReference, ObjectReference> owners = byDocument;
            if (owners == null) {
                owners = read();
                byDocument = owners;
                isSettled = together.stream().allMatch(owner -> registered.isSettled(owner, destination));
            }
            ObjectReference nobody = ObjectReference.destination(destination);
            return Optional.ofNullable(owners.getOrDefault(document.reference(), isSettled ? nobody : null));
        }

        @Override
        public Set<ObjectReference> all() {
            return together;
        }

        private Map<ObjectReference, ObjectReference> read() {
            Map<ObjectReference, ObjectReference> owners = new LinkedHashMap<>();
            together.stream().sorted().forEach(owner -> registered.placedGroups(owner, destination).stream()
                    .flatMap(placed -> placed.group().workloads().stream())
                    .flatMap(workload -> DocumentReader.readEach("", workload.content()).documents().stream())
                    .forEach(sourced -> owners.putIfAbsent(sourced.document().reference(), owner)));
            return owners;
        }
    }
}
