// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.store.OwnedFiles;
import io.kratix.layout.Collisions;
import io.kratix.layout.Layout;
import io.kratix.layout.LayoutConflictException;
import io.kratix.layout.LayoutOwner;
import io.kratix.layout.PlacedGroup;
import io.kratix.model.InvalidPathException;
import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a Destination left when it went, and finds when it comes back in another mode. The new files are written before the
 * old ones go: a file that lies where a directory is needed, or the other way round, would keep both from happening.
 */
final class Remains {
    private final Collisions.Site site;
    private final List<OwnerState> left;
    private final Set<String> files = new HashSet<>();
    private final Set<String> directories = new HashSet<>();

    private Remains(Registry registry, Collisions.Site site, List<OwnerState> left) {
        this.site = site;
        this.left = left;
        if (!left.isEmpty()) {
            need(site.layout());
            needWhatOwnersHave(registry);
        }
    }

    /** {@return what a Destination finds at the place where it is to be} */
    static Remains of(Registry registry, Collisions.Site site) {
        Layout layout = site.layout();
        return new Remains(
                registry,
                site,
                registry
                        .list(
                                Table.OWNERS,
                                Query.where(
                                        OwnerState.BY_DESTINATION,
                                        layout.destination().name()))
                        .stream()
                        .map(Stored::value)
                        .filter(OwnerState::left)
                        .filter(state -> state.area().isAt(site.location(), layout.base()))
                        .toList());
    }

    /** Notes what is sure to be there: more may come with other owners, whose own status says what is in their way. */
    private void need(Layout layout) {
        Stream.concat(layout.registration().files().keySet().stream(), layout.sharedFile().stream())
                .forEach(this::needFile);
        left.stream()
                .filter(state -> !state.owner().isDestination())
                .flatMap(state -> area(layout, state).stream())
                .forEach(area -> {
                    directories.add(area.folded());
                    area.ancestors().forEach(above -> directories.add(above.folded()));
                });
    }

    private void needFile(StorePath file) {
        files.add(file.folded());
        file.ancestors().forEach(above -> directories.add(above.folded()));
    }

    /** Whoever comes back in the mode that it had changes what it has there in one go. */
    private void needWhatOwnersHave(Registry registry) {
        left.stream()
                .filter(state -> !state.owner().isDestination())
                .filter(state -> !state.area().directories().equals(area(site.layout(), state)))
                .flatMap(state -> files(state, groups(registry, state)).stream())
                .forEach(this::needFile);
    }

    /** Dependencies were placed there no longer than the Destination was there, and will be again. */
    private static List<PlacedGroup> groups(Registry registry, OwnerState state) {
        return state.owner().isPromise()
                ? RegisteredObjects.worksOf(registry, state.owner()).stream()
                        .map(stored -> stored.value().work())
                        .flatMap(work -> work.groups().stream().map(group -> new PlacedGroup(work, group)))
                        .toList()
                : new OwnedFiles(registry).placedGroups(state.owner(), state.destination());
    }

    private Set<StorePath> files(OwnerState state, List<PlacedGroup> groups) {
        try {
            return site.layout().layOut(layoutOwner(state), groups).files().keySet();
        } catch (LayoutConflictException e) {
            return Set.of();
        }
    }

    /** What would lie too deep is not laid out: its owner's own status says so. */
    private static Set<StorePath> area(Layout layout, OwnerState state) {
        try {
            return layout.area(layoutOwner(state));
        } catch (InvalidPathException e) {
            return Set.of();
        }
    }

    private static LayoutOwner layoutOwner(OwnerState state) {
        return state.owner().isPromise()
                ? LayoutOwner.promise(state.promise())
                : LayoutOwner.request(
                        state.promise(),
                        state.owner().namespace(),
                        state.owner().name());
    }

    /** {@return what is in the way, in words; empty if nothing is} */
    Optional<String> obstacle() {
        return left.stream()
                .flatMap(state -> inTheWay(state.area()).map(path -> words(state, path)).stream())
                .findFirst();
    }

    private Optional<StorePath> inTheWay(OwnerState.Area area) {
        Stream<StorePath> blocking =
                area.files().stream().filter(file -> directories.contains(file.folded()) || isBelowFile(file));
        Stream<StorePath> blocked = area.directories().stream()
                .filter(directory -> files.contains(directory.folded()) || isBelowFile(directory));
        return Stream.concat(blocking, blocked).min(StorePath::compareTo);
    }

    private boolean isBelowFile(StorePath path) {
        return path.ancestors().stream().anyMatch(above -> files.contains(above.folded()));
    }

    private String words(OwnerState state, StorePath path) {
        Layout layout = site.layout();
        return "Destination '" + layout.destination().name() + "' in mode "
                + layout.mode().text()
                + " would need a directory where a file is, or a file where a directory is, since it"
                + " left '" + path + "' of " + state.owner() + " at its path '"
                + layout.destination().path() + "' when it was deleted";
    }
}
