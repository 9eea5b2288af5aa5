// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Destination;
import io.kratix.model.KratixLabels;
import io.kratix.model.LabelRequirement;
import io.kratix.model.LabelSelector;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a Destination takes a group that asks for these labels, and if not, why. The one rule behind everything. */
final class Admission {
    private static final String YES = "true";

    private final LabelSelector selector;
    private final boolean forDryRun;
    private final boolean asksForLabels;

    private Admission(LabelSelector selector) {
        this.selector = selector;
        this.forDryRun = asksForDryRun(selector);
        this.asksForLabels = selector.asksForLabels();
    }

    /** By a label or by an expression, just as for any other label. */
    private static boolean asksForDryRun(LabelSelector selector) {
        return YES.equals(selector.matchLabels().get(KratixLabels.DRY_RUN))
                || selector.matchExpressions().stream()
                        .filter(asked -> asked.key().equals(KratixLabels.DRY_RUN))
                        .anyMatch(asked -> asked.asksForLabel() && asked.holds(Map.of(KratixLabels.DRY_RUN, YES)));
    }

    static Admission of(LabelSelector selector) {
        return new Admission(selector);
    }

    /** {@return whether a Destination takes a group that asks for no label} */
    static boolean isOpen(Destination destination) {
        return !isStrict(destination) && !isForDryRuns(destination);
    }

    /** {@return whether the group asks for Destinations of dry runs} */
    boolean isForDryRun() {
        return forDryRun;
    }

    boolean admits(Destination destination) {
        return (asksForLabels || !isStrict(destination))
                && (forDryRun || !isForDryRuns(destination))
                && selector.matches(destination.labels());
    }

    /** {@return the first requirement that the Destination does not fulfil, in words; empty if it takes the group} */
    Optional<String> refusal(Destination destination) {
        if (!forDryRun && isForDryRuns(destination)) {
            return Optional.of("it takes dry runs only: its label " + KratixLabels.DRY_RUN + " is 'true'");
        }
        if (!asksForLabels && isStrict(destination)) {
            return Optional.of("it has strictMatchLabels, and the group asks for none of its labels");
        }
        return firstFailure(destination.labels());
    }

    private Optional<String> firstFailure(Map<String, String> labels) {
        for (Map.Entry<String, String> asked : selector.matchLabels().entrySet()) {
            @Nullable String value = labels.get(asked.getKey());
            if (!asked.getValue().equals(value)) {
                return Optional.of(found(asked.getKey(), value) + ", asked for is '" + asked.getValue() + "'");
            }
        }
        for (LabelRequirement asked : selector.matchExpressions()) {
            if (!asked.holds(labels)) {
                return Optional.of(found(asked.key(), labels.get(asked.key())) + ", asked for is '" + asked + "'");
            }
        }
        return Optional.empty();
    }

    private static String found(String key, @Nullable String value) {
        return value == null ? "it has no label " + key : "its label " + key + " is '" + value + "'";
    }

    private static boolean isStrict(Destination destination) {
        return destination.strictMatchLabels() && !destination.labels().isEmpty();
    }

    private static boolean isForDryRuns(Destination destination) {
        return YES.equals(destination.labels().get(KratixLabels.DRY_RUN));
    }
}
