// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.spi.PluginException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How long to wait after a failure: a second, then ever longer, at most five minutes, with jitter. */
final class Backoff {
    private static final long FIRST_MILLIS = 1_000;
    private static final long LONGEST_MILLIS = Duration.ofMinutes(5).toMillis();

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * {@return the pause before the next try}
     *
     * @param attempts how often it was tried before
     * @param failure what went wrong this time; may ask for a longer pause
     */
    Duration pause(int attempts, Throwable failure) {
        long doubled = FIRST_MILLIS << Math.min(attempts, 9);
        long most = Math.min(doubled, LONGEST_MILLIS);
        Duration pause = Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
        Optional<Duration> asked = failure instanceof PluginException plugin ? plugin.retryAfter() : Optional.empty();
        return asked.filter(least -> least.compareTo(pause) > 0).orElse(pause);
    }
}
