// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.admission.Schema.Rule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The identity of an object within a request: its fields have the types that they have of every object. */
record EmbeddedRule() implements Rule {
    private static final List<String> TEXTS = List.of("generateName", "name", "namespace");
    private static final List<String> MAPS = List.of("annotations", "labels");
    private static final String REMEDY = "put the value in quotes";

    @Override
    public void check(@Nullable Object value, Where where, Findings findings) {
        if (!(value instanceof Map)) {
            return;
        }
        Map<String, @Nullable Object> object = Values.map(value);
        for (String key : List.of("apiVersion", "kind")) {
            checkText(object.get(key), where.child(key), "must be a string", findings);
        }
        Where place = where.child("metadata");
        if (isMap(object.get("metadata"), place, findings)) {
            checkMetadata(Values.map(object.get("metadata")), place, findings);
        }
    }

    private static void checkMetadata(Map<String, @Nullable Object> metadata, Where where, Findings findings) {
        for (String key : TEXTS) {
            checkText(metadata.get(key), where.child(key), "must be of type string", findings);
        }
        for (String key : MAPS) {
            Where place = where.child(key);
            if (isMap(metadata.get(key), place, findings)) {
                Values.map(metadata.get(key))
                        .forEach(
                                (name, text) -> checkText(text, place.child(name), "must be of type string", findings));
            }
        }
    }

    private static void checkText(@Nullable Object value, Where where, String rule, Findings findings) {
        if (value != null && !(value instanceof String)) {
            findings.invalid(where, value, rule, REMEDY);
        }
    }

    private static boolean isMap(@Nullable Object value, Where where, Findings findings) {
        if (value != null && !(value instanceof Map)) {
            findings.invalid(where, value, "must be of type object", "write its fields");
        }
        return value instanceof Map;
    }
}
