// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.model.Content;
import io.kratix.model.DestinationSelector;
import io.kratix.model.DestinationSelector.Source;
import io.kratix.model.ObjectNames;
import io.kratix.model.StorePath;
import io.kratix.model.WorkloadGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadGroupsTableTest {
    private static final CaseTable TABLE = CaseTable.read("work-creator");
    private static final String INPUT = "input/";

    /** A group as the table writes it down. */
    private record Expected(String directory, String id, List<String> files, List<DestinationSelector> selectors) {}

    static Stream<Case> grouped() {
        return TABLE.alike("cases").filter(row -> row.get("expected").has("workloadGroups"));
    }

    static Stream<Case> refused() {
        return TABLE.alike("cases")
                .filter(row -> row.get("expected").has("errorContains") && !isOfItsWorkflowControl(row));
    }

    static Stream<Case> named() {
        return TABLE.alike("cases").filter(row -> row.get("expected").has("workNamePattern"));
    }

    static Stream<Case> outsideOutput() {
        return TABLE.departed("cases").filter(row -> row.isDeparted("outsideOutput"));
    }

    static Stream<Case> promiseWorkflowWhenScheduled() {
        return TABLE.departed("cases").filter(row -> row.isDeparted("promiseWorkflowWhenScheduled"));
    }

    @ParameterizedTest
    @MethodSource("grouped")
    void groupsAsKratixDoes(Case row) {
        assertThat(groups(row)).containsExactlyElementsOf(expected(row, false));
    }

    @ParameterizedTest
    @MethodSource("promiseWorkflowWhenScheduled")
    void leavesThePromiseWorkflowsWordToTheScheduler(Case row) {
        assertThat(groups(row)).containsExactlyElementsOf(expected(row, true));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWithKratixWords(Case row) {
        String words = row.get("expected").path("errorContains").asText();

        assertThatThrownBy(() -> groups(row))
                .isInstanceOf(InvalidSelectorsException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @MethodSource("outsideOutput")
    void refusesDirectoriesOutsideOfTheOutput(Case row) {
        assertThatThrownBy(() -> groups(row))
                .isInstanceOf(InvalidSelectorsException.class)
                .hasMessageContaining("it is no directory of the output");
    }

    @ParameterizedTest
    @MethodSource("named")
    void namesTheWorkInKratixForm(Case row) {
        JsonNode args = row.get("args");
        List<String> parts = new ArrayList<>(List.of(args.path("promiseName").asText()));
        if (args.path("workflowType").asText().equals("resource")) {
            parts.add(args.path("resourceName").asText());
            parts.add(args.path("resourceNamespace").asText());
        }
        parts.add(args.path("pipelineName").asText());
        parts.removeIf(String::isEmpty);

        String name = ObjectNames.deterministic(String.join("-", parts), "the owner");

        assertThat(name).matches(row.get("expected").path("workNamePattern").asText());
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("cases")).isEqualTo("28 alike, 14 departed, 0 waiting, 1 held through the front door");
        assertThat(TABLE.alike("cases").filter(row -> !isLookedAt(row)).map(Case::index))
                .as("the namespace of a Work is the engine's, and who writes none is told in ControlledWorksTableTest")
                .containsExactly(4, 7, 8, 30, 31);
    }

    private static boolean isLookedAt(Case row) {
        JsonNode expected = row.get("expected");
        return expected.has("workloadGroups")
                || (expected.has("errorContains") && !isOfItsWorkflowControl(row))
                || expected.has("workNamePattern");
    }

    private static boolean isOfItsWorkflowControl(Case row) {
        return row.get("inputFiles").has("metadata/workflow-control.yaml");
    }

    private static List<Expected> groups(Case row) {
        Source source = row.get("args").path("workflowType").asText().equals("promise")
                ? Source.PROMISE_WORKFLOW
                : Source.RESOURCE_WORKFLOW;
        return output(row).groups(source, promise(row.get("promiseScheduling"), Source.PROMISE)).stream()
                .map(WorkloadGroupsTableTest::written)
                .toList();
    }

    private static Expected written(WorkloadGroup group) {
        List<String> files = group.workloads().stream()
                .map(workload -> workload.filepath().toString())
                .toList();
        return new Expected(group.directory(), group.id(), files, group.selectors());
    }

    private static WorkflowOutput output(Case row) {
        Map<StorePath, Content> files = new HashMap<>();
        row.get("inputFiles").properties().forEach(file -> {
            if (file.getKey().startsWith(INPUT)) {
                StorePath path = StorePath.of(file.getKey().substring(INPUT.length()));
                files.put(path, Content.of(file.getValue().asText()));
            }
        });
        Set<String> directories = new HashSet<>();
        row.texts("inputDirs").forEach(directory -> directories.add(directory.substring(INPUT.length())));
        return new WorkflowOutput(
                files, directories, WorkflowSelectors.read(Case.tree(row.get("destinationSelectors"))));
    }

    private static List<DestinationSelector> promise(JsonNode list, Source source) {
        List<DestinationSelector> selectors = new ArrayList<>();
        list.forEach(entry -> {
            if (entry.path("source").asText().equals(source.text())) {
                selectors.add(new DestinationSelector(Case.map(entry.path("matchLabels")), source));
            }
        });
        return selectors;
    }

    private static List<Expected> expected(Case row, boolean withoutPromiseWorkflow) {
        List<Expected> groups = new ArrayList<>();
        row.get("expected").path("workloadGroups").forEach(group -> {
            List<DestinationSelector> selectors =
                    new ArrayList<>(SelectorMergingTableTest.selectors(group.path("destinationSelectors")));
            if (withoutPromiseWorkflow) {
                selectors.removeIf(selector -> selector.source() == Source.PROMISE_WORKFLOW);
            }
            groups.add(new Expected(
                    group.path("directory").asText(),
                    group.path("id").asText(),
                    Case.texts(group.path("filepaths")),
                    selectors));
        });
        return groups;
    }
}
