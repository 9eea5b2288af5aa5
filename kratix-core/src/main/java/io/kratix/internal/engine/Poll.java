// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import java.time.Duration;

/**
 * When to look at a queue of which nobody tells: soon after something was going on, and ever less often while nothing is.
 * For one thread at a time.
 */
final class Poll {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private Duration pause = SHORTEST;

    /** Something is going on. */
    void begin() {
        pause = SHORTEST;
    }

    /** {@return how long to wait before the next look; twice as long each time, if nothing is found until then} */
    Duration next() {
        Duration now = pause;
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        return now;
    }
}
