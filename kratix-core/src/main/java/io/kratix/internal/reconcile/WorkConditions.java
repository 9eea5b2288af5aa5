// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Condition;
import io.kratix.model.Condition.Status;
import io.kratix.scheduling.ScheduleOutcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What is reported of a Work, in Kratix' words: whether its groups found Destinations, and whether they are there. */
final class WorkConditions {
    static final String READY = "Ready";
    static final String SCHEDULED = "ScheduleSucceeded";

    private WorkConditions() {}

    /**
     * {@return both conditions}
     *
     * @param outcome what the schedule comes to
     * @param written whether every State Store has confirmed the files
     * @param conflict why they cannot be laid out; empty if they can
     * @param before what was reported before
     * @param now the engine's time
     */
    static List<Condition> of(
            ScheduleOutcome outcome, boolean written, String conflict, List<Condition> before, Instant now) {
        Instant time = now.truncatedTo(ChronoUnit.SECONDS);
        return List.of(
                keepTime(ready(outcome, conflict, written, time), before),
                keepTime(scheduled(outcome, conflict, time), before));
    }

    private static Condition scheduled(ScheduleOutcome outcome, String conflict, Instant now) {
        Status status = conflict.isEmpty() && outcome.succeeded() ? Status.TRUE : Status.FALSE;
        return conflict.isEmpty()
                ? condition(SCHEDULED, status, outcome.reason(), outcome.message(), now)
                : condition(SCHEDULED, status, "WorkplacementsFailing", conflict, now);
    }

    /** Unlike Kratix', a Work is ready only when every State Store has confirmed its files. */
    private static Condition ready(ScheduleOutcome outcome, String conflict, boolean written, Instant now) {
        if (!conflict.isEmpty()) {
            return condition(READY, Status.FALSE, "WorkplacementsFailing", "Failing", now);
        }
        if (outcome.succeeded() && !written) {
            return condition(READY, Status.FALSE, "ScheduledToDestination", "Pending", now);
        }
        Status status = outcome.succeeded() ? Status.TRUE : Status.FALSE;
        return condition(READY, status, outcome.readyReason(), outcome.readyMessage(), now);
    }

    private static Condition keepTime(Condition condition, List<Condition> before) {
        return before.stream()
                .filter(known -> known.type().equals(condition.type()) && known.status() == condition.status())
                .findFirst()
                .map(known -> condition(
                        condition.type(),
                        condition.status(),
                        condition.reason(),
                        condition.message(),
                        known.lastTransitionTime()))
                .orElse(condition);
    }

    private static Condition condition(String type, Status status, String reason, String message, Instant time) {
        return new Condition(type, status, reason, message, time);
    }
}
