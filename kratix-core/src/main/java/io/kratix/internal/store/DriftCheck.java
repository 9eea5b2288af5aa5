// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares what lies in a State Store with what it confirmed, and has owners that differ said again. It is asked about one
 * Destination at a time, so that no more than the names of its files are in memory.
 */
final class DriftCheck {
    private static final int PAGE = 1000;

    private final Registry registry;
    private final StoreBatches batches;
    private final StoreRecorder recorder;

    DriftCheck(Registry registry, StoreBatches batches, StoreRecorder recorder) {
        this.registry = registry;
        this.batches = batches;
        this.recorder = recorder;
    }

    /** {@return the root of each Destination that the store confirmed anything for, by the Destination's name} */
    Map<String, StorePath> roots(RegisteredObject store) {
        Map<String, StorePath> roots = new TreeMap<>();
        forEach(Query.where(OwnerState.BY_STORE, StoreBatches.name(store)), owner -> {
            if (isConfirmed(owner.value(), store)) {
                roots.put(owner.value().destination(), owner.value().area().root());
            }
        });
        return roots;
    }

    /**
     * Has those owners on a Destination said again whose files are not as they were confirmed.
     *
     * @param store the State Store
     * @param destination the Destination's name
     * @param tree all that lies below the Destination's root
     * @return the owners, in words
     */
    List<String> differing(RegisteredObject store, String destination, StoredTree tree) {
        NavigableMap<String, Content> files = new TreeMap<>();
        tree.files().forEach((path, content) -> files.put(path.toString(), content));
        List<Stored<OwnerState>> differing = new ArrayList<>();
        Changes sharing = batches.changes();
        Consumer<Changes.Wish> look = wish -> {
            if (differs(wish.change(), files)) {
                differing.addAll(wish.owners());
            }
        };
        forEach(Query.where(OwnerState.BY_DESTINATION, destination), owner -> {
            if (isConfirmed(owner.value(), store) && !sharing.addShared(owner)) {
                sharing.wishOf(owner).ifPresent(look);
            }
        });
        sharing.wishes().forEach(look);
        recorder.doubt(differing);
        return differing.stream().map(Stored::key).sorted().toList();
    }

    /** What owners have elsewhere, since their Destination has moved or been gone, is not what shall hold. */
    private boolean isConfirmed(OwnerState owner, RegisteredObject store) {
        return owner.area().store().toString().equals(StoreBatches.name(store))
                && !owner.former()
                && !owner.isPending()
                && batches.isInItsPlace(owner);
    }

    private static boolean differs(StateStoreChange change, NavigableMap<String, Content> files) {
        return change.files().entrySet().stream()
                        .anyMatch(file ->
                                !isSame(file.getValue(), files.get(file.getKey().toString())))
                || change.directories().stream()
                        .flatMap(directory -> below(directory, files).stream())
                        .anyMatch(path -> change.removes(StorePath.existing(path)));
    }

    /** What follows a slash in the order of characters is a zero. */
    private static Set<String> below(StorePath directory, NavigableMap<String, Content> files) {
        return directory.isRoot()
                ? files.keySet()
                : files.subMap(directory + "/", directory + "0").keySet();
    }

    private static boolean isSame(Content expected, @Nullable Content found) {
        return found != null
                && found.size() == expected.size()
                && found.sha256().equals(expected.sha256());
    }

    private void forEach(Query query, Consumer<Stored<OwnerState>> action) {
        List<Stored<OwnerState>> page = registry.list(Table.OWNERS, query.limit(PAGE));
        while (!page.isEmpty()) {
            page.forEach(action);
            String last = page.get(page.size() - 1).key();
            page = page.size() < PAGE
                    ? List.of()
                    : registry.list(Table.OWNERS, query.limit(PAGE).after(last));
        }
    }
}
