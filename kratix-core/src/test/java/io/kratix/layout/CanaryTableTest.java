// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.Kinds;
import io.kratix.model.StorePath;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CanaryTableTest {
    private static final CaseTable TABLE = CaseTable.read("canary");

    static Stream<Case> cases() {
        return TABLE.all("cases").stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void registersAsKratixDoesWithoutALeadingSlash(Case row) {
        Map<String, String> writes = new TreeMap<>();
        row.get("expectedWrites")
                .forEach(file -> writes.put(
                        relative(file.path("filepath").asText()),
                        file.path("content").asText()));

        Registration registration = layout(row).registration();

        Map<String, String> written = new TreeMap<>();
        registration.files().forEach((path, content) -> written.put(path.toString(), LayoutFixtures.text(content)));
        assertThat(written).isEqualTo(writes);
        assertThat(registration.absent().stream().map(StorePath::toString))
                .containsExactlyElementsOf(row.texts("expectedDeletes").stream()
                        .map(CanaryTableTest::relative)
                        .sorted()
                        .toList());
    }

    @Test
    void cleanupAllTakesTheCanariesAwayAndCleanupNoneLeavesThem() {
        Destination.Builder destination =
                Destination.builder("worker-1", new io.kratix.model.StateStoreReference("GitStateStore", "default"));

        Layout all = Layout.of(StorePath.ROOT, destination.cleanup(true).build(), FilepathMode.NESTED_BY_METADATA);
        Layout none = Layout.of(StorePath.ROOT, destination.cleanup(false).build(), FilepathMode.NESTED_BY_METADATA);

        assertThat(all.deregistration().files()).isEmpty();
        assertThat(all.deregistration().absent().stream().map(StorePath::toString))
                .containsExactly("dependencies/kratix-canary-namespace.yaml", "resources/kratix-canary-configmap.yaml");
        assertThat(none.deregistration()).isEqualTo(new Registration(Map.of(), java.util.Set.of()));
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("cases")).isEqualTo("22 alike, 6 departed, 0 waiting");
        assertThat(TABLE.counts("status")).isEqualTo("0 alike, 7 departed, 0 waiting, 7 held through the front door");
    }

    /** A Destination that names no mode was {@code nestedByMetadata} where the table was recorded. */
    private static Layout layout(Case row) {
        Map<String, Object> spec = Map.of(
                "path", row.text("destinationPath"),
                "stateStoreRef", Map.of("kind", "GitStateStore", "name", "default"),
                "initWorkloads",
                        Map.of("enabled", row.get("initWorkloadsEnabled").asBoolean()));
        Destination destination = Destination.of(Document.builder(Kinds.API_VERSION, Kinds.DESTINATION, "worker-1")
                .spec(spec)
                .build());
        FilepathMode mode = FilepathMode.of(row.text("mode")).orElse(FilepathMode.NESTED_BY_METADATA);
        return Layout.of(StorePath.ROOT, destination, mode);
    }

    private static String relative(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }
}
