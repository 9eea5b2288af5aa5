// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.internal.run.SelectorsFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DestinationSelectorsTableTest {
    private static final CaseTable TABLE = CaseTable.read("destination-selectors-parse");

    static Stream<Case> accepted() {
        return TABLE.alike("cases").filter(row -> !row.has("expectedErrorContains"));
    }

    static Stream<Case> refused() {
        return TABLE.alike("cases").filter(row -> row.has("expectedErrorContains"));
    }

    static Stream<Case> departed() {
        return TABLE.departed("cases").filter(row -> !row.isDeparted("strictYaml"));
    }

    static Stream<Case> strictYaml() {
        return TABLE.departed("cases").filter(row -> row.isDeparted("strictYaml"));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void readsWhatKratixReads(Case row) {
        List<Map.Entry<String, Map<String, String>>> expected = new ArrayList<>();
        row.get("expected")
                .forEach(entry ->
                        expected.add(Map.entry(entry.path("directory").asText(), Case.map(entry.path("matchLabels")))));

        WorkflowSelectors selectors = read(row);

        assertThat(selectors.entries().stream()
                        .map(entry ->
                                Map.entry(entry.directory(), entry.selector().matchLabels())))
                .containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesInKratixWords(Case row) {
        String expected = row.text("expectedErrorContains");

        assertThatThrownBy(() -> read(row))
                .isInstanceOf(InvalidSelectorsException.class)
                .message()
                .satisfies(message -> {
                    if (row.get("exact").asBoolean()) {
                        assertThat(message).isEqualTo(expected);
                    } else {
                        assertThat(message).contains(expected);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("departed")
    void refusesDirectoriesOutsideOfTheOutputAndWhatNoLabelCanBe(Case row) {
        String expected = row.isDeparted("outsideOutput")
                ? "invalid directory in destination-selectors\\.yaml: (/|\\.\\.), it is no directory of the output"
                : "invalid destination-selectors\\.yaml: \\[0\\]\\.matchLabels: Invalid value: \"[^\"]*\": .* - write .*";

        assertThatThrownBy(() -> read(row))
                .isInstanceOf(InvalidSelectorsException.class)
                .message()
                .matches(expected);
    }

    @ParameterizedTest
    @MethodSource("strictYaml")
    void refusesKeysThatStandTwiceAndNumbersThatAreNone(Case row) {
        assertThatThrownBy(() -> read(row))
                .isInstanceOf(InvalidSelectorsException.class)
                .hasMessageStartingWith("invalid destination-selectors.yaml: error converting YAML to JSON: ");
    }

    @Test
    void readsExpressions() {
        Object expression = Map.of("key", "zone", "operator", "In", "values", List.of("eu"));
        Object tree = List.of(Map.of("matchExpressions", List.of(expression), "directory", "eu"));

        WorkflowSelectors selectors = WorkflowSelectors.read(tree);

        assertThat(selectors.entries()).singleElement().satisfies(entry -> assertThat(entry.selector())
                .hasToString("zone in (eu)"));
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("cases")).isEqualTo("102 alike, 16 departed, 0 waiting");
    }

    private static WorkflowSelectors read(Case row) {
        return SelectorsFile.read(row.text("yaml"));
    }
}
