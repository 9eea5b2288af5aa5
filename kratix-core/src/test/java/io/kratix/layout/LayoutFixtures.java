// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Content;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import io.kratix.model.WorkloadGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes Destinations, owners and placed groups for tests. */
final class LayoutFixtures {
    static final String STATIC = "";

    private LayoutFixtures() {}

    /** A Destination in mode {@code template}, or one with a file of its own, by the fields of {@code filepath}. */
    static Destination destination(String name, String path, Map<String, ?> filepath) {
        Map<String, @Nullable Object> spec = new LinkedHashMap<>();
        spec.put("path", path);
        spec.put("stateStoreRef", Map.of("kind", "GitStateStore", "name", "default"));
        spec.put("filepath", filepath);
        return Destination.of(Document.builder(Kinds.API_VERSION, Kinds.DESTINATION, name)
                .spec(spec)
                .build());
    }

    static Destination destination(String name, String path, FilepathMode mode) {
        return destination(name, path, Map.of("mode", mode.text()));
    }

    static Destination templated(String name, String path, String dependencies, String resources) {
        Map<String, String> templates = Map.of("dependencies", dependencies, "resources", resources);
        return destination(name, path, Map.of("mode", "template", "templates", templates));
    }

    static Layout layout(Destination destination) {
        return Layout.of(StorePath.ROOT, destination, destination.mode().orElseThrow());
    }

    /** What a Pipeline made for an owner; without a Pipeline's name it is the Promise's static dependencies. */
    static PlacedGroup placed(LayoutOwner owner, String pipeline, int position, WorkloadGroup group) {
        boolean fixed = pipeline.isEmpty() && owner.isPromise();
        Work.Type type =
                fixed ? Work.Type.STATIC_DEPENDENCY : owner.isPromise() ? Work.Type.PROMISE : Work.Type.RESOURCE;
        String namespace = owner.isPromise() ? Kinds.SYSTEM_NAMESPACE : owner.namespace();
        ObjectReference reference = owner.isPromise()
                ? ObjectReference.promise(owner.promise())
                : ObjectReference.request("marketplace.kratix.io", owner.promise(), namespace, owner.request());
        Work work = new Work(
                namespace,
                owner.promise() + "-" + owner.request() + "-" + pipeline,
                type,
                owner.promise(),
                reference,
                pipeline,
                position,
                List.of(group));
        return new PlacedGroup(work, group);
    }

    /** The root group, with files of these paths whose text is their path. */
    static WorkloadGroup root(String... paths) {
        return group(WorkloadGroup.ROOT_DIRECTORY, List.of(paths));
    }

    static WorkloadGroup group(String directory, List<String> paths) {
        List<Workload> workloads = new ArrayList<>();
        paths.forEach(path -> workloads.add(new Workload(StorePath.of(path), Content.of(path))));
        return new WorkloadGroup(directory, workloads, List.of());
    }

    static String text(Content content) {
        return new String(content.bytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
