// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.step;

import io.kratix.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Changes an object's status step by step. A condition keeps its time unless something of it changes, so that equal
 * reports give equal status.
 */
public final class StatusEditor {
    /** The order of conditions, by their types. */
    public static final Comparator<String> READY_FIRST =
            Comparator.comparing((String type) -> !"Ready".equals(type)).thenComparing(Comparator.naturalOrder());

    private final Map<String, @Nullable Object> status;
    private final String now;

    /**
     * Begins with a status as it was.
     *
     * @param before the status
     * @param now the engine's time
     */
    public StatusEditor(Map<String, @Nullable Object> before, Instant now) {
        this.status = copy(before);
        this.now = time(now);
    }

    /** {@return a time as Kubernetes writes it} */
    public static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * Sets a field; the path's parents are made.
     *
     * @param value the field's value
     * @param path its keys, from the top
     * @return this editor
     */
    public StatusEditor set(Object value, String... path) {
        parent(path).put(path[path.length - 1], value);
        return this;
    }

    /** Sets a field that is not there yet, or keeps it. */
    public StatusEditor setIfAbsent(Object value, String... path) {
        parent(path).putIfAbsent(path[path.length - 1], value);
        return this;
    }

    /**
     * Removes a field.
     *
     * @param path its keys, from the top
     * @return this editor
     */
    public StatusEditor remove(String... path) {
        if (get(path) != null) {
            parent(path).remove(path[path.length - 1]);
        }
        return this;
    }

    /**
     * {@return the field, or {@code null}}
     *
     * @param path its keys, from the top
     */
    public @Nullable Object get(String... path) {
        Object value = status;
        for (String key : path) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return value;
    }

    /** {@return the current time, as Kubernetes writes it} */
    public String now() {
        return now;
    }

    /**
     * Reports a condition.
     *
     * @param type its type
     * @param is its status
     * @param reason its reason
     * @param message its message
     * @return this editor
     */
    public StatusEditor condition(String type, Condition.Status is, String reason, String message) {
        List<Map<String, @Nullable Object>> conditions = conditions();
        Map<String, @Nullable Object> before = conditions.stream()
                .filter(condition -> type.equals(condition.get("type")))
                .findFirst()
                .orElseGet(Map::of);
        boolean same = Objects.equals(before.get("status"), is.text())
                && Objects.equals(before.get("reason"), reason)
                && Objects.equals(before.get("message"), message);
        if (!same) {
            Map<String, @Nullable Object> condition = new LinkedHashMap<>();
            condition.put("lastTransitionTime", now);
            condition.put("message", message);
            condition.put("reason", reason);
            condition.put("status", is.text());
            condition.put("type", type);
            conditions.removeIf(other -> type.equals(other.get("type")));
            conditions.add(condition);
            conditions.sort(Comparator.comparing(known -> String.valueOf(known.get("type")), READY_FIRST));
            status.put("conditions", conditions);
        }
        return this;
    }

    /** Takes a condition back that says nothing any more. */
    public StatusEditor withoutCondition(String type) {
        List<Map<String, @Nullable Object>> conditions = conditions();
        if (conditions.removeIf(condition -> type.equals(condition.get("type")))) {
            status.put("conditions", conditions);
        }
        return this;
    }

    /** {@return whether a condition is reported with a status} */
    public boolean has(String type, Condition.Status is) {
        return conditions().stream()
                .anyMatch(condition ->
                        type.equals(condition.get("type")) && is.text().equals(condition.get("status")));
    }

    /** {@return a field of a condition; empty if it is not reported} */
    public String field(String type, String field) {
        return conditions().stream()
                .filter(condition -> type.equals(condition.get("type")))
                .map(condition -> String.valueOf(condition.get(field)))
                .findFirst()
                .orElse("");
    }

    /** {@return the status as it is now} */
    public Map<String, @Nullable Object> build() {
        return status;
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, @Nullable Object>> conditions() {
        Object conditions = status.get("conditions");
        List<Map<String, @Nullable Object>> copy = new ArrayList<>();
        if (conditions instanceof List<?> list) {
            list.forEach(condition -> copy.add((Map<String, @Nullable Object>) condition));
        }
        return copy;
    }

    @SuppressWarnings("unchecked")
    private Map<String, @Nullable Object> parent(String... path) {
        Map<String, @Nullable Object> parent = status;
        for (int i = 0; i < path.length - 1; i++) {
            Object child = parent.get(path[i]);
            Map<String, @Nullable Object> copy =
                    child instanceof Map<?, ?> map ? copy((Map<String, @Nullable Object>) map) : new LinkedHashMap<>();
            parent.put(path[i], copy);
            parent = copy;
        }
        return parent;
    }

    private static Map<String, @Nullable Object> copy(Map<String, @Nullable Object> tree) {
        return new LinkedHashMap<>(tree);
    }
}
