// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.documents.GoDuration;
import io.kratix.model.KratixLabels;
import io.kratix.model.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * After which time a workflow runs again although nothing has changed: as the Promise's annotation says, else as its
 * spec says, else as the engine is set.
 */
final class Interval {
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private Interval() {}

    /** {@return the time; empty for never} */
    static Optional<Duration> of(Promise promise, Duration otherwise) {
        Duration interval = ofAnnotation(promise).or(() -> ofSpec(promise)).orElse(otherwise);
        return Optional.of(interval).filter(any -> !any.isZero() && !any.isNegative());
    }

    /** What is too short, or no duration, is not heard: an annotation that was there before its Promise is let alone. */
    private static Optional<Duration> ofAnnotation(Promise promise) {
        return Optional.ofNullable(
                        promise.document().metadata().annotations().get(KratixLabels.RECONCILIATION_INTERVAL))
                .flatMap(GoDuration::parse)
                .filter(interval -> interval.compareTo(SHORTEST) >= 0);
    }

    private static Optional<Duration> ofSpec(Promise promise) {
        return promise.document().spec().get("workflows") instanceof Map<?, ?> workflows
                        && workflows.get("config") instanceof Map<?, ?> config
                        && config.get("reconciliationInterval") instanceof String text
                ? GoDuration.parse(text)
                : Optional.empty();
    }
}
