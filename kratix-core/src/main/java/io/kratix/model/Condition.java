// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.time.Instant;

/**
 * One line of an object's status.
 *
 * @param type what it is about, {@code Ready}
 * @param status whether it holds
 * @param reason why, in one word for programs
 * @param message why, in words for people
 * @param lastTransitionTime since when
 */
public record Condition(String type, Status status, String reason, String message, Instant lastTransitionTime) {
    /** Whether a condition holds. */
    public enum Status {
        /** It holds. */
        TRUE("True"),
        /** It does not hold. */
        FALSE("False"),
        /** Nobody can say yet. */
        UNKNOWN("Unknown");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /** {@return the status as Kubernetes spells it} */
        public String text() {
            return text;
        }
    }
}
