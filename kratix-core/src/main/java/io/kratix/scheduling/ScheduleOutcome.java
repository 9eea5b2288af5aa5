// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import java.util.List;

/**
 * What a schedule comes to for the status of its Work, in Kratix' words. Source: Kratix' scheduler and work controller.
 *
 * @param state what decides
 * @param concerned the groups' ids, or for failing ones the placements' names, that it is about
 * @param groups how many groups the Work has: {@code status.workPlacements}
 * @param scheduled how many of them are somewhere: {@code status.workPlacementsCreated}
 */
public record ScheduleOutcome(State state, List<String> concerned, int groups, int scheduled) {
    /** Copies the list. */
    public ScheduleOutcome {
        concerned = List.copyOf(concerned);
    }

    /** What can be said of a Work, what outweighs first. */
    public enum State {
        /** A State Store refused files of it. */
        FAILING("WorkplacementsFailing", "WorkplacementsFailing", "Failing"),
        /** A group has no Destination. */
        UNSCHEDULED("UnscheduledWorkloads", "UnscheduledWorkloads", "Pending"),
        /** A group lies on a Destination that no longer matches. */
        MISPLACED("DestinationSelectorMismatch", "Misplaced", "Misplaced"),
        /** Every group is where it belongs. */
        SCHEDULED("AllWorkplacementsScheduled", "AllWorkplacementsScheduled", "Ready");

        private final String reason;
        private final String readyReason;
        private final String readyMessage;

        State(String reason, String readyReason, String readyMessage) {
            this.reason = reason;
            this.readyReason = readyReason;
            this.readyMessage = readyMessage;
        }
    }

    /**
     * {@return what a schedule comes to}
     *
     * @param schedule where the groups go
     * @param groups how many groups the Work has
     * @param failing the names of placements whose State Store refused them
     */
    public static ScheduleOutcome of(Schedule schedule, int groups, List<String> failing) {
        int scheduled = groups - schedule.unscheduled().size();
        if (!failing.isEmpty()) {
            return new ScheduleOutcome(State.FAILING, failing, groups, scheduled);
        }
        if (!schedule.unscheduled().isEmpty()) {
            return new ScheduleOutcome(State.UNSCHEDULED, schedule.unscheduled(), groups, scheduled);
        }
        return schedule.misplaced().isEmpty()
                ? new ScheduleOutcome(State.SCHEDULED, List.of(), groups, scheduled)
                : new ScheduleOutcome(State.MISPLACED, schedule.misplaced(), groups, scheduled);
    }

    /** {@return whether the conditions {@code ScheduleSucceeded} and {@code Ready} hold} */
    public boolean succeeded() {
        return state == State.SCHEDULED;
    }

    /** {@return the reason of the condition {@code ScheduleSucceeded}} */
    public String reason() {
        return state.reason;
    }

    /** {@return the message of the condition {@code ScheduleSucceeded}} */
    public String message() {
        return switch (state) {
            case FAILING -> "Workplacements failed to write: " + list();
            case UNSCHEDULED -> "No matching destination found for workloadGroups: " + list();
            case MISPLACED -> "Target destination no longer matches destinationSelectors for workloadGroups: " + list();
            case SCHEDULED -> "All workplacements scheduled successfully";
        };
    }

    /** {@return the reason of the condition {@code Ready}} */
    public String readyReason() {
        return state.readyReason;
    }

    /** {@return the message of the condition {@code Ready}} */
    public String readyMessage() {
        return state.readyMessage;
    }

    private String list() {
        return "[" + String.join(",", concerned) + "]";
    }
}
