// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.admission.Schema.Rule;
import io.kratix.model.InvalidDocumentException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds a value against a schema. On an update, a value that was there before and did not change is tolerated, whatever
 * is wrong with it.
 */
final class Validator {
    private final Findings findings;
    private final Effort effort;

    Validator(Effort effort) {
        this(effort, new Findings());
    }

    Validator(Effort effort, Findings findings) {
        this.effort = effort;
        this.findings = findings;
    }

    /**
     * Adds what is wrong with a value.
     *
     * @param value the value
     * @param before what stood there before; {@link Before#NOTHING} if nothing did
     * @throws InvalidDocumentException if the document is too much to check
     */
    void validate(@Nullable Object value, Schema schema, Before before, Where where) {
        if (findings.isFull()) {
            return;
        }
        effort.visit(where);
        int found = findings.size();
        if (value == null) {
            validateNull(schema, where);
        } else {
            validateType(value, schema, where);
            JunctorRule.check(value, schema, where, findings, effort);
            validateParts(value, schema, before, where);
        }
        for (Rule rule : schema.rules()) {
            effort.spend(rule.cost(value), where);
            rule.check(value, where, findings);
        }
        if (findings.size() > found && before.isSame(value)) {
            findings.cut(found);
        }
    }

    Findings findings() {
        return findings;
    }

    private void validateNull(Schema schema, Where where) {
        if (!schema.typeNames().isEmpty() && !schema.traits().nullable()) {
            findings.invalidType(where, schema.typeNames(), "null", null);
        }
    }

    private void validateType(Object value, Schema schema, Where where) {
        String actual = Values.typeOf(value);
        if (schema.typeNames().isEmpty() || isOf(schema, actual)) {
            return;
        }
        boolean formatted = !schema.format().isEmpty() && !(value instanceof String) && !(value instanceof List);
        if (formatted && value instanceof Number) {
            findings.invalidType(where, schema.format(), value instanceof Long ? "int64" : "float64", value);
        } else {
            findings.invalidType(where, schema.typeNames(), actual, value);
        }
    }

    private static boolean isOf(Schema schema, String actual) {
        if (schema.traits().intOrString()) {
            return actual.equals("integer") || actual.equals("string");
        }
        return schema.type().equals(actual) || (schema.type().equals("number") && actual.equals("integer"));
    }

    private void validateParts(Object value, Schema schema, Before before, Where where) {
        if (value instanceof Map) {
            validateFields(Values.map(value), schema, before, where);
        } else if (value instanceof List<?> list) {
            effort.spend((long) schema.mapKeys().size() * list.size(), where);
            validateElements(list, schema, before, where);
            ListKeys.check(list, schema, where, findings);
        }
    }

    private void validateFields(Map<String, @Nullable Object> map, Schema schema, Before before, Where where) {
        effort.spend(schema.required().size(), where);
        for (String required : schema.required()) {
            if (!map.containsKey(required)) {
                findings.required(where.child(required));
            }
        }
        map.forEach((key, value) -> {
            Schema field = schema.field(key);
            if (field != null) {
                validate(value, field, before.field(key), where.child(key));
            }
        });
    }

    private void validateElements(List<?> list, Schema schema, Before before, Where where) {
        Optional<Schema> items = schema.items();
        Function<@Nullable Object, Before> elements = before.elements(schema.mapKeys());
        for (int i = 0; items.isPresent() && i < list.size(); i++) {
            Object element = list.get(i);
            validate(element, items.get(), elements.apply(element), where.item(i));
        }
    }
}
