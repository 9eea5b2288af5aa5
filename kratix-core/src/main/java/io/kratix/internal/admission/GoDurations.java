// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Spans of time as Go reads and prints them: {@code 90s}, {@code 1h30m}, {@code 1m0s}. */
final class GoDurations {
    private static final Pattern WHOLE = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?(ns|us|µs|ms|s|m|h))+|[-+]?0");
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?)(ns|us|µs|ms|s|m|h)");
    private static final int LONGEST = 40;
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "µs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);

    private GoDurations() {}

    /** {@return the span, if the text is one that fits 64 bits of nanoseconds} */
    static Optional<Duration> parse(String text) {
        if (text.length() > LONGEST || !WHOLE.matches(text)) {
            return Optional.empty();
        }
        BigDecimal sum = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            sum = sum.add(
                    new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L))));
        }
        BigDecimal signed = text.startsWith("-") ? sum.negate() : sum;
        return signed.toBigInteger().bitLength() < Long.SIZE
                ? Optional.of(Duration.ofNanos(signed.longValue()))
                : Optional.empty();
    }

    /** {@return the span in hours, minutes and seconds; below a second as seconds, too} */
    static String print(Duration duration) {
        Duration length = duration.abs();
        String seconds = BigDecimal.valueOf(length.toSecondsPart())
                .add(BigDecimal.valueOf(length.toNanosPart(), 9))
                .stripTrailingZeros()
                .toPlainString();
        String minutes = length.toMinutes() > 0 ? length.toMinutesPart() + "m" : "";
        String hours = length.toHours() > 0 ? length.toHours() + "h" : "";
        return (duration.isNegative() ? "-" : "") + hours + minutes + seconds + "s";
    }
}
