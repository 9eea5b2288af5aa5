// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.documents.GoDuration;
import io.kratix.model.Document;
import io.kratix.model.KratixLabels;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How often a Promise is looked at again: at least a minute, by its spec and by its annotation. */
final class IntervalCheck {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final String REMEDY = "write a duration of at least a minute, 90s or 1h30m";

    private IntervalCheck() {}

    static void checkSpec(Document promise, Findings findings) {
        Object workflows = promise.spec().get("workflows");
        Object interval = Values.map(Values.map(workflows).get("config")).get("reconciliationInterval");
        if (interval instanceof String text) {
            Where where = Where.root("spec.workflows.config.reconciliationInterval");
            String shown = GoDuration.parse(text).map(GoDuration::print).orElse(text);
            check(text, shown, where, findings);
        }
    }

    /** An annotation that stood there before is let alone, and one that says nothing as well as none. */
    static void checkAnnotation(Document document, Optional<Document> before, Findings findings) {
        Map<String, String> annotations = document.metadata().annotations();
        String interval = annotations.getOrDefault(KratixLabels.RECONCILIATION_INTERVAL, "");
        boolean isTold = before.map(Document::metadata)
                .map(stood -> !stood.annotations()
                        .getOrDefault(KratixLabels.RECONCILIATION_INTERVAL, "")
                        .equals(interval))
                .orElse(annotations.containsKey(KratixLabels.RECONCILIATION_INTERVAL));
        if (isTold && annotations.containsKey(KratixLabels.RECONCILIATION_INTERVAL)) {
            check(
                    interval,
                    interval,
                    Where.root("metadata.annotations[" + KratixLabels.RECONCILIATION_INTERVAL + "]"),
                    findings);
        }
    }

    private static void check(String text, String shown, Where where, Findings findings) {
        Optional<Duration> interval = GoDuration.parse(text);
        if (interval.isEmpty()) {
            findings.invalid(where, shown, "must be a valid duration", REMEDY);
        } else if (interval.get().compareTo(SHORTEST) < 0) {
            findings.invalid(where, shown, "must be at least 1m0s", REMEDY);
        }
    }
}
