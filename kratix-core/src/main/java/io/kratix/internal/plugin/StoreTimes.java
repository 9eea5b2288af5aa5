// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import java.time.Duration;

/**
 * How long the engine waits for each call of a State Store before it interrupts it, and how often it compares.
 *
 * @param open for opening
 * @param checkAccess for showing that one can write
 * @param read for reading a tree
 * @param write for one write
 * @param interval from one comparison of a State Store with what it confirmed to the next; zero for never
 */
public record StoreTimes(Duration open, Duration checkAccess, Duration read, Duration write, Duration interval) {
    /** What holds where the embedder sets nothing. */
    public static final StoreTimes DEFAULT = new StoreTimes(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofHours(10));

    /**
     * {@return a copy with another interval}
     *
     * @param other zero for never
     */
    public StoreTimes comparing(Duration other) {
        return new StoreTimes(open, checkAccess, read, write, other);
    }

    /**
     * {@return a copy with other limits}
     *
     * @param opening for opening
     * @param checking for showing that one can write
     * @param reading for reading a tree
     * @param writing for one write
     */
    public StoreTimes limits(Duration opening, Duration checking, Duration reading, Duration writing) {
        return new StoreTimes(opening, checking, reading, writing, interval);
    }
}
