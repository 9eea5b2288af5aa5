// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.documents.GoDuration;
import io.kratix.model.KratixLabels;
import io.kratix.model.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * After which time a workflow runs again although nothing has changed: as the Promise's annotation says, else as its
 * spec says, else as the engine is set.
 */
final class Interval {
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private Interval() {}

    /** {@return the time; empty for never} */
    static Optional<Duration> of(Promise promise, Duration otherwise) {
        Optional<Duration> own = Stream.of(
                        Optional.ofNullable(
                                promise.document().metadata().annotations().get(KratixLabels.RECONCILIATION_INTERVAL)),
                        ofSpec(promise))
                .flatMap(Optional::stream)
                .flatMap(text -> GoDuration.parse(text).stream())
                .filter(interval -> interval.compareTo(SHORTEST) >= 0)
                .findFirst();
        return Optional.of(own.orElse(otherwise)).filter(interval -> !interval.isZero() && !interval.isNegative());
    }

    private static Optional<String> ofSpec(Promise promise) {
        return promise.document().spec().get("workflows") instanceof Map<?, ?> workflows
                        && workflows.get("config") instanceof Map<?, ?> config
                        && config.get("reconciliationInterval") instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }
}
