// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small APIs for tests. */
final class Crds {
    private Crds() {}

    /** {@return an API {@code <plural>.test.io} of kind Thing with one version} */
    static Map<String, Object> of(String plural, Map<String, ?> specSchema) {
        Map<String, Object> schema = Map.of("type", "object", "properties", Map.of("spec", specSchema));
        return of(plural, List.of(version("v1", true, schema)));
    }

    /** {@return an API of kind Thing with several versions} */
    static Map<String, Object> of(String plural, List<Map<String, Object>> versions) {
        return Map.of(
                "apiVersion",
                "apiextensions.k8s.io/v1",
                "kind",
                "CustomResourceDefinition",
                "metadata",
                Map.of("name", plural + ".test.io"),
                "spec",
                Map.of(
                        "group",
                        "test.io",
                        "names",
                        Map.of("kind", "Thing", "plural", plural, "singular", "thing"),
                        "scope",
                        "Namespaced",
                        "versions",
                        versions));
    }

    /** {@return a version that is served} */
    static Map<String, Object> version(String name, boolean storage, Map<String, ?> schema) {
        return Map.of("name", name, "served", true, "storage", storage, "schema", Map.of("openAPIV3Schema", schema));
    }

    /** {@return a map with some fields replaced} */
    static Map<String, Object> merge(Map<String, ?> map, Map<String, ?> changes) {
        Map<String, Object> merged = new LinkedHashMap<>(map);
        merged.putAll(changes);
        return merged;
    }
}
