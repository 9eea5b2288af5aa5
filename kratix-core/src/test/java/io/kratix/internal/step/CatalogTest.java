// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Destination;
import io.kratix.model.StateStoreReference;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final Registry registry = Registry.inMemory();
    private final Catalog catalog = new Catalog(registry);

    @BeforeEach
    void declareADestination() {
        registry.commit(Step.builder().create(Table.OBJECTS, declared(Map.of())).build());
    }

    @Test
    void isNotReadAgainForADestinationsOwnStatus() {
        Catalog.Snapshot before = catalog.snapshot();

        change(object -> new RegisteredObject(
                object.document().withStatus(Map.of("conditions", "Ready")),
                1,
                Instant.EPOCH,
                Optional.empty(),
                Map.of(),
                Map.of()));

        assertThat(catalog.snapshot()).isSameAs(before);
    }

    @Test
    void isReadAgainWhenADestinationIsDeclaredOtherwiseOrGoes() {
        Catalog.Snapshot before = catalog.snapshot();
        change(object -> declared(Map.of("environment", "dev")));
        Catalog.Snapshot labelled = catalog.snapshot();
        change(object -> new RegisteredObject(
                object.document(), 1, Instant.EPOCH, Optional.of(Instant.EPOCH), Map.of(), Map.of()));
        Catalog.Snapshot going = catalog.snapshot();

        assertThat(labelled).isNotSameAs(before);
        assertThat(going).isNotSameAs(labelled);
        assertThat(going.leaving()).containsExactly("worker");
    }

    private void change(UnaryOperator<RegisteredObject> change) {
        Stored<RegisteredObject> stored =
                registry.find(Table.OBJECTS, "Destination/worker").orElseThrow();
        Step step = Step.builder().update(stored, change.apply(stored.value())).build();
        registry.commit(step);
        catalog.committed(step);
    }

    private static RegisteredObject declared(Map<String, String> labels) {
        Destination.Builder builder = Destination.builder("worker", new StateStoreReference("GitStateStore", "default"))
                .cleanup(true);
        labels.forEach(builder::label);
        return new RegisteredObject(builder.build().document(), 1, Instant.EPOCH, Optional.empty(), Map.of(), Map.of());
    }
}
