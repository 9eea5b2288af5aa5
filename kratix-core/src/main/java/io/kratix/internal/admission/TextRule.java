// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.kratix.internal.admission.Schema.Rule;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Length and pattern of a text; the first that is broken is told. Patterns run in linear time. */
final class TextRule implements Rule {
    private final long shortest;
    private final long longest;
    private final @Nullable Pattern pattern;
    private final long steps;

    private TextRule(long shortest, long longest, @Nullable Pattern pattern) {
        this.steps = pattern == null ? 1 : Patterns.size(pattern.pattern());
        this.shortest = shortest;
        this.longest = longest;
        this.pattern = pattern;
    }

    static Optional<Rule> of(Map<String, @Nullable Object> schema) {
        long shortest = schema.get("minLength") instanceof Long number ? number : 0;
        long longest = schema.get("maxLength") instanceof Long number ? number : Long.MAX_VALUE;
        Pattern pattern = schema.get("pattern") instanceof String text ? compile(text) : null;
        return shortest == 0 && longest == Long.MAX_VALUE && pattern == null
                ? Optional.empty()
                : Optional.of(new TextRule(shortest, longest, pattern));
    }

    @Override
    public void check(@Nullable Object value, Where where, Findings findings) {
        if (value instanceof String text) {
            checkText(text, where, findings);
        }
    }

    @Override
    public long cost(@Nullable Object value) {
        return value instanceof String text ? steps * text.length() : 1;
    }

    private void checkText(String text, Where where, Findings findings) {
        int length = text.codePointCount(0, text.length());
        if (length > longest) {
            findings.add(where, text, "Too long: may not be more than " + longest + " bytes", "shorten the text");
        } else if (length < shortest) {
            findings.invalidInBody(
                    where, text, "should be at least " + shortest + " chars long", "write a longer text");
        } else if (pattern != null && !pattern.matcher(text).find()) {
            findings.invalidInBody(
                    where, text, "should match '" + pattern.pattern() + "'", "write a text that the pattern matches");
        }
    }

    /** An unreadable pattern is told by the check of the API, and then there is no request to check. */
    private static @Nullable Pattern compile(String pattern) {
        try {
            return Patterns.compile(pattern);
        } catch (PatternSyntaxException e) {
            return null;
        }
    }
}
