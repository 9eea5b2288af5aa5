// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks schemas of whole objects, with apiVersion, kind and metadata: of requests, and of what they embed. */
final class ObjectSchemaCheck {
    private static final String EMBEDDED = "x-kubernetes-embedded-resource";
    private static final String PRESERVED = "x-kubernetes-preserve-unknown-fields";
    private static final List<String> METADATA = List.of("name", "generateName");

    private final Findings findings;

    ObjectSchemaCheck(Findings findings) {
        this.findings = findings;
    }

    /** Checks the schema of requests. */
    void checkRoot(Map<String, @Nullable Object> schema, Where where) {
        if (schema.get("additionalProperties") != null) {
            findings.forbidden(where.child("additionalProperties"), "must not be used at the root", "remove it");
        }
        Map<String, @Nullable Object> fields = Values.map(schema.get("properties"));
        checkFields(fields, where);
        Map<String, @Nullable Object> metadata = new HashMap<>(Values.map(fields.get("metadata")));
        metadata.values().removeIf(value -> !Values.isSet(value));
        List.of("type", "default").forEach(metadata::remove);
        if (METADATA.containsAll(Values.map(metadata.get("properties")).keySet())) {
            metadata.remove("properties");
        }
        if (!metadata.isEmpty()) {
            findings.forbidden(
                    where.child("properties", "metadata"),
                    "must not specify anything other than name and generateName, but metadata is implicitly specified",
                    "remove it");
        }
    }

    /** Checks a schema, if it is one of an embedded object. */
    void checkEmbedded(Map<String, @Nullable Object> schema, Where where) {
        if (Values.isTrue(schema, "x-kubernetes-int-or-string")) {
            refuseBeside(schema, PRESERVED, where);
            refuseBeside(schema, EMBEDDED, where);
        }
        if (Boolean.FALSE.equals(schema.get(PRESERVED))) {
            findings.invalid(where.child(PRESERVED), false, "must be true or undefined", "remove it");
        }
        if (!Values.isTrue(schema, EMBEDDED)) {
            return;
        }
        checkIsObject(schema, where);
        Map<String, @Nullable Object> fields = Values.map(schema.get("properties"));
        checkFields(fields, where);
        if (schema.get("additionalProperties") != null) {
            String rule = "must not be used if " + EMBEDDED + " is set";
            findings.forbidden(where.child("additionalProperties"), rule, "remove it");
        }
        if (fields.isEmpty() && !Values.isTrue(schema, PRESERVED)) {
            String rule = "must not be empty if " + EMBEDDED + " is true without " + PRESERVED;
            findings.required(where.child("properties"), rule, "describe the fields, or write " + PRESERVED);
        }
    }

    private void refuseBeside(Map<String, @Nullable Object> schema, String keyword, Where where) {
        if (Values.isTrue(schema, keyword)) {
            String rule = "must be false if x-kubernetes-int-or-string is true";
            findings.invalid(where.child(keyword), true, rule, "remove it");
        }
    }

    private void checkIsObject(Map<String, @Nullable Object> schema, Where where) {
        String rule = "must be object if " + EMBEDDED + " is true";
        Object type = schema.get("type");
        if (type == null) {
            findings.required(where.child("type"), rule, "write type: object");
        } else if (!type.equals("object")) {
            findings.invalid(where.child("type"), type, rule, "write type: object");
        }
    }

    private void checkFields(Map<String, @Nullable Object> fields, Where where) {
        Map.of("apiVersion", "string", "kind", "string", "metadata", "object").forEach((name, type) -> {
            Object actual = Values.map(fields.get(name)).get("type");
            if (fields.containsKey(name) && actual != null && !actual.equals(type)) {
                Where place = where.child("properties", name).child("type");
                findings.invalid(place, actual, "must be " + type, "write type: " + type);
            }
        });
    }
}
