// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.model.DestinationSelector;
import io.kratix.model.DestinationSelector.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SelectorMergingTableTest {
    private static final CaseTable TABLE = CaseTable.read("selector-merging");

    static Stream<Case> squash() {
        return TABLE.alike("squash");
    }

    static Stream<Case> resolve() {
        return TABLE.alike("resolve");
    }

    @ParameterizedTest
    @MethodSource
    void squash(Case row) {
        List<DestinationSelector> entries = new ArrayList<>();
        row.get("matchLabelsInOrder")
                .forEach(labels -> entries.add(new DestinationSelector(Case.map(labels), Source.PROMISE)));

        Optional<Map<String, String>> squashed =
                DestinationSelector.squash(entries).map(DestinationSelector::matchLabels);

        assertThat(squashed).isEqualTo(row.has("expected") ? Optional.of(row.map("expected")) : Optional.empty());
    }

    @ParameterizedTest
    @MethodSource
    void resolve(Case row) {
        assertThat(Scheduler.resolve(selectors(row.get("destinationSelectors"))).matchLabels())
                .isEqualTo(row.map("expected"));
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("squash")).isEqualTo("8 alike, 0 departed, 0 waiting");
        assertThat(TABLE.counts("resolve")).isEqualTo("21 alike, 0 departed, 0 waiting");
    }

    static List<DestinationSelector> selectors(JsonNode list) {
        List<DestinationSelector> selectors = new ArrayList<>();
        list.forEach(selector -> selectors.add(new DestinationSelector(
                Case.map(selector.path("matchLabels")),
                Source.of(selector.path("source").asText()))));
        return selectors;
    }
}
