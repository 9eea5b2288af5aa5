// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.ResourceBinding;
import io.kratix.testkit.InMemoryStateStoreProvider;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What people declare: two plain Promises, a compound one that brings another one and whose requests ask for one of the
 * first plain one, Destinations in any mode on two State Stores, and the platform itself.
 */
final class Declarations {
    static final String GROUP = "sim.kratix.io";
    static final String COMPOUND = "Stack";

    /** Its Promise comes with the compound one, by the platform itself. */
    static final String BROUGHT = "Gamma";

    static final List<String> KINDS = List.of("Alpha", "Beta", COMPOUND, BROUGHT);

    /** Those whose Promises people declare. */
    static final List<String> PROMISED = List.of("Alpha", "Beta", COMPOUND);

    static final List<String> VERSIONS = List.of("v1", "v2", "v3");

    static final String PLATFORM = "platform";
    static final List<String> DESTINATIONS = List.of("d0", "d1", "d2");

    private static final Set<FilepathMode> WITHOUT_NAMES =
            EnumSet.of(FilepathMode.NESTED_BY_METADATA, FilepathMode.NONE, FilepathMode.AGGREGATED_YAML);
    private static final Map<String, String> TEMPLATES = Map.of(
            "dependencies",
            "{destination.name}/z/{promise.name}",
            "resources",
            "{destination.name}/a/{resource.name}/{promise.name}/{resource.namespace}/{pipeline.name}");

    /** Of what is asked for in multiples of this, no Pipeline will ever make anything. */
    static final int IMPOSSIBLE = 13;

    private static final Map<String, Object> ANY =
            Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true);

    private Declarations() {}

    static Document store(String name, String path) {
        return Document.builder("platform.kratix.io/v1alpha1", InMemoryStateStoreProvider.KIND, name)
                .spec(path.isEmpty() ? Map.of("name", name) : Map.of("name", name, "path", path))
                .build();
    }

    static Destination platform(FilepathMode mode, String path) {
        return destination(PLATFORM, World.STORES.get(0), mode, path(PLATFORM, mode, path), "platform");
    }

    static Destination destination(String name, String store, FilepathMode mode, String path, String environment) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("stateStoreRef", Map.of("kind", InMemoryStateStoreProvider.KIND, "name", store));
        spec.put("path", path);
        spec.put("cleanup", "all");
        spec.put("strictMatchLabels", name.equals(PLATFORM));
        spec.put(
                "filepath",
                mode == FilepathMode.TEMPLATE
                        ? Map.of("mode", mode.text(), "templates", TEMPLATES)
                        : Map.of("mode", mode.text()));
        return Destination.of(Document.builder("platform.kratix.io/v1alpha1", "Destination", name)
                .label("environment", environment)
                .spec(spec)
                .build());
    }

    /** {@return a path below which no other Destination has anything, also in modes that have no names in their paths} */
    static String path(String destination, FilepathMode mode, String path) {
        return WITHOUT_NAMES.contains(mode) ? destination + "/" + path : path;
    }

    /** {@return what the labels of a Destination have to say for the files of a Promise and its requests} */
    static String environment(String kind) {
        return kind.equals(COMPOUND) ? PLATFORM : "dev";
    }

    /**
     * {@return a Promise}
     *
     * @param kind the kind of its requests
     * @param version one of {@link #VERSIONS}: what its Pipeline makes depends on it
     * @param dependency what it depends on
     */
    static Promise promise(String kind, String version, int dependency) {
        String name = promiseName(kind);
        String image = "sim/" + name;
        Promise.Builder promise = Promise.builder(name)
                .version(version)
                .api(GROUP, kind, ANY)
                .destinationSelector(Map.of("environment", environment(kind)))
                .resourceConfigure(Pipeline.builder(name)
                        .container("main", image, List.of(version))
                        .retries(3)
                        .build())
                .resourceDelete(Pipeline.builder(name + "-delete")
                        .container("main", image, List.of(version))
                        .retries(3)
                        .build());
        return kind.equals(COMPOUND)
                ? promise.dependency(
                                promise(BROUGHT, version, dependency).document().tree())
                        .build()
                : promise.dependency(configMap(name + "-" + dependency)).build();
    }

    private static Map<String, Object> configMap(String name) {
        return Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", Map.of("name", name));
    }

    static String promiseName(String kind) {
        return kind.toLowerCase(Locale.ROOT);
    }

    static ObjectReference promiseOf(String kind) {
        return ObjectReference.promise(promiseName(kind));
    }

    static Document request(String kind, String name, int size) {
        return Document.builder(GROUP + "/v1alpha1", kind, name)
                .namespace("default")
                .spec(Map.of("size", size))
                .build();
    }

    static ObjectReference reference(String kind, String name) {
        return ObjectReference.request(GROUP, kind, "default", name);
    }

    /** {@return the request that a compound one comes to} */
    static ObjectReference innerOf(ObjectReference compound) {
        return reference("Alpha", compound.name() + "-in");
    }

    /** {@return what a request comes to with a version of its Promise: content by name of the file} */
    static Map<String, String> outputs(ObjectReference request, int size, String version) {
        // where there are no directories, nobody's files have the names of another one's
        String file = promiseName(request.kind()) + "-" + request.name();
        if (request.kind().equals(COMPOUND)) {
            return Map.of(file + ".yaml", inner(request, size, version));
        }
        String main = "of: " + request + "\nsize: " + size + "\nby: " + version + "\n";
        return size % 2 == 0
                ? Map.of(file + ".yaml", main)
                : Map.of(file + ".yaml", main, file + "-odd.yaml", "odd: " + request + "\n");
    }

    /** {@return which version of its Promise a request shall run with} */
    static Document binding(ObjectReference request, String version) {
        return ResourceBinding.of(promiseName(request.kind()), request, version).document();
    }

    static int size(Document request) {
        return Integer.parseInt(String.valueOf(request.spec().get("size")));
    }

    private static String inner(ObjectReference compound, int size, String version) {
        return """
                apiVersion: %s/v1alpha1
                kind: Alpha
                metadata: {name: %s, namespace: default}
                spec: {size: %d, by: %s}
                """
                .formatted(GROUP, innerOf(compound).name(), size, version);
    }
}
