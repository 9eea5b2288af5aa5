// SPDX-License-Identifier: Apache-2.0
package io.kratix.cases;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The tables of facts in {@code src/test/resources/cases}, read by Jackson and not by the code under test. */
public final class Cases {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Cases() {}

    /** {@return one table} */
    public static JsonNode table(String name) {
        try (InputStream in = Cases.class.getResourceAsStream("/cases/" + name + ".json")) {
            return JSON.readTree(Objects.requireNonNull(in, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the rows of one part of a table} */
    public static Stream<JsonNode> rows(String name, String part) {
        return StreamSupport.stream(table(name).required(part).spliterator(), false);
    }

    /** {@return JSON as a free tree of the model, numbers that are whole as Long} */
    public static @Nullable Object tree(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.properties().forEach(entry -> map.put(entry.getKey(), tree(entry.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(element -> list.add(tree(element)));
            return list;
        }
        return scalar(node);
    }

    private static @Nullable Object scalar(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        if (node.isNumber()) {
            double value = node.doubleValue();
            boolean whole = node.canConvertToLong() && value == Math.rint(value);
            return whole ? (Object) node.longValue() : (Object) value;
        }
        return node.isBoolean() ? (Object) node.booleanValue() : node.textValue();
    }
}
