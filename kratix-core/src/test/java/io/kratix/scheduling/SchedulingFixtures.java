// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Content;
import io.kratix.model.Destination;
import io.kratix.model.DestinationSelector;
import io.kratix.model.ObjectReference;
import io.kratix.model.Placement;
import io.kratix.model.StateStoreReference;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import io.kratix.model.WorkloadGroup;
import java.util.List;
import java.util.Map;

/** Makes Works and Destinations for tests. */
final class SchedulingFixtures {
    private static final StateStoreReference STORE = new StateStoreReference("GitStateStore", "default");

    private SchedulingFixtures() {}

    static Destination destination(String name, Map<String, String> labels) {
        return destination(name, labels, false);
    }

    static Destination destination(String name, Map<String, String> labels, boolean strict) {
        Destination.Builder builder = Destination.builder(name, STORE).strictMatchLabels(strict);
        labels.forEach(builder::label);
        return builder.build();
    }

    static WorkloadGroup group(String directory, DestinationSelector... selectors) {
        String prefix = directory.equals(WorkloadGroup.ROOT_DIRECTORY) ? "" : directory + "/";
        Workload workload = new Workload(StorePath.of(prefix + "a.yaml"), Content.of("a: 1\n"));
        return new WorkloadGroup(directory, List.of(workload), List.of(selectors));
    }

    static Work ofRequest(String request, List<WorkloadGroup> groups) {
        ObjectReference owner = ObjectReference.request("marketplace.kratix.io", "redis", "default", request);
        return new Work("default", "my-work", Work.Type.RESOURCE, "redis", owner, "pipe", 0, groups);
    }

    static Work ofPromise(List<WorkloadGroup> groups) {
        ObjectReference owner = ObjectReference.promise("redis");
        return new Work("default", "my-work", Work.Type.PROMISE, "redis", owner, "pipe", 0, groups);
    }

    static Placement placement(Work work, String directory, String destination, boolean misplaced) {
        String group = new WorkloadGroup(directory, List.of(), List.of()).id();
        return new Placement(work.reference(), group, destination, misplaced, "it was there");
    }
}
