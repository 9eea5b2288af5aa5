// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.internal.documents.DocumentReader;
import io.kratix.model.Content;
import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.InvalidPathException;
import io.kratix.model.ObjectReference;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import io.kratix.model.WorkloadGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkPlacementWritesTableTest {
    private static final CaseTable TABLE = CaseTable.read("workplacement-writes");
    private static final JsonNode PLACEMENT = TABLE.get("workPlacement");
    private static final String STATE_FILE = "default-test-work-placement.yaml";

    static Stream<Case> writes() {
        return TABLE.alike("cases").filter(row -> row.has("update"));
    }

    static Stream<Case> removals() {
        return TABLE.alike("cases").filter(row -> row.get("deleting").asBoolean() && !row.has("update"));
    }

    static Stream<Case> notReadBack() {
        return TABLE.departed("cases").filter(row -> row.isDeparted("notReadBack"));
    }

    static Stream<Case> unknownMode() {
        return TABLE.departed("cases").filter(row -> row.isDeparted("unknownMode"));
    }

    static Stream<Case> noEncoding() {
        return TABLE.departed("cases").filter(row -> row.isDeparted("noEncoding"));
    }

    @ParameterizedTest
    @MethodSource
    void writes(Case row) {
        OwnerFiles files = layOut(row);

        assertThat(written(files)).isEqualTo(expected(row));
        assertThat(files.stale(recorded(row)).stream().map(StorePath::toString))
                .containsExactlyInAnyOrderElementsOf(
                        Case.texts(row.get("update").path("delete")));
    }

    @ParameterizedTest
    @MethodSource
    void removals(Case row) {
        Set<StorePath> recorded = recorded(row);
        OwnerFiles nothing = new OwnerFiles(layout(row).area(owner(row)), Map.of());
        OwnerFiles left = new OwnerFiles(nothing.directories(), together(row));

        Set<StorePath> stale = new TreeSet<>(left.stale(recorded));

        for (String removed : row.texts("deleteFiles")) {
            if (removed.endsWith("/")) {
                StorePath directory = Layout.normalised(removed);
                assertThat(left.directories()).anyMatch(directory::startsWith);
            } else {
                assertThat(stale.remove(StorePath.of(removed))).as(removed).isTrue();
            }
        }
        assertThat(stale).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void notReadBack(Case row) {
        OwnerFiles files = layOut(row);
        Set<StorePath> remembered = files.files().keySet();

        assertThat(files.stale(remembered)).isEmpty();
        assertThat(new OwnerFiles(Set.of(), Map.of()).stale(remembered)).isEqualTo(remembered);
    }

    @ParameterizedTest
    @MethodSource
    void unknownMode(Case row) {
        assertThatThrownBy(() -> layout(row))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("spec.filepath.mode: Invalid value: \"bogus\": is no layout mode");
    }

    @ParameterizedTest
    @MethodSource
    void noEncoding(Case row) {
        JsonNode raw = row.get("rawWorkloads").path(0);
        OwnerFiles files = layOut(row);

        assertThat(written(files))
                .containsEntry(
                        "test-path/resources/default/test-promise/test-resource/5058f/"
                                + raw.path("filepath").asText(),
                        raw.path("content").asText());
    }

    @Test
    void writesBelowTheStoresPathWhereKratixWritesASlashFirst() {
        assertThat(written(layOut(TABLE.all("cases").get(22))))
                .containsOnlyKeys(STATE_FILE, "fruit.yaml", "file2.yaml");
    }

    @Test
    void removesStaleFilesOfADestinationWhosePathIsNotClean() {
        Case row = TABLE.all("cases").get(23);

        assertThat(layOut(row).stale(recorded(row)).stream().map(StorePath::toString))
                .containsExactly("a/b/gone.yaml");
    }

    @Test
    void refusesTwoContentsForOnePath() {
        assertThatThrownBy(() -> layOut(TABLE.all("cases").get(24)))
                .isInstanceOf(LayoutConflictException.class)
                .hasMessage("'test-path/a.yaml' and 'test-path/a.yaml' cannot both be written: their contents differ");
    }

    @Test
    void refusesPathsWithDotSegments() {
        assertThatThrownBy(() -> layOut(TABLE.all("cases").get(25))).isInstanceOf(InvalidPathException.class);
    }

    @Test
    void writesNoFileWithoutAnyDocument() {
        assertThat(layOut(TABLE.all("cases").get(46)).files()).isEmpty();
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("cases")).isEqualTo("27 alike, 22 departed, 0 waiting, 9 held through the front door");
        assertThat(TABLE.counts("status")).isEqualTo("0 alike, 11 departed, 0 waiting");
        assertThat(writes().count() + removals().count()).isEqualTo(27);
        assertThat(notReadBack().count() + unknownMode().count() + noEncoding().count() + 5)
                .as("departed, but for those that only a cluster has")
                .isEqualTo(18);
    }

    private static Map<String, String> written(OwnerFiles files) {
        Map<String, String> written = new TreeMap<>();
        files.files().forEach((path, content) -> written.put(nameOf(path), LayoutFixtures.text(content)));
        return written;
    }

    /** All state files of these rows are of one placement, so they count as one name. */
    private static String nameOf(StorePath path) {
        return path.segments().contains(ReservedNames.STATE_DIRECTORY) ? STATE_FILE : path.toString();
    }

    private static Map<String, String> expected(Case row) {
        JsonNode update = row.get("update");
        Map<String, String> expected = new TreeMap<>();
        update.path("create").forEach(file -> {
            String path = update.path("dir").asText() + file.path("filepath").asText();
            expected.put(nameOf(StorePath.of(path)), file.path("content").asText());
        });
        return expected;
    }

    /** What the registry would remember where Kratix has a state file. */
    private static Set<StorePath> recorded(Case row) {
        Set<StorePath> recorded = new TreeSet<>();
        if (row.has("oldStateFile")
                && DocumentReader.readTree(row.text("oldStateFile")) instanceof Map<?, ?> old
                && old.get("files") instanceof List<?> files) {
            files.forEach(file -> recorded.add(StorePath.of(file.toString())));
        }
        if (row.get("deleting").asBoolean() && row.text("mode").equals("none")) {
            recorded.add(Layout.normalised(path(row)).resolve(".kratix").resolve(STATE_FILE));
        }
        if (row.text("mode").equals("aggregatedYAML")) {
            String filename = row.text("filename").isEmpty() ? "aggregated.yaml" : row.text("filename");
            recorded.add(Layout.normalised(path(row) + "/" + filename));
        }
        return recorded;
    }

    private static OwnerFiles layOut(Case row) {
        Layout layout = layout(row);
        return layout.isShared()
                ? new OwnerFiles(Set.of(), together(row))
                : layout.layOut(owner(row), List.of(ownGroup(row)));
    }

    private static Map<StorePath, Content> together(Case row) {
        if (!row.text("mode").equals("aggregatedYAML")) {
            return Map.of();
        }
        List<PlacedGroup> groups = new ArrayList<>();
        if (!row.get("deleting").asBoolean()) {
            groups.add(ownGroup(row));
        }
        row.get("otherWorkPlacements").forEach(other -> {
            boolean here = other.path("targetDestinationLabel").isMissingNode();
            if (here && !other.path("deleting").asBoolean()) {
                groups.add(placed(row, other.path("name").asText(), other.path("workloads")));
            }
        });
        return layout(row).layOutTogether(groups).files();
    }

    private static PlacedGroup ownGroup(Case row) {
        JsonNode workloads = row.row().has("workloads") ? row.get("workloads") : PLACEMENT.path("workloads");
        List<JsonNode> all = new ArrayList<>();
        workloads.forEach(all::add);
        row.get("rawWorkloads").forEach(all::add);
        return placed(row, PLACEMENT.path("name").asText(), all);
    }

    private static PlacedGroup placed(Case row, String name, Iterable<JsonNode> files) {
        List<Workload> workloads = new ArrayList<>();
        files.forEach(file -> workloads.add(new Workload(
                StorePath.of(file.path("filepath").asText()),
                Content.of(file.path("content").asText()))));
        WorkloadGroup group = new WorkloadGroup(WorkloadGroup.ROOT_DIRECTORY, workloads, List.of());
        LayoutOwner owner = owner(row);
        Work work = new Work(
                "default",
                // Our placements are named after their Works; so the names keep the order that the table's have.
                name.replace('-', 'z'),
                owner.isPromise() ? Work.Type.PROMISE : Work.Type.RESOURCE,
                owner.promise(),
                ObjectReference.promise(owner.promise()),
                row.text("pipelineName"),
                0,
                List.of(group));
        return new PlacedGroup(work, group);
    }

    private static LayoutOwner owner(Case row) {
        String promise = PLACEMENT.path("promise").asText();
        String request = row.row().has("resource")
                ? row.text("resource")
                : PLACEMENT.path("resource").asText();
        return request.isEmpty() ? LayoutOwner.promise(promise) : LayoutOwner.request(promise, "default", request);
    }

    private static String path(Case row) {
        return row.text("destinationPath", TABLE.get("destinationPath").asText());
    }

    private static Layout layout(Case row) {
        String mode = row.text("mode").isEmpty() ? FilepathMode.NESTED_BY_METADATA.text() : row.text("mode");
        Map<String, String> filepath = new LinkedHashMap<>(Map.of("mode", mode));
        if (!row.text("filename").isEmpty()) {
            filepath.put("filename", row.text("filename"));
        }
        Destination destination = LayoutFixtures.destination("test-destination", path(row), filepath);
        return LayoutFixtures.layout(destination);
    }
}
