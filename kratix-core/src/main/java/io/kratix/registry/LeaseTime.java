// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The time by which leases end. Where a registry goes by the system's clock it is one that only goes on, as the JVM's timers
 * do: nobody loses a lease because that clock was put forward.
 */
final class LeaseTime {
    private static final long ORIGIN = System.nanoTime();

    private LeaseTime() {}

    /** {@return the time since some moment} Any clock but the system's is all the time there is, as in tests. */
    static Supplier<Duration> of(Clock clock) {
        return clock.equals(Clock.system(clock.getZone()))
                ? LeaseTime::sinceOrigin
                : () -> Duration.between(Instant.EPOCH, clock.instant());
    }

    private static Duration sinceOrigin() {
        return Duration.ofNanos(System.nanoTime() - ORIGIN);
    }
}
