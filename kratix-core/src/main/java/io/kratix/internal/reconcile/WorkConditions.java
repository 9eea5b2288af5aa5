// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Condition;
import io.kratix.model.Condition.Status;
import io.kratix.scheduling.Schedule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What is reported of a Work, in Kratix' words: whether its groups found Destinations, and whether they are there. */
final class WorkConditions {
    static final String READY = "Ready";
    static final String SCHEDULED = "ScheduleSucceeded";

    private WorkConditions() {}

    static List<Condition> of(
            Schedule schedule,
            boolean written,
            String conflict,
            List<String> failing,
            List<Condition> before,
            Instant now) {
        Instant time = now.truncatedTo(ChronoUnit.SECONDS);
        Condition scheduled = scheduled(schedule, conflict, failing, time);
        Condition ready = ready(scheduled, written, time);
        return List.of(keepTime(ready, before), keepTime(scheduled, before));
    }

    private static Condition scheduled(Schedule schedule, String conflict, List<String> failing, Instant now) {
        if (!conflict.isEmpty()) {
            return condition(SCHEDULED, Status.FALSE, "WorkplacementsFailing", conflict, now);
        }
        if (!failing.isEmpty()) {
            String message = "Workplacements failed to write: [" + String.join(",", failing) + "]";
            return condition(SCHEDULED, Status.FALSE, "WorkplacementsFailing", message, now);
        }
        if (!schedule.unscheduled().isEmpty()) {
            String message = "No matching destination found for workloadGroups: " + ids(schedule.unscheduled());
            return condition(SCHEDULED, Status.FALSE, "UnscheduledWorkloads", message, now);
        }
        if (!schedule.misplaced().isEmpty()) {
            String message = "Target destination no longer matches destinationSelectors for workloadGroups: "
                    + ids(schedule.misplaced());
            return condition(SCHEDULED, Status.FALSE, "DestinationSelectorMismatch", message, now);
        }
        return condition(
                SCHEDULED, Status.TRUE, "AllWorkplacementsScheduled", "All workplacements scheduled successfully", now);
    }

    /** Unlike Kratix', a Work is ready only when every State Store has confirmed its files. */
    private static Condition ready(Condition scheduled, boolean written, Instant now) {
        return switch (scheduled.reason()) {
            case "WorkplacementsFailing" -> condition(READY, Status.FALSE, scheduled.reason(), "Failing", now);
            case "UnscheduledWorkloads" -> condition(READY, Status.FALSE, scheduled.reason(), "Pending", now);
            case "DestinationSelectorMismatch" -> condition(READY, Status.FALSE, "Misplaced", "Misplaced", now);
            default ->
                written
                        ? condition(READY, Status.TRUE, scheduled.reason(), "Ready", now)
                        : condition(READY, Status.FALSE, "ScheduledToDestination", "Pending", now);
        };
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

    private static String ids(List<String> groups) {
        return "[" + String.join(",", groups) + "]";
    }
}
