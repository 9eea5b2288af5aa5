// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the engine does when a State Store fails: docs/state-stores.md has the same table in words.
 *
 * <p>All that waits for the store waits as told here. Of a change that alone did not get in, only that one waits; there a
 * wrong document or a missing permission is a refusal like any other.
 */
enum Reaction {
    //                     at once          then after                growing to
    /** Only a new document or a new secret can help; or people at the remote, where the failure asks for another try. */
    MISCONFIGURED(0, null, null),
    /** The secrets are read again; changed ones are tried at once. */
    UNAUTHORIZED(0, Duration.ofMinutes(5), Duration.ofMinutes(5)),
    /** A batch is halved first, until each culprit is alone. */
    REJECTED(0, Duration.ofMinutes(1), Duration.ofHours(1)),
    /** Nobody is told of the tries at once. */
    CONFLICT(5, Duration.ofSeconds(1), Duration.ofMinutes(5)),
    /** Everything of the document is said in one request. */
    LOST(1, Duration.ofSeconds(1), Duration.ofMinutes(5)),
    /** Also a plugin's fault. */
    UNAVAILABLE(0, Duration.ofSeconds(1), Duration.ofMinutes(5));

    private static final long JITTER_MILLIS = 20;

    private final int atOnce;
    private final @Nullable Duration first;
    private final @Nullable Duration longest;

    Reaction(int atOnce, @Nullable Duration first, @Nullable Duration longest) {
        this.atOnce = atOnce;
        this.first = first;
        this.longest = longest;
    }

    /** {@return what to do about a failure of the whole store} */
    static Reaction to(Reason reason) {
        return switch (reason) {
            case MISCONFIGURED -> MISCONFIGURED;
            case UNAUTHORIZED -> UNAUTHORIZED;
            case REJECTED -> REJECTED;
            case CONFLICT -> CONFLICT;
            case LOST -> LOST;
            case UNAVAILABLE -> UNAVAILABLE;
        };
    }

    /** {@return what to do about one change that did not get in while others did} */
    static Reaction toOneChange(Reason reason) {
        return switch (reason) {
            case MISCONFIGURED, UNAUTHORIZED, REJECTED -> REJECTED;
            case CONFLICT, LOST, UNAVAILABLE -> to(reason);
        };
    }

    /**
     * {@return whether the next try comes at once, without anybody being told}
     *
     * @param tries how many tries have failed in a row before this one
     */
    boolean isAtOnce(int tries) {
        return tries < atOnce;
    }

    /**
     * {@return how long to wait before the next try; empty if only a new document or secret can help}: without a pause of
     * our own, the one that the failure asks for.
     *
     * @param tries how many tries have failed in a row before this one
     * @param failure what went wrong this time; may ask for a longer pause
     * @param random spreads tries of several engines
     */
    Optional<Duration> pause(int tries, PluginException failure, RandomGenerator random) {
        if (first == null || longest == null) {
            return failure.retryAfter();
        }
        if (isAtOnce(tries)) {
            long most = tries < 2 ? 0 : JITTER_MILLIS << tries;
            return Optional.of(Duration.ofMillis(random.nextLong(most + 1)));
        }
        int doublings = Math.min(tries - atOnce, 12);
        long most = Math.min(first.toMillis() << doublings, longest.toMillis());
        // what is asked for at a fixed pace need not be spread
        long spread = first.equals(longest) ? 0 : most / 2;
        Duration pause = Duration.ofMillis(most - random.nextLong(spread + 1));
        return Optional.of(
                failure.retryAfter().filter(asked -> asked.compareTo(pause) > 0).orElse(pause));
    }
}
