// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import java.time.Duration;
import java.util.Objects;

/** Checks spans of time that come from outside. */
final class Spans {
    /** Who asks for more means for ever; any moment that is as far away can be told in nanoseconds. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private Spans() {}

    /**
     * {@return the span, at most a hundred years}
     *
     * @param name the setting's
     * @param span zero or more
     * @throws IllegalArgumentException if it is negative
     */
    static Duration checked(String name, Duration span) {
        if (Objects.requireNonNull(span, name).isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, and is " + span);
        }
        return span.compareTo(FOR_EVER) > 0 ? FOR_EVER : span;
    }

    /**
     * {@return the span, at most a hundred years}
     *
     * @param name the setting's
     * @param span more than zero
     * @throws IllegalArgumentException if it is not
     */
    static Duration positive(String name, Duration span) {
        if (checked(name, span).isZero()) {
            throw new IllegalArgumentException(name + " must be more than zero");
        }
        return checked(name, span);
    }
}
