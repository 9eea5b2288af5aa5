// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it. */
public final class ManualClock extends Clock {
    /** The time at which every such clock begins. */
    public static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    private Instant now = START;

    /** Makes a clock that shows {@link #START}. */
    public ManualClock() {}

    /**
     * Moves on.
     *
     * @param time how far
     */
    public synchronized void advance(Duration time) {
        now = now.plus(time);
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("tests know one time zone");
    }
}
