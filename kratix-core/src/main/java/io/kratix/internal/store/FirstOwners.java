// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.step.Catalog;
import io.kratix.layout.Claims;
import io.kratix.model.ObjectReference;
import io.kratix.model.StorePath;
import io.kratix.registry.FilesTaken;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Mode {@code none}: the first owner of a path keeps it. */
final class FirstOwners {
    private final Registry registry;

    FirstOwners(Registry registry) {
        this.registry = registry;
    }

    /**
     * Lets an owner take files, so that of two who look at once only one does.
     *
     * @param step where it is recorded
     * @param taken files that the owner takes for the first time
     * @param place the Destination
     * @param owner a request, a Promise or a Destination
     * @throws io.kratix.layout.LayoutConflictException if one of them is another's, below another's file, or needed as a
     *     directory by one
     */
    void take(Step.Builder step, Set<StorePath> taken, Catalog.Place place, ObjectReference owner) {
        if (taken.isEmpty()) {
            return;
        }
        String destination = place.destination().name();
        // read before the others are looked at, so that who takes something meanwhile is noticed
        Optional<Stored<FilesTaken>> count = registry.find(Table.FILES_TAKEN, destination);
        othersAt(taken, place, owner).check(owner.toString(), taken);
        count.ifPresentOrElse(
                known -> step.update(known, known.value().again()),
                () -> step.create(Table.FILES_TAKEN, new FilesTaken(destination, 1)));
    }

    /** Whose the paths are that an owner takes for the first time, and what is at, above or below them. */
    private Claims othersAt(Set<StorePath> taken, Catalog.Place place, ObjectReference owner) {
        Claims claims = new Claims();
        statesAt(taken, place)
                .filter(state -> !state.owner().equals(owner))
                .filter(state -> !state.left() || FormerPlaces.isHere(state, place))
                .forEach(state -> claims.add(state.owner().toString(), filesOn(place, state)));
        return claims;
    }

    private Stream<OwnerState> statesAt(Set<StorePath> taken, Catalog.Place place) {
        StorePath root = place.layout().root();
        Set<String> indexes = new TreeSet<>();
        for (StorePath file : taken) {
            indexes.addAll(OwnerState.byFile(file));
            indexes.addAll(OwnerState.byFile(root.relativize(file)));
        }
        String destination = place.destination().name();
        return indexes.stream()
                .flatMap(index -> registry.list(Table.OWNERS, Query.where(index, destination)).stream())
                .map(Stored::value);
    }

    /** One that has yet to follow its Destination keeps there what it has where it is. */
    private static Set<StorePath> filesOn(Catalog.Place place, OwnerState state) {
        return state.former()
                ? state.area().singleFiles()
                : state.area().singleFilesBelow(place.layout().root());
    }
}
