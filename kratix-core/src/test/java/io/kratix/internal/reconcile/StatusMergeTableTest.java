// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.internal.run.StatusMerge;
import io.kratix.internal.run.UnfitMetadataException;
import io.kratix.model.Pipeline;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RunRecord.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a Pipeline's word changes in a status, row by row as the original does it. */
final class StatusMergeTableTest {
    private static final CaseTable TABLE = CaseTable.read("status-merge");

    static Stream<Case> mergeRows() {
        return TABLE.alike("merge");
    }

    static Stream<Case> departedMergeRows() {
        return TABLE.departed("merge");
    }

    static Stream<Case> rejectedRows() {
        return TABLE.alike("rejected");
    }

    static Stream<Case> completedRows() {
        return TABLE.alike("markCompleted");
    }

    static Stream<Case> suspendRows() {
        return TABLE.alike("suspend");
    }

    static Stream<Case> clearRows() {
        return TABLE.alike("clear");
    }

    @ParameterizedTest
    @MethodSource("mergeRows")
    void mergesAsTheOriginalDoes(Case row) {
        assertThat(merged(row)).isEqualTo(withSets(tree(row.get("expected"))));
    }

    @ParameterizedTest
    @MethodSource("departedMergeRows")
    void mergesInItsOwnWay(Case row) {
        assertThat(merged(row)).isEqualTo(withSets(tree(row.get("ours"))));
    }

    @ParameterizedTest
    @MethodSource("rejectedRows")
    void refusesWhatIsKratixOwn(Case row) {
        assertThatThrownBy(() -> StatusMerge.read(row.get("incoming").toString()))
                .isInstanceOf(UnfitMetadataException.class)
                .hasMessage(row.text("expectedError"));
    }

    @ParameterizedTest
    @MethodSource("completedRows")
    void putsItsOwnMessageWherePendingStands(Case row) {
        boolean promise = row.text("workflowType").equals("promise");
        Map<String, @Nullable Object> status = new HashMap<>();
        status.put("message", Case.tree(row.get("message")));
        Workflow done =
                Looks.workflow(List.of(Looks.pipeline("a")), 0, Phase.SUCCEEDED, "", Optional.empty(), 0, false);

        RegisteredObject after = Looks.at(Looks.object(promise, status), 1, turn -> new WorkflowStatus(turn)
                .completed(done, promise ? "Promise configured" : "Resource requested"));

        assertThat(after.document().status().get("message")).isEqualTo(Case.tree(row.get("expectedMessage")));
        assertThat(after.document().status().get("conditions"))
                .asString()
                .contains("message=Pipelines completed, reason=PipelinesExecutedSuccessfully, status=True,"
                        + " type=ConfigureWorkflowCompleted");
    }

    @ParameterizedTest
    @MethodSource("suspendRows")
    void reportsAPipelineThatSuspends(Case row) {
        String retry = row.text("nextRetryAt");
        int position = indexOf(row);
        int before = row.get("pipelines").get(position).path("attempts").asInt();
        Workflow suspended = Looks.workflow(
                pipelines(row),
                position,
                Phase.SUSPENDED,
                row.text("message"),
                retry.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(retry)),
                before,
                true);

        Map<String, @Nullable Object> workflows = workflows(row, turn -> new WorkflowStatus(turn).suspended(suspended));

        assertThat(withoutTimes(workflows.get("pipelines"))).isEqualTo(Case.tree(row.get("expectedPipelines")));
        assertThat(workflows)
                .containsEntry(
                        "suspendedGeneration",
                        row.get("expectedSuspendedGeneration").asLong());
    }

    @ParameterizedTest
    @MethodSource("clearRows")
    void reportsAPipelineThatDoesNotSuspend(Case row) {
        if (!row.has("pipelines")) {
            return;
        }
        int position = indexOf(row);
        Workflow running = Looks.workflow(pipelines(row), position, Phase.RUNNING, "", Optional.empty(), 0, false);

        Map<String, @Nullable Object> workflows = workflows(row, turn -> new WorkflowStatus(turn).inProgress(running));

        assertThat(((List<?>) withoutTimes(workflows.get("pipelines"))).get(position))
                .isEqualTo(((List<?>) java.util.Objects.requireNonNull(Case.tree(row.get("expectedPipelines"))))
                        .get(position));
    }

    @Test
    void namesTheKeysThatAPromiseWorkflowSaysInVain() {
        List<Case> rows = TABLE.all("nonMessageKeys");

        assertThat(rows).hasSize(2).allSatisfy(row -> {
            Set<String> inVain =
                    new java.util.TreeSet<>(tree(row.get("incoming")).keySet());
            inVain.remove("message");
            assertThat(inVain).containsExactlyInAnyOrderElementsOf(row.texts("expectedUnordered"));
        });
    }

    @Test
    void countsItsRows() {
        assertThat(List.of(
                        TABLE.counts("merge"),
                        TABLE.counts("rejected"),
                        TABLE.counts("markCompleted"),
                        TABLE.counts("suspend"),
                        TABLE.counts("clear")))
                .containsExactly(
                        "9 alike, 6 departed, 0 waiting",
                        "2 alike, 0 departed, 0 waiting",
                        "5 alike, 0 departed, 0 waiting",
                        "4 alike, 4 departed, 0 waiting",
                        "3 alike, 2 departed, 0 waiting");
    }

    private static Map<String, @Nullable Object> merged(Case row) {
        return withSets(StatusMerge.merge(tree(row.get("existing")), tree(row.get("incoming"))));
    }

    /** The order of conditions is ours. */
    private static Map<String, @Nullable Object> withSets(Map<String, @Nullable Object> status) {
        Map<String, @Nullable Object> sets = new LinkedHashMap<>(status);
        if (sets.get("conditions") instanceof List<?> list) {
            sets.put("conditions", Set.copyOf(list));
        }
        return sets;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> tree(JsonNode node) {
        return (Map<String, @Nullable Object>) java.util.Objects.requireNonNull(Case.tree(node));
    }

    private static int indexOf(Case row) {
        for (int i = 0; i < row.get("pipelines").size(); i++) {
            if (row.get("pipelines").get(i).path("name").asText().equals(row.text("pipeline"))) {
                return i;
            }
        }
        throw new IllegalArgumentException(row.toString());
    }

    private static List<Pipeline> pipelines(Case row) {
        List<Pipeline> pipelines = new ArrayList<>();
        row.get("pipelines")
                .forEach(pipeline ->
                        pipelines.add(Looks.pipeline(pipeline.path("name").asText())));
        return pipelines;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> workflows(Case row, java.util.function.Consumer<Turn> look) {
        RegisteredObject after = Looks.at(
                Looks.object(false, Map.of("message", "Pending")),
                Math.max(1, row.get("generation").asLong()),
                look);
        Map<String, @Nullable Object> kratix = (Map<String, @Nullable Object>)
                java.util.Objects.requireNonNull(after.document().status().get("kratix"));
        return (Map<String, @Nullable Object>) java.util.Objects.requireNonNull(kratix.get("workflows"));
    }

    private static List<?> withoutTimes(@Nullable Object pipelines) {
        return ((List<?>) java.util.Objects.requireNonNull(pipelines))
                .stream()
                        .map(pipeline -> {
                            Map<Object, @Nullable Object> entry = new LinkedHashMap<>((Map<?, ?>) pipeline);
                            entry.remove("lastTransitionTime");
                            return entry;
                        })
                        .toList();
    }
}
