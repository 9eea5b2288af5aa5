// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.registry.QueueState;
import java.time.Duration;
import java.util.List;

/**
 * The engine at rest: nothing runs and nothing is due.
 *
 * @param waiting what waits for a time, and why. Workflows that merely run again at their interval are not among it, nor
 *     what waits for somebody to act, such as a request that no Destination matches or a State Store that is
 *     misconfigured: {@link Kratix#awaitReady} and {@link Kratix#health} tell of these
 */
public record Settlement(List<Waiting> waiting) {
    /** Copies the list. */
    public Settlement {
        waiting = List.copyOf(waiting);
    }

    /**
     * Something that waits for a time.
     *
     * @param subject what will be looked at
     * @param remaining how long it still waits
     * @param reason why it waits, in words
     */
    public record Waiting(String subject, Duration remaining, String reason) {}

    static Settlement of(List<QueueState.Waiting> waiting) {
        return new Settlement(waiting.stream()
                .filter(one -> !one.reason().isEmpty())
                .map(one -> new Waiting(one.task().subject(), one.remaining(), one.reason()))
                .toList());
    }
}
