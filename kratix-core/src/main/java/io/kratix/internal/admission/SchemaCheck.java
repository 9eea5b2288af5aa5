// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks that a schema is structural: that each field has a type, and that what it demands can be understood. */
final class SchemaCheck {
    private static final List<String> TYPES = List.of("array", "boolean", "integer", "number", "object", "string");
    private static final String TYPE_REMEDY = "write the type";

    private static final int MOST_WARNINGS = 1_000;

    private final Findings findings;
    private final List<String> warnings;
    private final KeywordCheck keywords;
    private final PatternCheck patterns;
    private final JunctorCheck junctors;
    private final ObjectSchemaCheck objects;
    private final Effort effort = new Effort();

    SchemaCheck(Findings findings, List<String> warnings) {
        this.findings = findings;
        this.warnings = warnings;
        this.keywords = new KeywordCheck(findings);
        this.patterns = new PatternCheck(findings);
        this.junctors = new JunctorCheck(findings, keywords, patterns);
        this.objects = new ObjectSchemaCheck(findings);
    }

    void checkRoot(Map<String, @Nullable Object> schema, Where where) {
        Object type = schema.get("type");
        if (type == null) {
            findings.required(where.child("type"), "must not be empty at the root", "write type: object");
        } else if (!type.equals("object")) {
            findings.invalid(where.child("type"), type, "must be object at the root", "write type: object");
        }
        objects.checkRoot(schema, where);
        junctors.checkCompleteness(schema, where);
        check(schema, where);
        if (!patterns.isExhausted() && !effort.isExhausted()) {
            checkAllDefaults(SchemaReader.read(schema), where);
        }
    }

    private void checkPart(@Nullable Object part, Where where, String kind) {
        Map<String, @Nullable Object> schema = Values.map(part);
        boolean isTyped = schema.containsKey("type")
                || Values.isTrue(schema, "x-kubernetes-int-or-string")
                || Values.isTrue(schema, "x-kubernetes-preserve-unknown-fields")
                || Values.isTrue(schema, "x-kubernetes-embedded-resource");
        if (!isTyped) {
            findings.required(where.child("type"), "must not be empty for specified " + kind, TYPE_REMEDY);
        }
        check(schema, where);
    }

    private void check(Map<String, @Nullable Object> schema, Where where) {
        checkType(schema, where);
        keywords.check(schema, where);
        checkParts(schema, where);
        ListTypeCheck.check(schema, where, findings);
        patterns.check(schema, where);
        junctors.check(schema, where);
        objects.checkEmbedded(schema, where);
        checkForbidden(schema, where);
        warnOfRules(schema, where);
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

    private void checkForbidden(Map<String, @Nullable Object> schema, Where where) {
        if (Values.isSet(schema.get("properties")) && schema.get("additionalProperties") instanceof Map) {
            findings.forbidden(
                    where.child("additionalProperties"),
                    "additionalProperties and properties are mutual exclusive",
                    "keep one of them");
        }
        if (Values.isTrue(schema, "uniqueItems")) {
            findings.forbidden(
                    where.child("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
                    "write x-kubernetes-list-type: set");
        }
    }

    private void warnOfRules(Map<String, @Nullable Object> schema, Where where) {
        List<?> rules = Values.list(schema.get("x-kubernetes-validations"));
        for (int i = 0; i < rules.size() && warnings.size() < MOST_WARNINGS; i++) {
            String warning = where.child("x-kubernetes-validations").item(i) + ": the rule is not checked: "
                    + Values.map(rules.get(i)).get("rule");
            warnings.add(Problem.ofDocument(warning, "").message());
        }
    }

    private void checkAllDefaults(Schema schema, Where where) {
        try {
            checkDefaults(schema, where);
        } catch (InvalidDocumentException e) {
            findings.addAll(e.problems());
        }
    }

    private void checkDefaults(Schema schema, Where where) {
        schema.byDefault().ifPresent(byDefault -> checkDefault(byDefault, schema, where));
        schema.properties().forEach((name, part) -> checkDefaults(part, where.child("properties", name)));
        schema.items().ifPresent(part -> checkDefaults(part, where.child("items")));
        schema.additional().ifPresent(part -> checkDefaults(part, where.child("additionalProperties")));
    }

    private void checkDefault(Object byDefault, Schema schema, Where where) {
        Where place = where.top("default");
        Shaper shaper = new Shaper(effort);
        Object shaped = shaper.shapePart(byDefault, schema, place);
        for (Shaper.Unknown field : shaper.unknown()) {
            if (!findings.isFull()) {
                findings.invalid(
                        place,
                        byDefault,
                        "must not have fields that the schema does not know",
                        "remove " + field.where());
            }
        }
        new Validator(effort, findings).validate(shaped, schema, Before.NOTHING, place);
    }
}
