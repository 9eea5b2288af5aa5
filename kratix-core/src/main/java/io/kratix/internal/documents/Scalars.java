// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a plain scalar means to Kubernetes: {@code y} and {@code on} are booleans as in YAML 1.1, {@code 0o17} and
 * {@code 017} are both 15, and dates and times of day are strings.
 */
final class Scalars {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Map<String, Object> WORDS = words();
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final int LONGEST_UNSIGNED = 64;

    private Scalars() {}

    /** {@return null, a Boolean, a Long, a Double (perhaps infinite or not a number) or the text itself} */
    static @Nullable Object resolve(String text) {
        if (text.isEmpty()) {
            return null;
        }
        char first = text.charAt(0);
        if (isDigit(first) || first == '-' || first == '+' || first == '.') {
            return number(text);
        }
        return NULLS.contains(text) ? null : WORDS.getOrDefault(text, text);
    }

    /** {@return whether the text, unquoted, would be read as something else than itself} */
    static boolean needsQuotes(String text) {
        return !(resolve(text) instanceof String) || Timestamps.looksLikeOne(text);
    }

    private static Object number(String text) {
        Object word = WORDS.get(text);
        if (word != null) {
            return word;
        }
        if (text.charAt(0) == '.') {
            return decimal(text, text);
        }
        String plain = text.indexOf('_') < 0 ? text : text.replace("_", "");
        Object integer = integer(plain);
        return integer == null ? decimal(plain, text) : integer;
    }

    private static Object decimal(String plain, String text) {
        if (!FLOAT.matcher(plain).matches()) {
            return text;
        }
        double value = Double.parseDouble(plain);
        return Double.isInfinite(value) ? text : normal(value);
    }

    /** {@return the Long that is the same number if there is one; Kubernetes knows no difference between 1.0 and 1} */
    private static Object normal(double value) {
        return value == Math.rint(value) && Math.abs(value) < 0x1p63 ? (Object) (long) value : (Object) value;
    }

    private static @Nullable Object integer(String text) {
        boolean negative = text.startsWith("-");
        int start = negative || text.startsWith("+") ? 1 : 0;
        int radix = radix(text, start);
        int digits = start + prefixLength(text, start);
        if (!areDigits(text, digits, radix) || text.length() - digits > LONGEST_UNSIGNED) {
            return null;
        }
        return fitting(new BigInteger(text.substring(digits), radix), negative);
    }

    private static @Nullable Object fitting(BigInteger magnitude, boolean negative) {
        BigInteger value = negative ? magnitude.negate() : magnitude;
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return negative || value.bitLength() > Long.SIZE ? null : (Object) value.doubleValue();
    }

    private static int radix(String text, int start) {
        if (text.length() - start < 2 || text.charAt(start) != '0') {
            return 10;
        }
        return switch (text.charAt(start + 1)) {
            case 'x', 'X' -> 16;
            case 'b', 'B' -> 2;
            default -> 8;
        };
    }

    private static int prefixLength(String text, int start) {
        if (text.length() - start < 2 || text.charAt(start) != '0') {
            return 0;
        }
        return "xXbBoO".indexOf(text.charAt(start + 1)) < 0 ? 1 : 2;
    }

    private static boolean areDigits(String text, int from, int radix) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 'f' || Character.digit(c, radix) < 0) {
                return false;
            }
        }
        return from < text.length();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Map<String, Object> words() {
        Map<String, Object> words = new HashMap<>();
        for (String word : "y Y yes Yes YES true True TRUE on On ON".split(" ", -1)) {
            words.put(word, true);
        }
        for (String word : "n N no No NO false False FALSE off Off OFF".split(" ", -1)) {
            words.put(word, false);
        }
        for (String word : ".nan .NaN .NAN".split(" ", -1)) {
            words.put(word, Double.NaN);
        }
        for (String word : ".inf .Inf .INF +.inf +.Inf +.INF".split(" ", -1)) {
            words.put(word, Double.POSITIVE_INFINITY);
            words.put(word.replace("+", "").replace(".", "-."), Double.NEGATIVE_INFINITY);
        }
        return Map.copyOf(words);
    }
}
