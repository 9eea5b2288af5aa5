// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An object of a Pipeline's document, read field by field; a value of the wrong type is told with its place. */
final class FieldTree {
    private final String place;
    private final Map<String, @Nullable Object> fields;

    private FieldTree(String place, Map<String, @Nullable Object> fields) {
        this.place = place;
        this.fields = fields;
    }

    /**
     * {@return a view of an object}
     *
     * @param place what messages begin with: {@code container 'main' (image 'redis:7')}
     * @param fields the object
     */
    static FieldTree of(String place, Map<String, @Nullable Object> fields) {
        return new FieldTree(place, fields);
    }

    /** {@return the names of the fields that have a value and are none of these} */
    Set<String> besides(String... known) {
        Set<String> names = new TreeSet<>(fields.keySet());
        names.removeIf(name -> fields.get(name) == null);
        names.removeAll(Set.of(known));
        return names;
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    /** {@return a text, empty if there is none} */
    String text(String name) {
        Object value = fields.get(name);
        if (value instanceof Map || value instanceof List) {
            throw wrong(name, value, "a text");
        }
        return value == null ? "" : value.toString();
    }

    boolean flag(String name, boolean fallback) {
        Object value = fields.get(name);
        if (value != null && !(value instanceof Boolean)) {
            throw wrong(name, value, "true or false");
        }
        return value == null ? fallback : (Boolean) value;
    }

    OptionalLong number(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Integer || value instanceof Long) {
            return OptionalLong.of(((Number) value).longValue());
        }
        throw wrong(name, value, "a whole number");
    }

    Optional<Quantity> quantity(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Quantity> quantity = Quantity.parse(text);
        if (quantity.isEmpty()) {
            throw wrong(name, text, "a quantity such as 250m, 64Mi or 2");
        }
        return quantity;
    }

    /** {@return a nested object, without fields if there is none} */
    FieldTree object(String name) {
        Object value = fields.get(name);
        return nested(place + ": " + name, name, value == null ? Map.of() : value);
    }

    /** {@return the objects of a list, none if there is no list} */
    List<FieldTree> objects(String name) {
        List<?> values = list(name);
        return java.util.stream.IntStream.range(0, values.size())
                .mapToObj(index -> nested(place + ": " + name + "[" + index + "]", name, values.get(index)))
                .toList();
    }

    /** {@return the texts of a list, none if there is no list} */
    List<String> texts(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }

    RunFailedException wrong(String name, @Nullable Object value, String allowed) {
        return new RunFailedException(place + ": " + name + " is '" + value + "', must be " + allowed);
    }

    RunFailedException unfit(String text) {
        return new RunFailedException(place + ": " + text);
    }

    private List<?> list(String name) {
        Object value = fields.get(name);
        if (value != null && !(value instanceof List)) {
            throw wrong(name, value, "a list");
        }
        return value == null ? List.of() : (List<?>) value;
    }

    private FieldTree nested(String nestedPlace, String name, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(name, value, "an object");
        }
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, nested) -> copy.put(String.valueOf(key), nested));
        return new FieldTree(nestedPlace, copy);
    }
}
