// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.StateStoreReference;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Step;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LocationTest {
    @Test
    void documentsOfOneLocationTakeTurnsInItsLane() throws InterruptedException {
        List<String> lanes = new CopyOnWriteArrayList<>();
        try (Platform platform = Platform.open()) {
            platform.registry.onCommit(step -> lanesOf(step, lanes));

            platform.kratix.apply(
                    Platform.store(),
                    Document.builder("platform.kratix.io/v1alpha1", "MemoryStateStore", "second")
                            .spec(Map.of("name", "state"))
                            .build(),
                    Platform.destination("one").build(),
                    Destination.builder("two", new StateStoreReference("MemoryStateStore", "second"))
                            .build());
            platform.settle();

            String kind = RegisteredObject.platformKind("MemoryStateStore");
            assertThat(platform.registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_KIND, kind)))
                    .hasSize(2);
            assertThat(lanes).hasSizeGreaterThanOrEqualTo(4).containsOnly("memory:state");
            assertThat(platform.paths()).hasSize(4);
        }
    }

    private static void lanesOf(Step step, List<String> lanes) {
        step.tasks().stream()
                .filter(task -> task.type() == Task.Type.STORE)
                .map(Task::lane)
                .forEach(lanes::add);
    }
}
