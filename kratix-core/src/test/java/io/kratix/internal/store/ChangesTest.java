// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.internal.step.Catalog;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.ObjectReference;
import io.kratix.model.StateStoreReference;
import io.kratix.registry.OwnerState;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said of a file that several owners share, while its Destination moves from one State Store to another. */
class ChangesTest {
    private static final StateStoreReference OLD = new StateStoreReference("SomeStateStore", "old");
    private static final StateStoreReference NEW = new StateStoreReference("SomeStateStore", "new");

    private final Registry registry = Registry.inMemory(Clock.systemUTC());
    private final Catalog catalog = new Catalog(registry);

    @Test
    void saysASharedFileAloneWhereItsDestinationIsByNow() {
        declare(store(OLD), Map.of(RegisteredObject.LOCATION, "at old"));
        declare(store(NEW), Map.of(RegisteredObject.LOCATION, "at new"));
        declare(
                Destination.builder("shared", NEW)
                        .mode(FilepathMode.AGGREGATED_YAML)
                        .build()
                        .document(),
                Map.of(RegisteredObject.MODE, FilepathMode.AGGREGATED_YAML.text(), RegisteredObject.NAMESPACE, ""));

        assertThat(said(waiting("late", OLD))).isEmpty();
        assertThat(said(waiting("there", NEW))).hasSize(1);
    }

    private List<Changes.Wish> said(Stored<OwnerState> waiting) {
        Changes changes = new Changes(catalog.snapshot(), new Owners(registry, Clock.systemUTC()));

        assertThat(changes.addShared(waiting)).isTrue();
        return changes.wishes();
    }

    private Stored<OwnerState> waiting(String promise, StateStoreReference store) {
        Catalog.Place place = catalog.snapshot().place("shared").orElseThrow();
        OwnerState.Area area =
                new OwnerState.Area(store, "at " + store.name(), place.layout().root(), Set.of(), Set.of(), Set.of());
        OwnerState state = new OwnerState(
                ObjectReference.promise(promise),
                promise,
                "shared",
                area,
                false,
                false,
                "wanted",
                OwnerState.UNKNOWN,
                "",
                "");
        registry.commit(Step.builder().create(Table.OWNERS, state).build());
        return registry.find(Table.OWNERS, state.key()).orElseThrow();
    }

    private static Document store(StateStoreReference store) {
        return Document.builder("platform.kratix.io/v1alpha1", store.kind(), store.name())
                .build();
    }

    private void declare(Document document, Map<String, String> facts) {
        RegisteredObject object = new RegisteredObject(document, 1, Instant.EPOCH, Optional.empty(), Map.of(), facts);
        registry.commit(Step.builder().create(Table.OBJECTS, object).build());
    }
}
