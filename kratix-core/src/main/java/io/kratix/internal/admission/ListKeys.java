// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lists that are sets, or maps by some of their elements' fields: no two elements may be the same. */
final class ListKeys {
    private ListKeys() {}

    static void check(List<?> list, Schema schema, Where where, Findings findings) {
        if (!schema.traits().set() && schema.mapKeys().isEmpty()) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            Object element = schema.traits().set() ? list.get(i) : keys(list.get(i), schema.mapKeys());
            if (!seen.add(identity(element))) {
                findings.duplicate(where.item(i), element == null ? "null" : element);
            }
        }
    }

    /**
     * {@return a text that is equal for equal values only} A hash table of texts stays fast even where somebody chose them
     * for their equal hashes; one of maps does not.
     */
    static String identity(@Nullable Object value) {
        return value instanceof String text ? "\"" + text : Values.json(value);
    }

    /** {@return the identity of an element of a list that is a map} */
    static String identity(@Nullable Object element, List<String> names) {
        return identity(keys(element, names));
    }

    private static Map<String, Object> keys(@Nullable Object element, List<String> names) {
        Map<String, @Nullable Object> fields = Values.map(element);
        Map<String, Object> keys = new TreeMap<>();
        for (String name : names) {
            Object value = fields.get(name);
            if (value != null) {
                keys.put(name, value);
            }
        }
        return keys;
    }
}
