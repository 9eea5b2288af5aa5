// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a document says of itself.
 *
 * @param name the name, unique within namespace and kind
 * @param namespace the namespace as written; empty where the document has none
 * @param labels what selectors match, by key
 * @param annotations what nobody selects by, by key
 */
public record Metadata(String name, String namespace, Map<String, String> labels, Map<String, String> annotations) {
    /** The fields that people write. */
    static final Set<String> FIELDS = Set.of("annotations", "labels", "name", "namespace");

    /** Fields that have a meaning in a cluster only, and are left out here. */
    static final List<String> CLUSTER_FIELDS = List.of(
            "creationTimestamp",
            "deletionGracePeriodSeconds",
            "deletionTimestamp",
            "finalizers",
            "generateName",
            "generation",
            "managedFields",
            "ownerReferences",
            "resourceVersion",
            "selfLink",
            "uid");

    /** Copies both maps, ordered by key. */
    public Metadata {
        labels = sorted(labels);
        annotations = sorted(annotations);
    }

    /**
     * {@return metadata with a name and nothing else}
     *
     * @param name the name
     */
    public static Metadata named(String name) {
        return new Metadata(name, "", Map.of(), Map.of());
    }

    static Metadata read(FieldReader reader) {
        return new Metadata(
                reader.text("name"),
                reader.text("namespace", ""),
                reader.textMap("labels"),
                reader.textMap("annotations"));
    }

    /**
     * {@return a copy in another namespace}
     *
     * @param other the namespace; empty for none
     */
    public Metadata withNamespace(String other) {
        return new Metadata(name, other, labels, annotations);
    }

    /**
     * {@return a copy with these labels and no others}
     *
     * @param others the labels
     */
    public Metadata withLabels(Map<String, String> others) {
        return new Metadata(name, namespace, others, annotations);
    }

    /**
     * {@return a copy with these annotations and no others}
     *
     * @param others the annotations
     */
    public Metadata withAnnotations(Map<String, String> others) {
        return new Metadata(name, namespace, labels, others);
    }

    /** As it stands in a document; what is empty is left out. */
    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (!annotations.isEmpty()) {
            tree.put("annotations", annotations);
        }
        if (!labels.isEmpty()) {
            tree.put("labels", labels);
        }
        tree.put("name", name);
        if (!namespace.isEmpty()) {
            tree.put("namespace", namespace);
        }
        return tree;
    }

    private static Map<String, String> sorted(Map<String, String> map) {
        return java.util.Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
