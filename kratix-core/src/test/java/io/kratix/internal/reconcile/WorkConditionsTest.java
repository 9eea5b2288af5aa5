// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Condition;
import io.kratix.model.Condition.Status;
import io.kratix.model.ObjectReference;
import io.kratix.model.Placement;
import io.kratix.scheduling.Schedule;
import io.kratix.scheduling.ScheduleOutcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is reported of a Work, in Kratix' words. */
final class WorkConditionsTest {
    private static final Instant THEN = Instant.parse("2024-05-01T10:00:00Z");
    private static final Instant NOW = Instant.parse("2024-05-01T11:00:00.5Z");
    private static final Instant NOW_IN_SECONDS = Instant.parse("2024-05-01T11:00:00Z");
    private static final ObjectReference WORK =
            new ObjectReference("platform.kratix.io", "Work", "default", "redis-my-request");
    private static final Schedule SCHEDULED =
            new Schedule(List.of(new Placement(WORK, "5058f", "worker-1", false, "")), List.of());
    private static final Schedule UNSCHEDULED = new Schedule(List.of(), List.of("5058f", "7a1b2"));
    private static final Schedule MISPLACED = new Schedule(
            List.of(
                    new Placement(WORK, "5058f", "worker-1", true, ""),
                    new Placement(WORK, "5058f", "worker-2", true, ""),
                    new Placement(WORK, "7a1b2", "worker-1", false, "")),
            List.of());

    @Test
    void isReadyWhenEveryStoreHasConfirmedItsFiles() {
        assertThat(of(SCHEDULED, true, "", List.of()))
                .containsExactly(
                        new Condition("Ready", Status.TRUE, "AllWorkplacementsScheduled", "Ready", NOW_IN_SECONDS),
                        new Condition(
                                "ScheduleSucceeded",
                                Status.TRUE,
                                "AllWorkplacementsScheduled",
                                "All workplacements scheduled successfully",
                                NOW_IN_SECONDS));
    }

    @Test
    void isNotReadyBeforeThough() {
        assertThat(of(SCHEDULED, false, "", List.of()))
                .containsExactly(
                        new Condition("Ready", Status.FALSE, "ScheduledToDestination", "Pending", NOW_IN_SECONDS),
                        new Condition(
                                "ScheduleSucceeded",
                                Status.TRUE,
                                "AllWorkplacementsScheduled",
                                "All workplacements scheduled successfully",
                                NOW_IN_SECONDS));
    }

    @Test
    void namesTheGroupsWithoutADestination() {
        assertThat(of(UNSCHEDULED, true, "", List.of()))
                .containsExactly(
                        new Condition("Ready", Status.FALSE, "UnscheduledWorkloads", "Pending", NOW_IN_SECONDS),
                        new Condition(
                                "ScheduleSucceeded",
                                Status.FALSE,
                                "UnscheduledWorkloads",
                                "No matching destination found for workloadGroups: [5058f,7a1b2]",
                                NOW_IN_SECONDS));
    }

    @Test
    void namesTheGroupsWhoseDestinationNoLongerMatchesOnceEach() {
        assertThat(of(MISPLACED, true, "", List.of()))
                .containsExactly(
                        new Condition("Ready", Status.FALSE, "Misplaced", "Misplaced", NOW_IN_SECONDS),
                        new Condition(
                                "ScheduleSucceeded",
                                Status.FALSE,
                                "DestinationSelectorMismatch",
                                "Target destination no longer matches destinationSelectors for workloadGroups: [5058f]",
                                NOW_IN_SECONDS));
    }

    @Test
    void namesThePlacementsThatWereNotWritten() {
        assertThat(of(UNSCHEDULED, false, "", List.of("one", "two")))
                .containsExactly(
                        new Condition("Ready", Status.FALSE, "WorkplacementsFailing", "Failing", NOW_IN_SECONDS),
                        new Condition(
                                "ScheduleSucceeded",
                                Status.FALSE,
                                "WorkplacementsFailing",
                                "Workplacements failed to write: [one,two]",
                                NOW_IN_SECONDS));
    }

    @Test
    void tellsOfAConflictBeforeAnythingElse() {
        assertThat(of(UNSCHEDULED, false, "two files want 'a.yaml'", List.of("one")))
                .containsExactly(
                        new Condition("Ready", Status.FALSE, "WorkplacementsFailing", "Failing", NOW_IN_SECONDS),
                        new Condition(
                                "ScheduleSucceeded",
                                Status.FALSE,
                                "WorkplacementsFailing",
                                "two files want 'a.yaml'",
                                NOW_IN_SECONDS));
    }

    @Test
    void keepsTheTimeAsLongAsTheStatusStays() {
        List<Condition> before =
                WorkConditions.of(ScheduleOutcome.of(UNSCHEDULED, 2, List.of()), false, "", List.of(), THEN);

        List<Condition> otherReason =
                WorkConditions.of(ScheduleOutcome.of(MISPLACED, 2, List.of()), false, "", before, NOW);
        List<Condition> otherStatus =
                WorkConditions.of(ScheduleOutcome.of(SCHEDULED, 2, List.of()), false, "", before, NOW);

        assertThat(otherReason).extracting(Condition::lastTransitionTime).containsExactly(THEN, THEN);
        assertThat(otherReason)
                .extracting(Condition::reason)
                .containsExactly("Misplaced", "DestinationSelectorMismatch");
        assertThat(otherStatus).extracting(Condition::lastTransitionTime).containsExactly(THEN, NOW_IN_SECONDS);
    }

    private static List<Condition> of(Schedule schedule, boolean written, String conflict, List<String> failing) {
        return WorkConditions.of(ScheduleOutcome.of(schedule, 2, failing), written, conflict, List.of(), NOW);
    }
}
