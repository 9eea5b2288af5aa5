// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what stands within {@code allOf}, {@code anyOf}, {@code oneOf} and {@code not}: nothing but conditions. */
final class JunctorCheck {
    private static final List<String> JUNCTORS = List.of("allOf", "anyOf", "oneOf");

    /** What belongs outside, and what Kubernetes says it must be within. */
    private static final Map<String, String> FORBIDDEN = Map.ofEntries(
            Map.entry("type", "empty"),
            Map.entry("title", "empty"),
            Map.entry("description", "empty"),
            Map.entry("x-kubernetes-list-map-keys", "empty"),
            Map.entry("x-kubernetes-validations", "empty"),
            Map.entry("additionalProperties", "undefined"),
            Map.entry("default", "undefined"),
            Map.entry("externalDocs", "undefined"),
            Map.entry("x-kubernetes-list-type", "undefined"),
            Map.entry("x-kubernetes-map-type", "undefined"),
            Map.entry("nullable", "false"),
            Map.entry("x-kubernetes-preserve-unknown-fields", "false"),
            Map.entry("x-kubernetes-embedded-resource", "false"),
            Map.entry("x-kubernetes-int-or-string", "false"));

    private final Findings findings;
    private final KeywordCheck keywords;
    private final PatternCheck patterns;

    JunctorCheck(Findings findings, KeywordCheck keywords, PatternCheck patterns) {
        this.findings = findings;
        this.keywords = keywords;
        this.patterns = patterns;
    }

    /** Checks the conditions of a schema. */
    void check(Map<String, @Nullable Object> schema, Where where) {
        checkConditions(schema, where, Values.isTrue(schema, "x-kubernetes-int-or-string"));
    }

    /** Checks that the conditions of a whole object name no field but those that its schema has. */
    void checkCompleteness(Map<String, @Nullable Object> schema, Where where) {
        forEach(schema, where, (condition, place) -> compare(condition, schema, where, place));
    }

    private void checkConditions(Map<String, @Nullable Object> schema, Where where, boolean isIntOrString) {
        for (String key : JUNCTORS) {
            List<?> parts = Values.list(schema.get(key));
            for (int i = 0; i < parts.size(); i++) {
                checkCondition(Values.map(parts.get(i)), where.child(key).item(i), isIntOrString);
            }
        }
        if (schema.containsKey("not")) {
            checkCondition(Values.map(schema.get("not")), where.child("not"), false);
        }
    }

    private void checkCondition(Map<String, @Nullable Object> condition, Where where, boolean isIntOrString) {
        FORBIDDEN.forEach((keyword, must) -> {
            if (Values.isSet(condition.get(keyword)) && !(isIntOrString && keyword.equals("type"))) {
                findings.forbidden(where.child(keyword), "must be " + must + " to be structural", "say it outside");
            }
        });
        keywords.check(condition, where);
        patterns.check(condition, where);
        checkConditions(condition, where, isIntOrString);
        Values.map(condition.get("properties")).forEach((name, part) -> {
            Where place = where.child("properties", name);
            if (name.equals("metadata")) {
                findings.forbidden(place, "must not be specified in a nested context", "remove it");
            }
            checkCondition(Values.map(part), place, false);
        });
        if (condition.containsKey("items")) {
            checkCondition(Values.map(condition.get("items")), where.child("items"), false);
        }
    }

    private void compare(
            Map<String, @Nullable Object> condition, Map<String, @Nullable Object> schema, Where where, Where place) {
        forEach(condition, place, (nested, at) -> compare(nested, schema, where, at));
        if (condition.get("items") instanceof Map<?, ?> items) {
            comparePart(items, schema.get("items"), where.child("items"), place.child("items"));
        }
        Map<String, @Nullable Object> fields = Values.map(schema.get("properties"));
        Values.map(condition.get("properties"))
                .forEach((name, part) -> comparePart(
                        part, fields.get(name), where.child("properties", name), place.child("properties", name)));
    }

    private void comparePart(@Nullable Object condition, @Nullable Object schema, Where where, Where place) {
        if (schema == null && !findings.isFull()) {
            findings.required(where, "because it is defined in " + place, "describe it here, or remove it there");
        } else if (schema != null) {
            compare(Values.map(condition), Values.map(schema), where, place);
        }
    }

    private static void forEach(Map<String, @Nullable Object> schema, Where where, Visit visit) {
        for (String key : JUNCTORS) {
            List<?> parts = Values.list(schema.get(key));
            for (int i = 0; i < parts.size(); i++) {
                visit.visit(Values.map(parts.get(i)), where.child(key).item(i));
            }
        }
        if (schema.get("not") instanceof Map<?, ?> not) {
            visit.visit(Values.map(not), where.child("not"));
        }
    }

    private interface Visit {
        void visit(Map<String, @Nullable Object> condition, Where where);
    }
}
