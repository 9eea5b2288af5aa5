// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the patterns of one API, of which there must not be too much. */
final class PatternCheck {
    /** Steps of all patterns of an API; compiled, they need about 20 MiB. */
    private static final long MOST_STEPS = 200_000;

    private final Findings findings;
    private long steps;

    PatternCheck(Findings findings) {
        this.findings = findings;
    }

    /** {@return whether there are so many patterns that nobody should compile them} */
    boolean isExhausted() {
        return steps > MOST_STEPS;
    }

    void check(Map<String, @Nullable Object> schema, Where where) {
        if (schema.get("pattern") instanceof String pattern && !isExhausted()) {
            checkPattern(pattern, where.child("pattern"));
        }
    }

    private void checkPattern(String pattern, Where where) {
        try {
            steps += Patterns.size(pattern);
            if (isExhausted()) {
                findings.forbidden(
                        where,
                        "the patterns of the API have more than " + MOST_STEPS + " steps when written out",
                        "repeat less, or leave patterns out");
                return;
            }
            Patterns.compile(pattern);
        } catch (PatternSyntaxException e) {
            findings.invalid(
                    where,
                    pattern,
                    "must be a valid regular expression, but isn't: " + e.getMessage(),
                    "write a pattern in the syntax of RE2");
        }
    }
}
