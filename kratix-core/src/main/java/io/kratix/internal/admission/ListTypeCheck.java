// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what a schema says of lists that are sets or maps, and of maps that are changed as a whole. */
final class ListTypeCheck {
    private static final String LIST_TYPE = "x-kubernetes-list-type";
    private static final String MAP_TYPE = "x-kubernetes-map-type";
    private static final String MAP_KEYS = "x-kubernetes-list-map-keys";

    private final Findings findings;
    private final Map<String, @Nullable Object> schema;
    private final Map<String, @Nullable Object> items;
    private final Where where;

    private ListTypeCheck(Findings findings, Map<String, @Nullable Object> schema, Where where) {
        this.findings = findings;
        this.schema = schema;
        this.items = Values.map(schema.get("items"));
        this.where = where;
    }

    static void check(Map<String, @Nullable Object> schema, Where where, Findings findings) {
        ListTypeCheck check = new ListTypeCheck(findings, schema, where);
        check.checkType(LIST_TYPE, "array", List.of("atomic", "set", "map"));
        check.checkType(MAP_TYPE, "object", List.of("atomic", "granular"));
        check.checkKeysWithoutMap();
        if ("set".equals(schema.get(LIST_TYPE))) {
            check.checkSet();
        } else if ("map".equals(schema.get(LIST_TYPE))) {
            check.checkMap();
        }
    }

    private void checkType(String keyword, String type, List<String> allowed) {
        if (!(schema.get(keyword) instanceof String value)) {
            return;
        }
        checkTypeOf(schema, where, type, "must be " + type + " if " + keyword + " is specified");
        if (!allowed.contains(value)) {
            findings.unsupported(where.child(keyword), value, allowed);
        }
    }

    private void checkTypeOf(Map<String, @Nullable Object> part, Where place, String type, String rule) {
        Object actual = part.get("type");
        if (actual == null) {
            findings.required(place.child("type"), rule, "write type: " + type);
        } else if (!actual.equals(type)) {
            findings.invalid(place.child("type"), actual, rule, "write type: " + type);
        }
    }

    private void checkKeysWithoutMap() {
        String rule = "must be map if " + MAP_KEYS + " is non-empty";
        Object type = schema.get(LIST_TYPE);
        if (!Values.isSet(schema.get(MAP_KEYS)) || "map".equals(type)) {
            return;
        }
        if (type == null) {
            findings.required(where.child(LIST_TYPE), rule, "write map");
        } else {
            findings.invalid(where.child(LIST_TYPE), type, rule, "write map");
        }
    }

    private void checkSet() {
        checkNullable();
        boolean isList = "array".equals(items.get("type"));
        boolean isMap = "object".equals(items.get("type"));
        String keyword = isList ? LIST_TYPE : MAP_TYPE;
        Object actual = items.get(keyword);
        if ((isList && actual != null && !actual.equals("atomic")) || (isMap && !"atomic".equals(actual))) {
            String rule = "must be atomic as item of a list with " + LIST_TYPE + "=set";
            findings.invalid(where.child("items").child(keyword), actual, rule, "write atomic");
        }
    }

    private void checkNullable() {
        if (Values.isTrue(items, "nullable")) {
            findings.forbidden(
                    where.child("items").child("nullable"),
                    "cannot be nullable when " + LIST_TYPE + " is " + schema.get(LIST_TYPE),
                    "remove it");
        }
    }

    private void checkMap() {
        checkNullable();
        List<?> keys = Values.list(schema.get(MAP_KEYS));
        Where place = where.child(MAP_KEYS);
        if (keys.isEmpty()) {
            findings.required(place, "must not be empty if " + LIST_TYPE + " is map", "name the fields that are keys");
        }
        if (schema.containsKey("items")) {
            checkTypeOf(
                    items, where.child("items"), "object", "must be object if parent array's " + LIST_TYPE + " is map");
        }
        Set<Object> seen = new HashSet<>();
        for (Object key : keys) {
            if (!seen.add(key)) {
                findings.invalid(place, keys, "must not contain duplicate entries", "remove one of the two");
            }
            checkKey(String.valueOf(key), keys);
        }
    }

    private void checkKey(String key, List<?> keys) {
        Map<String, @Nullable Object> fields = Values.map(items.get("properties"));
        Map<String, @Nullable Object> field = Values.map(fields.get(key));
        Where place = where.child("items").child("properties", key);
        Object type = field.get("type");
        if (!fields.containsKey(key)) {
            String rule = "entries must all be names of item properties";
            findings.invalid(where.child(MAP_KEYS), keys, rule, "describe " + key + ", or remove it");
            return;
        }
        if ("array".equals(type) || "object".equals(type)) {
            String rule = "must be a scalar type if parent array's " + LIST_TYPE + " is map";
            findings.invalid(place.child("type"), type, rule, "choose another key");
        }
        String isKey = "this property is in " + MAP_KEYS + ", so it ";
        if (!Values.list(items.get("required")).contains(key) && field.get("default") == null) {
            String rule = isKey + "must have a default or be a required property";
            findings.required(place.child("default"), rule, "name it in required");
        }
        if (Values.isTrue(field, "nullable")) {
            findings.forbidden(place.child("nullable"), isKey + "cannot be nullable", "remove it");
        }
    }
}
