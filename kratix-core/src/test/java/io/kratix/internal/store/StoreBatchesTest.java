// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.internal.step.Catalog;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.StateStoreReference;
import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Owners of a State Store are read by the page: each of them once, and none is missed at a page's end. */
class StoreBatchesTest {
    private static final StateStoreReference STORE = new StateStoreReference("SomeStateStore", "default");
    private static final StateStoreReference OTHER = new StateStoreReference("SomeStateStore", "other");

    private final Registry registry = Registry.inMemory();
    private final RegisteredObject store = new RegisteredObject(
            Document.builder("platform.kratix.io/v1alpha1", STORE.kind(), STORE.name())
                    .build(),
            1,
            Instant.EPOCH,
            Optional.empty(),
            Map.of(),
            Map.of(RegisteredObject.LOCATION, "at default"));
    private final StoreBatches batches = new StoreBatches(registry, new Catalog(registry), Clock.systemUTC());

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "999, 1", "1000, 2", "1001, 2", "2001, 3"})
    void picksEachOwnerThatWaitsOnce(int owners, int pages) {
        List<String> keys = leaving(owners, STORE, "at default");
        leaving(3, OTHER, "at other");
        List<String> picked = new ArrayList<>();
        List<String> ends = new ArrayList<>();

        for (String after = ""; ends.isEmpty() || !after.isEmpty(); ) {
            StoreBatches.Batch batch = batches.waiting(store, new StoreMemory(store), Set.of(), after);
            picked.addAll(keys(batch.wishes()));
            after = batch.next();
            ends.add(after);
        }

        assertThat(picked).containsExactlyElementsOf(keys);
        assertThat(ends).hasSize(pages);
    }

    @ParameterizedTest
    @CsvSource({"0", "1000", "2001"})
    void findsEachOwnerAtALocationOnce(int owners) {
        List<String> keys = leaving(owners, STORE, "at default");
        List<String> others = leaving(3, OTHER, "at default");
        leaving(3, new StateStoreReference("SomeStateStore", "elsewhere"), "elsewhere");

        List<String> found = batches.atLocationOf(store).map(Stored::key).toList();

        assertThat(found).doesNotHaveDuplicates().containsAll(keys).containsAll(others);
        assertThat(found).hasSize(keys.size() + others.size());
    }

    @Test
    void saysEverythingThatADocumentHasAndNothingOfAnother() {
        List<String> keys = leaving(1_001, STORE, "at default");
        leaving(3, OTHER, "at default");

        StoreBatches.Batch everything = batches.everything(store);

        assertThat(keys(everything.wishes())).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(everything.next()).isEmpty();
        assertThat(batches.unsaid(store, everything.wishes().subList(1, keys.size())))
                .extracting(Stored::key)
                .containsExactly(keys(everything.wishes()).get(0));
    }

    private static List<String> keys(List<Changes.Wish> wishes) {
        return wishes.stream()
                .flatMap(wish -> wish.owners().stream())
                .map(Stored::key)
                .toList();
    }

    /** {@return the keys of new owners of whose files nothing shall be left, in their order} */
    private List<String> leaving(int count, StateStoreReference reference, String location) {
        OwnerState.Area area =
                new OwnerState.Area(reference, location, StorePath.of("worker"), Set.of(), Set.of(), Set.of());
        Step.Builder step = Step.builder();
        List<String> keys = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> {
            String name = reference.name() + "-" + (10_000 + i);
            OwnerState owner = new OwnerState(
                    ObjectReference.promise(name), name, "worker", area, false, false, "", "confirmed", "", "");
            step.create(Table.OWNERS, owner);
            keys.add(owner.key());
        });
        registry.commit(step.build());
        return keys;
    }
}
