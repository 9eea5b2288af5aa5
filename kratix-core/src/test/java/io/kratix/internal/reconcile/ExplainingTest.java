// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.model.Destination;
import io.kratix.model.ObjectReference;
import io.kratix.model.Placement;
import io.kratix.model.StateStoreReference;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import io.kratix.model.WorkloadGroup;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Table;
import io.kratix.scheduling.Explanation;
import io.kratix.scheduling.SchedulingStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainingTest {
    private static final ObjectReference OWNER =
            ObjectReference.request("example.kratix.io", "redis", "default", "mine");

    @ParameterizedTest
    @ValueSource(strings = {"one", "two", "three", "four"})
    void saysThatAWorkGoesWhereTheRequestIsAlready(String there) {
        Registry registry = Registry.inMemory();
        RegisteredWork placed = work("first");
        RegisteredWork waiting = work("second");
        Step.Builder step = Step.builder()
                .create(Table.WORKS, placed)
                .create(Table.WORKS, waiting)
                .create(Table.PLACEMENTS, placement(placed, there));
        List.of("one", "two", "three", "four").forEach(name -> step.create(Table.OBJECTS, destination(name)));
        registry.commit(step.build());
        Schedulers schedulers = new Schedulers(registry, SchedulingStrategy.rendezvous(), new Random(1));

        Map<ObjectReference, Explanation> explained = new Explaining(registry, schedulers).explain(OWNER);

        assertThat(explained).hasSize(2);
        assertThat(explained.values())
                .allSatisfy(one -> assertThat(one.toString()).contains(there + " chosen: "));
    }

    private static RegisteredWork work(String pipeline) {
        Workload file = new Workload(StorePath.of(pipeline + ".yaml"), Content.of("a: 1\n"));
        WorkloadGroup group = new WorkloadGroup(WorkloadGroup.ROOT_DIRECTORY, List.of(file), List.of());
        Work work = new Work(
                "default", "redis-mine-" + pipeline, Work.Type.RESOURCE, "redis", OWNER, pipeline, 0, List.of(group));
        return new RegisteredWork(work, Optional.empty(), 1, false, List.of(), "");
    }

    private static RegisteredPlacement placement(RegisteredWork registered, String destination) {
        String group = registered.work().groups().get(0).id();
        return new RegisteredPlacement(
                Table.WORKS.keyOf(registered),
                OWNER.toString(),
                new Placement(registered.work().reference(), group, destination, false, "it was there"));
    }

    private static RegisteredObject destination(String name) {
        Destination destination = Destination.builder(name, new StateStoreReference("GitStateStore", "default"))
                .build();
        return new RegisteredObject(destination.document(), 1, Instant.EPOCH, Optional.empty(), Map.of(), Map.of());
    }
}
