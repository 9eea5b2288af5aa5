// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NamesTableTest {
    private static final CaseTable TABLE = CaseTable.read("names-hash");

    static Stream<Case> deterministicNames() {
        return TABLE.alike("deterministicNames");
    }

    static Stream<Case> deterministicWithInputs() {
        return TABLE.alike("deterministicWithInputs");
    }

    static Stream<Case> bindingNames() {
        return TABLE.alike("bindingNames");
    }

    static Stream<Case> dryRunNames() {
        return TABLE.alike("dryRunNames");
    }

    static Stream<Case> workloadGroupIds() {
        return TABLE.alike("workloadGroupIds");
    }

    @ParameterizedTest
    @MethodSource
    void deterministicNames(Case row) {
        assertThat(ObjectNames.deterministic(row.text("name"))).isEqualTo(row.text("expectedDeterministic"));
        assertThat(ObjectNames.prefix(row.text("name"))).isEqualTo(row.text("expectedPrefix"));
    }

    @ParameterizedTest
    @MethodSource
    void deterministicWithInputs(Case row) {
        String[] inputs = row.texts("hashingInputs").toArray(new String[0]);

        assertThat(ObjectNames.deterministic(row.text("name"), inputs)).isEqualTo(row.text("expected"));
    }

    @ParameterizedTest
    @MethodSource
    void bindingNames(Case row) {
        assertThat(ObjectNames.binding(row.text("resource"), row.text("promise")))
                .isEqualTo(row.text("expected"));
    }

    @ParameterizedTest
    @MethodSource
    void dryRunNames(Case row) {
        assertThat(ObjectNames.dryRun(row.text("dryRun"))).isEqualTo(row.text("expectedEphemeralResource"));
    }

    @ParameterizedTest
    @MethodSource
    void workloadGroupIds(Case row) {
        WorkloadGroup group = new WorkloadGroup(row.text("directory"), List.of(), List.of());

        assertThat(group.id()).isEqualTo(row.text("id"));
    }

    @Test
    void refusesANameOfWhichNothingIsLeft() {
        assertThatThrownBy(() -> ObjectNames.deterministic("-.-"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'-.-' has no letter or digit to make a name of");
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("deterministicNames")).isEqualTo("17 alike, 0 departed, 0 waiting");
        assertThat(TABLE.counts("deterministicWithInputs")).isEqualTo("10 alike, 0 departed, 0 waiting");
        assertThat(TABLE.counts("bindingNames")).isEqualTo("3 alike, 0 departed, 0 waiting");
        assertThat(TABLE.counts("dryRunNames")).isEqualTo("4 alike, 0 departed, 0 waiting");
        assertThat(TABLE.counts("workloadGroupIds")).isEqualTo("11 alike, 0 departed, 0 waiting");
    }
}
