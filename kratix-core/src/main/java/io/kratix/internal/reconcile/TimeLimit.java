// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.documents.GoDuration;
import io.kratix.model.Pipeline;
import java.time.Duration;
import java.util.Optional;

/** How long a try of a Pipeline may take: as the Pipeline's annotation says, else as the engine is set. */
final class TimeLimit {
    /** A duration such as {@code 10m} or {@code 1h30m}, longer than nothing. */
    static final String ANNOTATION = "jvm.kratix.io/time-limit";

    private TimeLimit() {}

    static Duration of(Pipeline pipeline, Duration otherwise) {
        return Optional.ofNullable(pipeline.metadata().annotations().get(ANNOTATION))
                .flatMap(GoDuration::parse)
                .filter(limit -> !limit.isNegative() && !limit.isZero())
                .orElse(otherwise);
    }
}
