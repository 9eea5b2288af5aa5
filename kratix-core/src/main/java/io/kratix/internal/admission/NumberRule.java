// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.admission.Schema.Rule;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Range, format and factor of a number. Compared exactly: a number of 64 bits is no double. */
final class NumberRule implements Rule {
    private static final long DIVISION = 200;

    private final String type;
    private final String format;
    private final @Nullable Number minimum;
    private final @Nullable Number maximum;
    private final @Nullable Number factor;
    private final boolean aboveMinimum;
    private final boolean belowMaximum;

    private NumberRule(Map<String, @Nullable Object> schema) {
        type = String.valueOf(schema.get("type"));
        format = schema.get("format") instanceof String text ? text : "";
        minimum = number(schema, "minimum");
        maximum = number(schema, "maximum");
        factor = number(schema, "multipleOf");
        aboveMinimum = Boolean.TRUE.equals(schema.get("exclusiveMinimum"));
        belowMaximum = Boolean.TRUE.equals(schema.get("exclusiveMaximum"));
    }

    static Optional<Rule> of(Map<String, @Nullable Object> schema) {
        boolean isNumber = "integer".equals(schema.get("type")) || "number".equals(schema.get("type"));
        boolean isBounded =
                schema.containsKey("minimum") || schema.containsKey("maximum") || schema.containsKey("multipleOf");
        return isNumber || isBounded ? Optional.of(new NumberRule(schema)) : Optional.empty();
    }

    @Override
    public void check(@Nullable Object value, Where where, Findings findings) {
        if (value instanceof Number number) {
            checkRange(number, where, findings);
            checkFactor(number, where, findings);
            checkMaximum(number, where, findings);
            checkMinimum(number, where, findings);
        }
    }

    /** The exact remainder of two numbers may have hundreds of digits. */
    @Override
    public long cost(@Nullable Object value) {
        return factor == null ? 1 : DIVISION;
    }

    private void checkRange(Number value, Where where, Findings findings) {
        if (!fits(value)) {
            String kind = format.isEmpty() ? " (default format)" : " with format " + format;
            findings.invalid(
                    where,
                    "",
                    "Checked value must be of type " + type + kind + " in " + where.body(),
                    "write a number in its range");
        }
    }

    private boolean fits(Number value) {
        if (type.equals("integer")) {
            return value instanceof Long whole && (!format.equals("int32") || whole == whole.intValue());
        }
        return !format.equals("float") || Math.abs(value.doubleValue()) <= Float.MAX_VALUE;
    }

    private void checkFactor(Number value, Where where, Findings findings) {
        if (factor != null
                && factor.doubleValue() > 0
                && exact(value).remainder(exact(factor)).signum() != 0) {
            findings.invalidInBody(where, value, "should be a multiple of " + factor, "write a multiple of it");
        }
    }

    private void checkMaximum(Number value, Where where, Findings findings) {
        int order = maximum == null ? -1 : exact(value).compareTo(exact(maximum));
        if (order > 0 || (order == 0 && belowMaximum)) {
            String rule = belowMaximum ? "should be less than " : "should be less than or equal to ";
            findings.invalidInBody(where, value, rule + maximum, "write a smaller number");
        }
    }

    private void checkMinimum(Number value, Where where, Findings findings) {
        int order = minimum == null ? 1 : exact(value).compareTo(exact(minimum));
        if (order < 0 || (order == 0 && aboveMinimum)) {
            String rule = aboveMinimum ? "should be greater than " : "should be greater than or equal to ";
            findings.invalidInBody(where, value, rule + minimum, "write a larger number");
        }
    }

    private static BigDecimal exact(Number value) {
        return value instanceof Long whole ? BigDecimal.valueOf(whole) : new BigDecimal(value.toString());
    }

    private static @Nullable Number number(Map<String, @Nullable Object> schema, String key) {
        return schema.get(key) instanceof Number number ? number : null;
    }
}
