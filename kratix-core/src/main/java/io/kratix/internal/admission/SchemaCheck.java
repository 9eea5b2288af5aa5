// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks that a schema is structural: that each field has a type, and that what it demands can be understood. */
final class SchemaCheck {
    private static final List<String> TYPES = List.of("array", "boolean", "integer", "number", "object", "string");
    private static final List<String> FORBIDDEN_IN_JUNCTORS = List.of(
            "type",
            "default",
            "additionalProperties",
            "nullable",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string");

    private static final String TYPE_REMEDY = "write the type";

    private final Findings findings;
    private final List<String> warnings;

    SchemaCheck(Findings findings, List<String> warnings) {
        this.findings = findings;
        this.warnings = warnings;
    }

    void checkRoot(Map<String, @Nullable Object> schema, Where where) {
        Object type = schema.get("type");
        if (type == null) {
            findings.required(where.child("type"), "must not be empty at the root", "write type: object");
        } else if (!type.equals("object")) {
            findings.invalid(where.child("type"), type, "must be object at the root", "write type: object");
        }
        check(schema, where);
    }

    private void checkPart(@Nullable Object part, Where where, String kind) {
        Map<String, @Nullable Object> schema = Values.map(part);
        boolean isTyped = schema.containsKey("type")
                || isTrue(schema, "x-kubernetes-int-or-string")
                || isTrue(schema, "x-kubernetes-preserve-unknown-fields");
        if (!isTyped) {
            findings.required(where.child("type"), "must not be empty for specified " + kind, TYPE_REMEDY);
        }
        check(schema, where);
    }

    private void check(Map<String, @Nullable Object> schema, Where where) {
        checkType(schema, where);
        checkParts(schema, where);
        checkList(schema, where);
        checkPattern(schema, where);
        checkJunctors(schema, where, isTrue(schema, "x-kubernetes-int-or-string"));
        checkForbidden(schema, where);
        warnOfRules(schema, where);
        checkDefault(schema, where);
    }

    private void checkType(Map<String, @Nullable Object> schema, Where where) {
        Object type = schema.get("type");
        if (type != null && !TYPES.contains(String.valueOf(type))) {
            findings.unsupported(where.child("type"), type, TYPES);
        }
    }

    private void checkParts(Map<String, @Nullable Object> schema, Where where) {
        Values.map(schema.get("properties"))
                .forEach((name, part) -> checkPart(part, where.child("properties", name), "object fields"));
        if (schema.containsKey("items")) {
            checkPart(schema.get("items"), where.child("items"), "array items");
        } else if ("array".equals(schema.get("type"))) {
            findings.required(where.child("items"), "must be specified", "describe the elements");
        }
        if (schema.get("additionalProperties") instanceof Map<?, ?> part) {
            checkPart(part, where.child("additionalProperties"), "object fields");
        }
    }

    private void checkList(Map<String, @Nullable Object> schema, Where where) {
        List<?> keys = Values.list(schema.get("x-kubernetes-list-map-keys"));
        if (!"map".equals(schema.get("x-kubernetes-list-type"))) {
            return;
        }
        Where place = where.child("x-kubernetes-list-map-keys");
        if (keys.isEmpty()) {
            findings.required(
                    place, "must not be empty if x-kubernetes-list-type is map", "name the fields that are keys");
        }
        Map<String, @Nullable Object> properties =
                Values.map(Values.map(schema.get("items")).get("properties"));
        for (int i = 0; i < keys.size(); i++) {
            if (!properties.containsKey(String.valueOf(keys.get(i)))) {
                findings.invalid(place.item(i), keys.get(i), "name must be a property of items", "name one of them");
            }
        }
    }

    private void checkPattern(Map<String, @Nullable Object> schema, Where where) {
        if (schema.get("pattern") instanceof String pattern) {
            try {
                Patterns.compile(pattern);
            } catch (PatternSyntaxException e) {
                findings.invalid(
                        where.child("pattern"),
                        pattern,
                        "must be a valid regular expression, but isn't: " + e.getMessage(),
                        "write a pattern in the syntax of RE2");
            }
        }
    }

    private void checkJunctors(Map<String, @Nullable Object> schema, Where where, boolean isIntOrString) {
        for (String key : List.of("allOf", "anyOf", "oneOf")) {
            List<?> parts = Values.list(schema.get(key));
            for (int i = 0; i < parts.size(); i++) {
                checkJunctor(Values.map(parts.get(i)), where.child(key).item(i), isIntOrString);
            }
        }
        if (schema.containsKey("not")) {
            checkJunctor(Values.map(schema.get("not")), where.child("not"), false);
        }
    }

    private void checkJunctor(Map<String, @Nullable Object> schema, Where where, boolean isIntOrString) {
        for (String key : FORBIDDEN_IN_JUNCTORS) {
            if (schema.containsKey(key) && !(isIntOrString && key.equals("type"))) {
                findings.forbidden(where.child(key), "must be empty to be structural", "say it outside");
            }
        }
        checkPattern(schema, where);
        checkJunctors(schema, where, isIntOrString);
        Values.map(schema.get("properties"))
                .forEach((name, part) -> checkJunctor(Values.map(part), where.child("properties", name), false));
        if (schema.containsKey("items")) {
            checkJunctor(Values.map(schema.get("items")), where.child("items"), false);
        }
    }

    private void checkForbidden(Map<String, @Nullable Object> schema, Where where) {
        if (schema.containsKey("properties") && schema.containsKey("additionalProperties")) {
            findings.forbidden(
                    where.child("additionalProperties"),
                    "additionalProperties and properties are mutual exclusive",
                    "keep one of them");
        }
        if (schema.containsKey("$ref")) {
            findings.forbidden(where.child("$ref"), "$ref is not supported", "write the schema here");
        }
        if (isTrue(schema, "uniqueItems")) {
            findings.forbidden(
                    where.child("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
                    "write x-kubernetes-list-type: set");
        }
    }

    private void warnOfRules(Map<String, @Nullable Object> schema, Where where) {
        List<?> rules = Values.list(schema.get("x-kubernetes-validations"));
        for (int i = 0; i < rules.size(); i++) {
            warnings.add(where.child("x-kubernetes-validations").item(i) + ": the rule is not checked: "
                    + Values.map(rules.get(i)).get("rule"));
        }
    }

    private void checkDefault(Map<String, @Nullable Object> schema, Where where) {
        Object byDefault = schema.get("default");
        if (byDefault == null) {
            return;
        }
        Schema compiled = SchemaReader.read(schema);
        Where place = Where.root(where.child("default").field());
        Shaper shaper = new Shaper();
        Object shaped = shaper.shapePart(byDefault, compiled, place);
        shaper.unknown()
                .forEach(field -> findings.invalid(
                        place,
                        byDefault,
                        "must not have fields that the schema does not know",
                        "remove " + field.where()));
        Validator validator = new Validator();
        validator.validate(shaped, compiled, Before.NOTHING, place);
        findings.addAll(validator.findings());
    }

    private static boolean isTrue(Map<String, @Nullable Object> schema, String key) {
        return Boolean.TRUE.equals(schema.get(key));
    }
}
