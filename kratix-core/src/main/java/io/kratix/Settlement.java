// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.internal.step.Readiness;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The engine at rest: nothing runs and nothing is due.
 *
 * @param waiting what waits for a time, and why, the soonest first, and what waits to be deleted, for whatever it waits; of
 *     each the first thousand. Workflows that merely
 *     run again at their interval are not among it, nor what else waits for somebody to act, such as a request that no
 *     Destination matches or a State Store that is misconfigured: {@link Kratix#awaitReady} and {@link Kratix#health} tell of these
 */
public record Settlement(List<Waiting> waiting) {
    private static final int MOST_TOLD = 1_000;

    /** Copies the list. */
    public Settlement {
        waiting = List.copyOf(waiting);
    }

    /**
     * Something that waits.
     *
     * @param subject what will be looked at
     * @param remaining how long it still waits; zero for a deletion that waits for no time
     * @param reason why it waits, in words
     */
    public record Waiting(String subject, Duration remaining, String reason) {}

    static Settlement of(Registry registry) {
        List<Waiting> timed = registry.retries(MOST_TOLD).stream()
                .map(one -> new Waiting(one.task().subject(), one.remaining(), one.reason()))
                .toList();
        Set<String> told = timed.stream().map(Waiting::subject).collect(Collectors.toSet());
        Stream<Waiting> deletions =
                registry
                        .list(
                                Table.OBJECTS,
                                Query.where(RegisteredObject.BY_DELETION, "true")
                                        .limit(MOST_TOLD))
                        .stream()
                        .filter(object -> !told.contains(object.key()))
                        .map(Stored::value)
                        .map(Settlement::deletion);
        return new Settlement(Stream.concat(timed.stream(), deletions).toList());
    }

    private static Waiting deletion(RegisteredObject object) {
        String message = object.document().status().get("message") instanceof String text ? text : "";
        String reason = message.isEmpty() ? Readiness.reason(object) : message;
        return new Waiting(
                object.reference().toString(), Duration.ZERO, reason.isEmpty() ? "it is being deleted" : reason);
    }
}
