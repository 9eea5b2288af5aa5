// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the parts of a tree are named and shown in messages. */
final class Values {
    private static final int LONGEST = 80;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private Values() {}

    /** {@return the name that JSON schema has for the value's type} */
    static String typeOf(@Nullable Object value) {
        if (value instanceof Map) {
            return "object";
        }
        if (value instanceof List) {
            return "array";
        }
        if (value instanceof String) {
            return "string";
        }
        if (value instanceof Boolean) {
            return "boolean";
        }
        return value == null ? "null" : value instanceof Long ? "integer" : "number";
    }

    /** {@return a text in quotes, anything else as JSON; not all of it if it is long} */
    static String quoted(@Nullable Object value) {
        return value instanceof String text
                ? "\"" + shortened(text).replace("\\", "\\\\").replace("\"", "\\\"") + "\""
                : shortened(value);
    }

    /** {@return a text or number itself, a map or list as JSON} */
    static Object shown(Object value) {
        return value instanceof Map || value instanceof List ? new Json(start(value)) : value;
    }

    static String shortened(@Nullable Object value) {
        String text = value instanceof String string ? string : start(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    /** {@return how many values a value has, and characters} */
    static long size(@Nullable Object value) {
        long size = 1;
        if (value instanceof String text) {
            size += text.length();
        } else if (value instanceof List<?> list) {
            for (Object element : list) {
                size += size(element);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> field : map.entrySet()) {
                size += size(field.getKey()) + size(field.getValue());
            }
        }
        return size;
    }

    /** {@return the value as JSON; of a long one the beginning, which takes no longer than that} */
    private static String start(@Nullable Object value) {
        Beginning beginning = new Beginning();
        try {
            JSON.writeValue(beginning, value);
        } catch (IOException e) {
            if (!beginning.isFull()) {
                throw new IllegalArgumentException("a free tree is always JSON", e);
            }
        }
        return beginning.text.toString();
    }

    static String json(@Nullable Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a free tree is always JSON", e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }

    /** {@return whether a keyword with that value says anything} */
    static boolean isSet(@Nullable Object value) {
        return value != null && !value.equals(false) && !value.equals("") && !value.equals(List.of());
    }

    static boolean isTrue(Map<String, @Nullable Object> tree, String key) {
        return Boolean.TRUE.equals(tree.get(key));
    }

    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    /** Keeps the beginning of what is written, and ends the writing then. */
    private static final class Beginning extends Writer {
        private final StringBuilder text = new StringBuilder();

        boolean isFull() {
            return text.length() > LONGEST;
        }

        @Override
        public void write(char[] characters, int from, int length) throws IOException {
            if (!isFull()) {
                text.append(characters, from, length);
            }
            if (isFull()) {
                throw new IOException("there is more than anybody is shown");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private record Json(String text) {
        @Override
        public String toString() {
            return text;
        }
    }
}
