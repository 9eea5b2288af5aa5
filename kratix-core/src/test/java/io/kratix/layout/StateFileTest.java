// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.cases.CaseTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateFileTest {
    @Test
    void quotesPathsAsKratixDoes() {
        CaseTable table = CaseTable.read("yaml-goldens");
        List<String> lines = new ArrayList<>();
        table.all("stateFile").forEach(row -> row.texts("files").stream()
                .filter(StateFileTest::isSingleLine)
                .forEach(file -> lines.add("- " + YamlScalar.print(file))));

        List<String> expected = new ArrayList<>();
        table.all("stateFile")
                .forEach(row -> row.text("expectedContent").lines().forEach(expected::add));

        assertThat(lines).hasSizeGreaterThan(80).allMatch(expected::contains);
    }

    @Test
    void listsNothingAsAnEmptyList() {
        assertThat(StateFile.text(List.of())).isEqualTo("files: []\n");
    }

    /** No path has a line break, a tab or a blank at its end, and ours are not folded. */
    private static boolean isSingleLine(String file) {
        return file.chars().noneMatch(c -> c < ' ') && !file.endsWith(" ") && !file.startsWith(" ");
    }
}
