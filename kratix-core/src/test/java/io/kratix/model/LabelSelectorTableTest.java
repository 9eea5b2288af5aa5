// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LabelSelectorTableTest {
    private static final CaseTable TABLE = CaseTable.read("label-selectors");

    static Stream<Case> valid() {
        return TABLE.alike("rows").filter(row -> row.get("errors").isEmpty());
    }

    static Stream<Case> invalid() {
        return TABLE.alike("rows").filter(row -> !row.get("errors").isEmpty());
    }

    @ParameterizedTest
    @MethodSource("valid")
    void matchesTheLabelsThatKubernetesMatches(Case row) {
        LabelSelector selector = read(row);

        List<Boolean> matches = TABLE.all("labelSets").stream()
                .map(labels -> selector.matches(Case.map(labels.row())))
                .toList();

        assertThat(matches.stream().map(String::valueOf)).isEqualTo(row.texts("matches"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void refusesInKubernetesWords(Case row) {
        assertThatThrownBy(() -> read(row))
                .isInstanceOfSatisfying(InvalidDocumentException.class, refused -> assertThat(
                                refused.problems().stream().map(Problem::message))
                        .containsExactlyElementsOf(row.texts("errors")));
    }

    @Test
    void refusesWhatIsTooLong() {
        String long64 = "x".repeat(64);

        assertThat(LabelSyntax.keyProblems(long64)).containsExactly("name part must be no more than 63 bytes");
        assertThat(LabelSyntax.valueProblems(long64)).containsExactly("must be no more than 63 bytes");
        assertThat(LabelSyntax.keyProblems("/x")).containsExactly("prefix part must be non-empty");
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("rows")).isEqualTo("20 alike, 0 departed, 0 waiting");
    }

    @SuppressWarnings("unchecked")
    private static LabelSelector read(Case row) {
        Object tree = Objects.requireNonNull(Case.tree(row.get("selector")));
        return LabelSelector.read("spec.selector", (Map<String, ? extends @Nullable Object>) tree);
    }
}
