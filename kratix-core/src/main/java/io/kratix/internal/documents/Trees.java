// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the parts of a free tree are called in messages. */
final class Trees {
    private Trees() {}

    static String typeOf(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Map) {
            return "object";
        }
        if (value instanceof List) {
            return "array";
        }
        return value instanceof String ? "string" : value instanceof Boolean ? "boolean" : "number";
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> asObject(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) map;
    }
}
