// SPDX-License-Identifier: Apache-2.0
package io.kratix.cases;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table.
 *
 * @param index its place in the table
 * @param row its facts
 */
public record Case(int index, JsonNode row) {
    public boolean has(String field) {
        return row.hasNonNull(field);
    }

    public JsonNode get(String field) {
        return row.path(field);
    }

    public String text(String field) {
        return row.path(field).asText("");
    }

    public String text(String field, String fallback) {
        return row.has(field) ? text(field) : fallback;
    }

    public List<String> texts(String field) {
        return texts(row.path(field));
    }

    public Map<String, String> map(String field) {
        return map(row.path(field));
    }

    public boolean isDeparted(String reason) {
        return text("departed").equals(reason);
    }

    public static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    public static Map<String, String> map(JsonNode node) {
        Map<String, String> map = new LinkedHashMap<>();
        node.properties()
                .forEach(field -> map.put(field.getKey(), field.getValue().asText()));
        return map;
    }

    /** {@return the node as a parser would give it: maps, lists and scalars} */
    public static @Nullable Object tree(JsonNode node) {
        return node.isMissingNode() ? null : Cases.tree(node);
    }

    @Override
    public String toString() {
        String name = text("name", text("yaml", text("situation")));
        return index + " " + (name.isEmpty() ? row.toString() : name);
    }
}
