// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.internal.documents.DocumentReader;
import io.kratix.internal.step.StatusEditor;
import io.kratix.model.InvalidDocumentException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Merges what a Pipeline's {@code metadata/status.yaml} says into an object's status: maps deeply, conditions by their
 * type, whatever else there is by replacing it. Fields that the engine reports by itself stay the engine's.
 */
public final class StatusMerge {
    private static final String CONDITIONS = "conditions";
    private static final Set<String> REPORTED_BY_THE_ENGINE = Set.of(
            "healthStatus",
            "lastSuccessfulConfigureWorkflowTime",
            "observedGeneration",
            "promiseVersion",
            "resourceBindingVersion",
            "workflows",
            "workflowsFailed",
            "workflowsSucceeded");

    /** What the engine itself goes by. */
    private static final Set<String> CONDITIONS_OF_THE_ENGINE = Set.of(
            "ConfigureWorkflowCompleted",
            "DeleteWorkflowCompleted",
            "PromiseAvailable",
            "Reconciled",
            "WorksSucceeded");

    private StatusMerge() {}

    /**
     * Reads the file's first document.
     *
     * @param text the file
     * @return what it says; nothing for an empty file
     * @throws UnfitMetadataException if it is no object, or speaks of what is Kratix' own
     */
    public static Map<String, @Nullable Object> read(String text) throws UnfitMetadataException {
        List<Object> trees;
        try {
            trees = DocumentReader.readTrees(text);
        } catch (InvalidDocumentException e) {
            throw unreadable("error converting YAML to JSON: " + e.getMessage());
        }
        if (trees.isEmpty()) {
            return Map.of();
        }
        if (!(trees.get(0) instanceof Map<?, ?> map)) {
            throw unreadable("it is no object; write fields, such as message: ready");
        }
        if (map.containsKey("kratix")) {
            throw new UnfitMetadataException("'kratix' is a kratix managed status field that cannot be updated via"
                    + " workflows; remove update to 'kratix' from the '/kratix/metadata/status.yaml' file");
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        map.forEach((key, value) -> fields.put(String.valueOf(key), value));
        return fields;
    }

    /** {@return the fields among these that a Pipeline says in vain, by name} */
    static Set<String> ignored(Map<String, @Nullable Object> incoming) {
        Set<String> ignored = new TreeSet<>(incoming.keySet());
        ignored.removeIf(field -> !REPORTED_BY_THE_ENGINE.contains(field)
                && !(field.equals(CONDITIONS) && !(incoming.get(field) instanceof List)));
        if (incoming.get(CONDITIONS) instanceof List<?> list) {
            list.stream()
                    .filter(StatusMerge::isOfTheEngine)
                    .forEach(condition -> ignored.add("condition " + ((Map<?, ?>) condition).get("type")));
        }
        return ignored;
    }

    /**
     * {@return the status with what was said in it}
     *
     * @param existing the status as it is
     * @param incoming what was said
     */
    public static Map<String, @Nullable Object> merge(
            Map<String, @Nullable Object> existing, Map<String, @Nullable Object> incoming) {
        Map<String, @Nullable Object> heard = new LinkedHashMap<>(incoming);
        heard.keySet().removeAll(ignored(incoming));
        Object said = heard.remove(CONDITIONS);
        Map<String, @Nullable Object> merged = deeply(existing, heard);
        if (said instanceof List<?> list) {
            merged.put(CONDITIONS, conditions(existing.get(CONDITIONS), list));
        }
        return merged;
    }

    private static Map<String, @Nullable Object> deeply(Map<?, ?> existing, Map<?, ?> incoming) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>();
        existing.forEach((key, value) -> merged.put(String.valueOf(key), value));
        incoming.forEach((key, value) -> merged.put(
                String.valueOf(key),
                value instanceof Map<?, ?> map && merged.get(String.valueOf(key)) instanceof Map<?, ?> known
                        ? deeply(known, map)
                        : value));
        return merged;
    }

    private static List<Object> conditions(@Nullable Object existing, List<?> incoming) {
        Map<String, Object> byType = new TreeMap<>(StatusEditor.READY_FIRST);
        if (existing instanceof List<?> list) {
            add(byType, list);
        }
        add(byType, incoming.stream().filter(one -> !isOfTheEngine(one)).toList());
        return List.copyOf(byType.values());
    }

    private static boolean isOfTheEngine(@Nullable Object condition) {
        return condition instanceof Map<?, ?> map
                && map.get("type") instanceof String type
                && CONDITIONS_OF_THE_ENGINE.contains(type);
    }

    private static void add(Map<String, Object> byType, List<?> conditions) {
        for (Object condition : conditions) {
            if (condition instanceof Map<?, ?> map && map.get("type") instanceof String type) {
                byType.put(type, map);
            }
        }
    }

    private static UnfitMetadataException unreadable(String why) {
        return new UnfitMetadataException(
                "failed to load incoming status: failed to unmarshal incoming status: " + why);
    }
}
