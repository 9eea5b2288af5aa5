// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidPathException;
import io.kratix.model.StorePath;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kratix reads the state file to know what goes; we remember whole paths. */
class StaleFilesTableTest {
    private static final CaseTable TABLE = CaseTable.read("stale-files-mode-none");

    static Stream<Case> alike() {
        return TABLE.alike("cases");
    }

    static Stream<Case> departed() {
        return TABLE.departed("cases").filter(row -> row.has("ours"));
    }

    static Stream<Case> refused() {
        return TABLE.departed("cases").filter(row -> row.has("refused"));
    }

    @ParameterizedTest
    @MethodSource("alike")
    void removesWhatKratixRemoves(Case row) {
        assertThat(stale(row)).containsExactlyElementsOf(row.texts("expectedDeletes"));
    }

    @ParameterizedTest
    @MethodSource("departed")
    void removesWhatWasRecordedAndIsNoLongerWanted(Case row) {
        assertThat(stale(row)).containsExactlyElementsOf(row.texts("ours"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void neverRecordsOrWritesAPathWithoutItsOneSpelling(Case row) {
        assertThatThrownBy(() -> stale(row)).isInstanceOf(InvalidPathException.class);
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("cases")).isEqualTo("6 alike, 13 departed, 0 waiting");
        assertThat(departed().count() + refused().count()).isEqualTo(13);
    }

    private static List<String> stale(Case row) {
        Set<StorePath> recorded = row.texts("oldStateFileEntries").stream()
                .map(entry -> StorePath.of(row.text("name").equals("slash path") ? entry.substring(1) : entry))
                .collect(Collectors.toCollection(TreeSet::new));
        LayoutOwner owner = LayoutOwner.request("redis", "default", "my-request");
        Layout layout = LayoutFixtures.layout(
                LayoutFixtures.destination("worker-1", row.text("destinationPath"), FilepathMode.NONE));
        OwnerFiles files = layout.layOut(
                owner,
                List.of(LayoutFixtures.placed(
                        owner,
                        "configure",
                        0,
                        LayoutFixtures.root(row.texts("newWorkloadFilepaths").toArray(new String[0])))));
        return files.stale(recorded).stream().map(StorePath::toString).toList();
    }
}
