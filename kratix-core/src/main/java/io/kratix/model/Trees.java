// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies free trees into the one form in which this package keeps them. */
final class Trees {
    private Trees() {}

    static Map<String, @Nullable Object> freeze(Map<?, ?> tree) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        tree.forEach((key, value) -> copy.put(String.valueOf(key), freezeValue(value)));
        return Collections.unmodifiableMap(copy);
    }

    private static List<@Nullable Object> freeze(List<?> list) {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        list.forEach(value -> copy.add(freezeValue(value)));
        return Collections.unmodifiableList(copy);
    }

    private static @Nullable Object freezeValue(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return freeze(map);
        }
        if (value instanceof List<?> list) {
            return freeze(list);
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Double || value instanceof Float) {
            return freezeNumber(((Number) value).doubleValue());
        }
        if (value == null || value instanceof String || value instanceof Long || value instanceof Boolean) {
            return value;
        }
        throw new IllegalArgumentException("a document's tree holds no "
                + value.getClass().getName() + "; use Map, List, String, Long, Double, Boolean or null");
    }

    /** 1.0 and 1 are one number, so that what was printed reads as what it was. */
    private static Number freezeNumber(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a document's tree holds no " + value + "; use a finite number");
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 0x1p63;
        return whole ? (Number) (long) value : (Number) value;
    }
}
