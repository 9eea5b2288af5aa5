// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one entry of {@code destination-selectors.yaml}, read as loosely as Kratix does: in any case, unknown ones
 * left alone, scalars of any type taken for texts.
 */
final class SelectorFields {
    /** From this many digits before the point on, Go writes an exponent. */
    private static final int PLAIN_DIGITS = 6;

    private final Map<String, String> matchLabels = new LinkedHashMap<>();
    private @Nullable Object matchExpressions;
    private String directory = "";

    private SelectorFields() {}

    static SelectorFields of(@Nullable Object element) {
        SelectorFields fields = new SelectorFields();
        if (element == null) {
            return fields;
        }
        if (!(element instanceof Map<?, ?> map)) {
            throw mistyped("an entry", "an object", element);
        }
        map.forEach((key, value) -> fields.read(String.valueOf(key), value));
        return fields;
    }

    static InvalidSelectorsException mistyped(String what, String type, @Nullable Object value) {
        return new InvalidSelectorsException("invalid destination-selectors.yaml: error unmarshaling JSON: " + what
                + " must be " + type + ", not '" + value + "'");
    }

    Map<String, String> matchLabels() {
        return matchLabels;
    }

    @Nullable
    Object matchExpressions() {
        return matchExpressions;
    }

    String directory() {
        return directory;
    }

    private void read(String key, @Nullable Object value) {
        switch (key.toLowerCase(Locale.ROOT)) {
            case "matchlabels" -> readLabels(value);
            case "matchexpressions" -> matchExpressions = value;
            case "directory" -> directory = text("directory", value);
            default -> {
                // Kratix leaves what it does not know alone.
            }
        }
    }

    private void readLabels(@Nullable Object value) {
        if (value instanceof Map<?, ?> labels) {
            labels.forEach((key, label) -> matchLabels.put(String.valueOf(key), text("label " + key, label)));
        } else if (value != null) {
            throw mistyped("matchLabels", "an object", value);
        }
    }

    private static String text(String what, @Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Boolean) {
            return value == null ? "" : value.toString();
        }
        if (value instanceof Long || value instanceof Integer || value instanceof BigInteger) {
            return value.toString();
        }
        if (value instanceof Double number) {
            return number(number);
        }
        if (value instanceof List || value instanceof Map) {
            throw mistyped(what, "a text", value);
        }
        return value.toString();
    }

    /** Prints a number as Go's {@code strconv} does with format {@code g}: the shortest text that means it. */
    private static String number(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
        }
        BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        boolean plain = shortest.signum() == 0 || (exponent >= -4 && exponent < PLAIN_DIGITS);
        return plain ? shortest.toPlainString() : exponential(shortest, exponent);
    }

    private static String exponential(BigDecimal shortest, int exponent) {
        String digits = shortest.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String sign = shortest.signum() < 0 ? "-" : "";
        return sign + mantissa + (exponent < 0 ? "e-" : "e+") + String.format("%02d", Math.abs(exponent));
    }
}
