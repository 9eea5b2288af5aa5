// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks that each keyword of a schema has a value of its type: one of another type would demand nothing. */
final class KeywordCheck {
    private static final String TYPE_REMEDY = "write a value of that type";
    private static final Map<String, Type> TYPES = Stream.of(
                    of(Type.STRING, "description format pattern title x-kubernetes-list-type x-kubernetes-map-type"),
                    of(Type.NUMBER, "maximum minimum multipleOf"),
                    of(Type.INTEGER, "maxItems maxLength maxProperties minItems minLength minProperties"),
                    of(Type.BOOLEAN, "exclusiveMaximum exclusiveMinimum nullable uniqueItems"),
                    of(Type.BOOLEAN, "x-kubernetes-embedded-resource x-kubernetes-int-or-string"),
                    of(Type.BOOLEAN, "x-kubernetes-preserve-unknown-fields"),
                    of(Type.ARRAY, "allOf anyOf enum oneOf required x-kubernetes-list-map-keys"),
                    of(Type.ARRAY, "x-kubernetes-validations"),
                    of(Type.OBJECT, "items not properties"))
            .flatMap(types -> types.entrySet().stream())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    private static final Map<String, Type> ELEMENTS = Map.of(
            "allOf", Type.OBJECT,
            "anyOf", Type.OBJECT,
            "oneOf", Type.OBJECT,
            "properties", Type.OBJECT,
            "required", Type.STRING,
            "x-kubernetes-list-map-keys", Type.STRING,
            "x-kubernetes-validations", Type.OBJECT);
    private static final List<String> UNSUPPORTED =
            List.of("$ref", "additionalItems", "definitions", "dependencies", "id", "patternProperties");

    private final Findings findings;

    KeywordCheck(Findings findings) {
        this.findings = findings;
    }

    void check(Map<String, @Nullable Object> schema, Where where) {
        schema.forEach((keyword, value) -> {
            Where place = where.child(keyword);
            if (UNSUPPORTED.contains(keyword) && Values.isSet(value)) {
                findings.forbidden(place, keyword + " is not supported", "write the schema without it");
            } else if (keyword.equals("items") && value instanceof List) {
                findings.forbidden(place, "items must be a schema object and not an array", "describe one element");
            } else if (keyword.equals("additionalProperties")) {
                checkAdditional(value, place);
            } else if (value != null && TYPES.containsKey(keyword) && hasType(value, TYPES.get(keyword), place)) {
                checkElements(value, ELEMENTS.get(keyword), place);
            }
        });
    }

    private void checkAdditional(@Nullable Object value, Where where) {
        if (Boolean.FALSE.equals(value)) {
            findings.forbidden(where, "additionalProperties cannot be set to false", "remove it");
        } else if (value != null && !Boolean.TRUE.equals(value)) {
            hasType(value, Type.OBJECT, where);
        }
    }

    private void checkElements(Object value, @Nullable Type type, Where where) {
        if (type != null && value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                hasType(list.get(i), type, where.item(i));
            }
        } else if (type != null && value instanceof Map) {
            Values.map(value).forEach((name, element) -> hasType(element, type, where.named(name)));
        }
    }

    private boolean hasType(@Nullable Object value, Type type, Where where) {
        boolean hasType = value == null || type.values.isInstance(value);
        if (!hasType) {
            findings.invalid(where, value, "must be of type " + type.name().toLowerCase(Locale.ROOT), TYPE_REMEDY);
        }
        return hasType;
    }

    private static Map<String, Type> of(Type type, String keywords) {
        return Stream.of(keywords.split(" ", -1)).collect(Collectors.toMap(keyword -> keyword, any -> type));
    }

    private enum Type {
        STRING(String.class),
        NUMBER(Number.class),
        INTEGER(Long.class),
        BOOLEAN(Boolean.class),
        ARRAY(List.class),
        OBJECT(Map.class);

        private final Class<?> values;

        Type(Class<?> values) {
            this.values = values;
        }
    }
}
