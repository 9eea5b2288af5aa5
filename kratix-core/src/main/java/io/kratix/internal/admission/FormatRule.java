// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.admission.Schema.Rule;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The format of a text. A format that nobody knows is passed over, as Kubernetes does. */
record FormatRule(String name, Predicate<String> format) implements Rule {
    private static final int STEPS = 10;

    static Optional<Rule> of(String name) {
        return Formats.named(name).map(format -> new FormatRule(name, format));
    }

    @Override
    public long cost(@Nullable Object value) {
        return value instanceof String text ? STEPS * (long) text.length() : 1;
    }

    @Override
    public void check(@Nullable Object value, Where where, Findings findings) {
        if (value instanceof String text && !format.test(text)) {
            findings.invalidInBody(
                    where, text, "must be of type " + name + ": \"" + text + "\"", "write it in that format");
        }
    }
}
