// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidPathException;
import io.kratix.model.StorePath;
import io.kratix.model.WorkloadGroup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PathLayoutTableTest {
    private static final CaseTable TABLE = CaseTable.read("path-layout");
    private static final Map<String, Case> BY_NAME =
            TABLE.all("cases").stream().collect(Collectors.toMap(row -> row.text("name"), Function.identity()));

    static Stream<Case> alike() {
        return TABLE.alike("cases");
    }

    static Stream<Case> leadingSlash() {
        return TABLE.departed("cases").filter(row -> row.isDeparted("leadingSlash"));
    }

    static Stream<Case> climbing() {
        return Stream.concat(TABLE.departed("cases"), TABLE.departed("afterDelete"))
                .filter(row -> row.isDeparted("climbing"));
    }

    static Stream<Case> afterDelete() {
        return TABLE.alike("afterDelete");
    }

    @ParameterizedTest
    @MethodSource("alike")
    void writesWhatKratixWrites(Case row) {
        OwnerFiles files = layOut(row);

        assertThat(contents(files)).containsExactlyInAnyOrderElementsOf(row.texts("expectedPathsInStore"));
        checkStateFile(row, files, Function.identity());
    }

    @ParameterizedTest
    @MethodSource("leadingSlash")
    void writesTheSameBelowTheRootOfTheStoreWhereKratixWritesASlashFirst(Case row) {
        OwnerFiles files = layOut(row);

        assertThat(contents(files))
                .containsExactlyInAnyOrderElementsOf(row.texts("expectedPathsInStore").stream()
                        .map(PathLayoutTableTest::relative)
                        .toList());
        checkStateFile(row, files, PathLayoutTableTest::relative);
    }

    @ParameterizedTest
    @MethodSource("climbing")
    void refusesPathsThatClimb(Case row) {
        assertThatThrownBy(() -> layOut(BY_NAME.getOrDefault(row.text("name"), row)))
                .isInstanceOf(InvalidPathException.class)
                .hasMessageEndingWith("must not have the segment '..'");
    }

    @ParameterizedTest
    @MethodSource
    void afterDelete(Case row) {
        OwnerFiles written = layOut(BY_NAME.getOrDefault(row.text("name"), row));
        OwnerFiles nothing = new OwnerFiles(written.directories(), Map.of());

        Set<StorePath> left = new TreeSet<>(written.files().keySet());
        left.removeAll(nothing.stale(written.files().keySet()));
        left.removeIf(file -> nothing.directories().stream().anyMatch(file::startsWith));

        assertThat(left.stream().map(StorePath::toString)).isEqualTo(row.texts("expectedPathsLeft"));
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("cases")).isEqualTo("406 alike, 228 departed, 0 waiting");
        assertThat(TABLE.counts("afterDelete")).isEqualTo("26 alike, 4 departed, 0 waiting");
    }

    private static OwnerFiles layOut(Case row) {
        LayoutOwner owner = row.text("resourceName").isEmpty()
                ? LayoutOwner.promise(row.text("promise"))
                : LayoutOwner.request(
                        row.text("promise"), row.text("workPlacementNamespace"), row.text("resourceName"));
        WorkloadGroup group = LayoutFixtures.group(row.text("workloadGroupDirectory"), row.texts("workloadFilepaths"));
        return layout(row).layOut(owner, List.of(LayoutFixtures.placed(owner, row.text("pipelineName"), 0, group)));
    }

    private static Layout layout(Case row) {
        Map<String, String> filepath = new LinkedHashMap<>(Map.of("mode", row.text("mode")));
        if (!row.text("aggregatedFilename").isEmpty()) {
            filepath.put("filename", row.text("aggregatedFilename"));
        }
        Destination destination = LayoutFixtures.destination("worker-1", row.text("destinationPath"), filepath);
        FilepathMode mode = destination.mode().orElseThrow();
        return Layout.of(Layout.normalised(row.text("storePath")), destination, mode);
    }

    /** All files but state files. */
    private static List<String> contents(OwnerFiles files) {
        return files.files().keySet().stream()
                .filter(path -> !path.segments().contains(ReservedNames.STATE_DIRECTORY))
                .map(StorePath::toString)
                .toList();
    }

    /** The name's end is computed from the owner; the rest is Kratix'. */
    private static void checkStateFile(Case row, OwnerFiles files, Function<String, String> spelling) {
        List<StorePath> stateFiles = files.files().keySet().stream()
                .filter(path -> path.segments().contains(ReservedNames.STATE_DIRECTORY))
                .toList();
        if (!row.has("expectedStateFilePath")) {
            assertThat(stateFiles).isEmpty();
            return;
        }
        StorePath expected = StorePath.of(spelling.apply(row.text("expectedStateFilePath")));
        assertThat(stateFiles).singleElement().satisfies(stateFile -> {
            assertThat(stateFile.parent()).isEqualTo(expected.parent());
            assertThat(stateFile.name())
                    .matches(row.text("workPlacementNamespace") + "-redis-[a-z-]+-[0-9a-f]{16}\\.worker-1-[0-9a-f]{5}"
                            + "\\.yaml");
            assertThat(LayoutFixtures.text(Objects.requireNonNull(files.files().get(stateFile))))
                    .isEqualTo(StateFile.text(row.texts("expectedStateFileEntries").stream()
                            .map(spelling)
                            .map(StorePath::of)
                            .toList()));
        });
    }

    private static String relative(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }
}
