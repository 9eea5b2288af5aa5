// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of something, none at least, as Kubernetes writes it: {@code 250m}, {@code 64Mi}, {@code 1.5}, {@code 1e3}.
 *
 * @param amount in units: bytes, cores
 */
record Quantity(BigDecimal amount) {
    private static final Pattern SYNTAX = Pattern.compile("(\\+?(?:[0-9]{1,18}(?:\\.[0-9]{0,18})?|\\.[0-9]{1,18}))"
            + "(?:([eE][+-]?[0-9]{1,2})|([KMGTPE]i|[numkMGTPE]))?");

    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            unit("n", 10, -9),
            unit("u", 10, -6),
            unit("m", 10, -3),
            unit("k", 10, 3),
            unit("M", 10, 6),
            unit("G", 10, 9),
            unit("T", 10, 12),
            unit("P", 10, 15),
            unit("E", 10, 18),
            unit("Ki", 2, 10),
            unit("Mi", 2, 20),
            unit("Gi", 2, 30),
            unit("Ti", 2, 40),
            unit("Pi", 2, 50),
            unit("Ei", 2, 60));

    /** {@return the amount, or empty if the text is none} */
    static Optional<Quantity> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal number =
                new BigDecimal(matcher.group(2) == null ? matcher.group(1) : matcher.group(1) + matcher.group(2));
        BigDecimal unit =
                matcher.group(3) == null ? BigDecimal.ONE : UNITS.getOrDefault(matcher.group(3), BigDecimal.ONE);
        return Optional.of(new Quantity(number.multiply(unit)));
    }

    /** {@return the amount in whole units, rounded up} */
    long units() {
        return clamped(amount);
    }

    /** {@return the amount in billionths of a unit, rounded up} */
    long nanos() {
        return clamped(amount.movePointRight(9));
    }

    private static long clamped(BigDecimal value) {
        return value.setScale(0, RoundingMode.CEILING)
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }

    private static Map.Entry<String, BigDecimal> unit(String suffix, int base, int exponent) {
        BigDecimal factor = exponent < 0
                ? BigDecimal.ONE.movePointLeft(-exponent)
                : BigDecimal.valueOf(base).pow(exponent);
        return Map.entry(suffix, factor);
    }
}
