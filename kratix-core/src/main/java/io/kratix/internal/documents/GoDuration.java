// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go spells them and Kratix' documents with it: {@code 1h30m}, {@code 1.5s}, {@code 250ms}. */
public final class GoDuration {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|\\u00b5s|\\u03bcs|ms|s|m|h)");
    private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "\u00b5s", 1_000L,
            "\u03bcs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    /** The time for reading a number grows with the square of its length; the longest duration is much shorter. */
    private static final int LONGEST_TEXT = 100;

    private GoDuration() {}

    /**
     * {@return the duration, or empty if the text is none}
     *
     * @param text for example {@code 10h}
     */
    public static Optional<Duration> parse(String text) {
        boolean negative = text.startsWith("-");
        String parts = negative || text.startsWith("+") ? text.substring(1) : text;
        if (parts.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        if (parts.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        Matcher matcher = PART.matcher(parts);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            long unit = NANOS.getOrDefault(matcher.group(2), 0L);
            nanos = nanos.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)));
            end = matcher.end();
        }
        if (end == 0 || end != parts.length() || nanos.compareTo(LONGEST) > 0) {
            return Optional.empty();
        }
        Duration duration = Duration.ofNanos(nanos.longValue());
        return Optional.of(negative ? duration.negated() : duration);
    }

    /**
     * {@return a duration in hours, minutes and seconds; below a second as seconds, too}
     *
     * @param duration any duration
     */
    public static String print(Duration duration) {
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
