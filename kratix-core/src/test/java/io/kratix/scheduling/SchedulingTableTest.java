// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.model.Destination;
import io.kratix.model.DestinationSelector;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.LabelSelector;
import io.kratix.model.Placement;
import io.kratix.model.Work;
import io.kratix.model.WorkloadGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchedulingTableTest {
    private static final CaseTable TABLE = CaseTable.read("scheduling");
    private static final List<String> OF_THE_ENGINE =
            List.of("events", "requeueSeconds", "wpLabels", "wpLabelsAbsent", "wpConditions", "workloadsUpdated");

    static Stream<Case> candidates() {
        return TABLE.alike("candidates");
    }

    static Stream<Case> selectorsThatNoLabelFulfils() {
        return TABLE.departed("candidates");
    }

    static Stream<Case> behaviour() {
        return TABLE.alike("behaviour");
    }

    static Stream<Case> failingFirst() {
        return TABLE.departed("behaviour").filter(row -> row.isDeparted("failingFirst"));
    }

    @ParameterizedTest
    @MethodSource
    void candidates(Case row) {
        DestinationIndex index = index(TABLE.get("destinationsForCandidates"));

        assertThat(index.matching(row.map("resolvedSelector")).stream().map(Destination::name))
                .isEqualTo(row.texts("expectedCandidates"));
    }

    @ParameterizedTest
    @MethodSource("selectorsThatNoLabelFulfils")
    void refusesSelectorsThatNoLabelFulfilsWhenTheyAreRead(Case row) {
        Assertions.assertThatThrownBy(
                        () -> LabelSelector.read("selector", Map.of("matchLabels", row.map("resolvedSelector"))))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageStartingWith("selector.matchLabels: Invalid value: ");
    }

    @ParameterizedTest
    @MethodSource
    void behaviour(Case row) {
        Schedule schedule = schedule(row);
        JsonNode expected = row.get("expected");

        checkPlacements(expected, schedule);
        assertThat(schedule.unscheduled()).isEqualTo(Case.texts(expected.path("returnsUnscheduled")));
        if (expected.has("deletedWorkPlacements")) {
            assertThat(schedule.dangling().stream().map(Placement::destination))
                    .isEqualTo(Case.texts(expected.path("deletedWorkPlacements")));
        }
        checkStatus(expected, outcome(row, schedule));
    }

    static Stream<Case> noMore() {
        return TABLE.departed("behaviour").filter(row -> row.isDeparted("noMore"));
    }

    @ParameterizedTest
    @MethodSource
    void noMore(Case row) {
        Schedule schedule = schedule(row);

        assertThat(schedule.placements().stream().map(Placement::destination)).containsExactly("dev-2");
        assertThat(schedule.dangling().stream().map(Placement::destination)).containsExactly("dev-1");
        assertThat(schedule.misplaced()).isEmpty();
    }

    static Stream<Case> oneDestination() {
        return TABLE.departed("behaviour").filter(row -> row.isDeparted("oneDestination"));
    }

    @ParameterizedTest
    @MethodSource
    void oneDestination(Case row) {
        Schedule schedule = schedule(row);

        assertThat(schedule.placements()).singleElement().satisfies(placed -> assertThat(placed.misplaced())
                .isFalse());
        assertThat(Stream.concat(schedule.placements().stream(), schedule.leaving().stream())
                        .map(Placement::destination))
                .containsExactlyInAnyOrderElementsOf(
                        Case.texts(row.get("expected").path("workPlacements")));
    }

    @ParameterizedTest
    @MethodSource
    void failingFirst(Case row) {
        ScheduleOutcome outcome = outcome(row, schedule(row));

        assertThat(outcome.reason()).isEqualTo("WorkplacementsFailing");
        assertThat(outcome.message()).isEqualTo("Workplacements failed to write: [my-work.dev-1-5058f]");
    }

    @Test
    void countsItsRows() {
        long partly = TABLE.alike("behaviour")
                .filter(row -> OF_THE_ENGINE.stream().anyMatch(row.get("expected")::has))
                .count();

        assertThat(TABLE.counts("candidates")).isEqualTo("14 alike, 4 departed, 0 waiting");
        assertThat(TABLE.counts("behaviour")).isEqualTo("49 alike, 7 departed, 0 waiting");
        assertThat(partly).as("rows whose events, labels or conditions wait").isEqualTo(36);
    }

    private static void checkPlacements(JsonNode expected, Schedule schedule) {
        List<String> placed =
                schedule.placements().stream().map(Placement::destination).toList();
        if (expected.has("workPlacementsOneOf")) {
            List<List<String>> choices = new ArrayList<>();
            expected.path("workPlacementsOneOf").forEach(choice -> choices.add(Case.texts(choice)));
            assertThat(choices).contains(placed);
        } else {
            assertThat(placed).containsExactlyInAnyOrderElementsOf(Case.texts(expected.path("workPlacements")));
        }
        assertThat(schedule.placements().stream().filter(Placement::misplaced).map(Placement::destination))
                .containsExactlyInAnyOrderElementsOf(Case.texts(expected.path("misplaced")));
    }

    private static void checkStatus(JsonNode expected, ScheduleOutcome outcome) {
        JsonNode status = expected.path("workStatus");
        String holds = outcome.succeeded() ? "True" : "False";
        if (status.has("ready")) {
            assertThat(List.of(holds, outcome.readyReason(), outcome.readyMessage()))
                    .isEqualTo(Case.texts(status.path("ready")));
        }
        if (status.has("scheduleSucceeded")) {
            assertThat(List.of(holds, outcome.reason(), outcome.message()))
                    .isEqualTo(Case.texts(status.path("scheduleSucceeded")));
        }
        if (expected.has("counts")) {
            assertThat(List.of(outcome.groups() + "", outcome.scheduled() + ""))
                    .isEqualTo(Case.texts(expected.path("counts")));
        }
    }

    private static Schedule schedule(Case row) {
        Work work = work(row);
        List<Placement> placements = new ArrayList<>();
        row.get("existingWorkPlacements")
                .forEach(placement -> placements.add(SchedulingFixtures.placement(
                        work,
                        placement.path("groupDirectory").asText(),
                        placement.path("destination").asText(),
                        placement.path("misplacedLabel").asBoolean())));
        SchedulingRequest request = new SchedulingRequest(work, placements, Set.of(), index(row.get("destinations")));
        boolean dryRun =
                row.get("workLabels").path("kratix.io/dry-run").asText().equals("true");
        return Scheduler.create().schedule(dryRun ? request.asDryRun() : request);
    }

    private static ScheduleOutcome outcome(Case row, Schedule schedule) {
        Set<String> refusing = new HashSet<>();
        row.get("existingWorkPlacements").forEach(placement -> {
            if (placement.path("writeFailed").asBoolean()) {
                refusing.add(placement.path("destination").asText());
            }
        });
        List<String> failing = schedule.placements().stream()
                .filter(placement -> refusing.contains(placement.destination()))
                .map(placement -> placement.reference().name())
                .toList();
        return ScheduleOutcome.of(schedule, row.get("workloadGroups").size(), failing);
    }

    private static Work work(Case row) {
        List<WorkloadGroup> groups = new ArrayList<>();
        row.get("workloadGroups")
                .forEach(group -> groups.add(SchedulingFixtures.group(
                        group.path("directory").asText(),
                        SelectorMergingTableTest.selectors(group.path("destinationSelectors"))
                                .toArray(new DestinationSelector[0]))));
        return row.text("workKind").equals("resource")
                ? SchedulingFixtures.ofRequest("my-request", groups)
                : SchedulingFixtures.ofPromise(groups);
    }

    private static DestinationIndex index(JsonNode list) {
        List<Destination> destinations = new ArrayList<>();
        Set<String> deleting = new HashSet<>();
        list.forEach(destination -> {
            String name = destination.path("name").asText();
            destinations.add(SchedulingFixtures.destination(
                    name,
                    Case.map(destination.path("labels")),
                    destination.path("strictMatchLabels").asBoolean()));
            if (destination.path("deleting").asBoolean()) {
                deleting.add(name);
            }
        });
        return DestinationIndex.of(destinations, deleting);
    }
}
