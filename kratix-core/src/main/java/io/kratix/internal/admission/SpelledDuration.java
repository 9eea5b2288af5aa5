// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.kratix.internal.documents.GoDuration;
import java.util.List;
import java.util.Locale;

/** Durations as an API server reads them: Go's, and numbers with words. Of several words one must be known. */
final class SpelledDuration {
    private static final Pattern WORDS = Pattern.compile("\\s*([0-9]+\\s*[A-Za-z\u00b5]+\\s*)+");
    private static final Pattern WORD = Pattern.compile("([0-9]+)\\s*([A-Za-z\u00b5]+)");
    private static final List<String> UNITS = List.of("ns", "us", "\u00b5s", "ms", "s", "m", "h", "hr", "d", "w", "wk");
    /** A unit that begins so is taken as well: {@code minutes}. */
    private static final List<String> BEGINNINGS =
            List.of("nano", "micro", "milli", "sec", "min", "hour", "day", "week");

    private SpelledDuration() {}

    static boolean isOne(String text) {
        return GoDuration.parse(text).isPresent() || (WORDS.matches(text) && isKnown(text));
    }

    private static boolean isKnown(String text) {
        boolean isKnown = false;
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            if (!isNumber(words.group(1))) {
                return false;
            }
            String unit = words.group(2).toLowerCase(Locale.ROOT);
            isKnown |= UNITS.contains(unit) || BEGINNINGS.stream().anyMatch(unit::startsWith);
        }
        return isKnown;
    }

    private static boolean isNumber(String digits) {
        try {
            return Long.parseLong(digits) >= 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
