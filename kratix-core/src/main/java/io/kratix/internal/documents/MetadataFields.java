// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import io.kratix.model.Kinds;
import io.kratix.model.Problem;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may stand in an object's metadata. Source: Kubernetes' {@code ObjectMeta}. */
public final class MetadataFields {
    /** Their names. */
    public static final Set<String> KNOWN = Set.of(
            "annotations",
            "creationTimestamp",
            "deletionGracePeriodSeconds",
            "deletionTimestamp",
            "finalizers",
            "generateName",
            "generation",
            "labels",
            "managedFields",
            "name",
            "namespace",
            "ownerReferences",
            "resourceVersion",
            "selfLink",
            "uid");

    /** Those that people write, in the order of their names. */
    public static final Set<String> WRITTEN =
            Collections.unmodifiableSet(new LinkedHashSet<>(List.of("annotations", "labels", "name", "namespace")));

    private static final int MOST = 100;

    private MetadataFields() {}

    /** {@return a problem for each field of a document's metadata that nobody knows} */
    static List<Problem> unknown(Map<String, @Nullable Object> document) {
        return document.get("metadata") instanceof Map<?, ?> metadata
                ? metadata.keySet().stream()
                        .map(String::valueOf)
                        .filter(field -> !KNOWN.contains(field))
                        .limit(MOST)
                        .map(field -> Problem.unknown("metadata." + field, WRITTEN))
                        .toList()
                : List.of();
    }

    /** {@return whether a document of that kind is refused for such a field; an API server leaves it out of others} */
    static boolean areHeldTo(String group, String kind) {
        return group.equals(Kinds.GROUP) && !kind.equals(Kinds.PROMISE);
    }
}
