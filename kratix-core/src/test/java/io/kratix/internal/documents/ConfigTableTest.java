// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.model.InvalidDocumentException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What of Kratix' own configuration means something here, and what does not. */
class ConfigTableTest {
    private static final CaseTable TABLE = CaseTable.read("config");

    @ParameterizedTest
    @MethodSource
    void readsWhatKratixReads(Case row) {
        PlatformConfig config = PlatformConfig.read(yaml(row));

        assertThat(value(config, row.text("key"))).isEqualTo(expected(row));
    }

    static Stream<Case> readsWhatKratixReads() {
        return Stream.concat(TABLE.alike("cases"), TABLE.alike("raw"));
    }

    @ParameterizedTest
    @MethodSource
    void refusesInWordsOfItsOwn(Case row) {
        assertThatThrownBy(() -> PlatformConfig.read(yaml(row))).isInstanceOf(InvalidDocumentException.class);
    }

    static Stream<Case> refusesInWordsOfItsOwn() {
        return Stream.concat(TABLE.departed("cases"), TABLE.departed("raw"))
                .filter(row -> Stream.of("ourWords", "negative", "strategy", "strictYaml")
                        .anyMatch(row::isDeparted))
                .filter(row -> !isNotHeeded(row));
    }

    @ParameterizedTest
    @MethodSource
    void warnsOfWhatItDoesNotHeed(Case row) {
        String top = row.text("key").replaceFirst("^(logging|featureFlags)\\..*", "$1");

        assertThat(PlatformConfig.read(yaml(row)).warnings())
                .singleElement()
                .asString()
                .startsWith("Kratix config: " + top + " is not heeded: ");
    }

    static Stream<Case> warnsOfWhatItDoesNotHeed() {
        return TABLE.departed("cases").filter(ConfigTableTest::isNotHeeded);
    }

    @Test
    void warnsOfAKeyThatNobodyKnows() {
        assertThat(PlatformConfig.read("numberOfJobsToKeep: 3\nunknown: x\n").warnings())
                .containsExactly("Kratix config: unknown is not known");
    }

    @Test
    void tellsEverythingThatIsWrongWithKeyValueAndWhatIsAllowed() {
        assertThatThrownBy(
                        () -> PlatformConfig.read(
                                """
                        numberOfJobsToKeep: "3"
                        reconciliationInterval: 1d
                        stateStoreReconciliationInterval: -1s
                        resourceBindingVersionStrategy: Pinned
                        """))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("numberOfJobsToKeep: Invalid value: \"3\": must be of type integer")
                .hasMessageContaining(
                        "reconciliationInterval: Invalid value: \"1d\": must be a duration such as 10h or 30s")
                .hasMessageContaining("stateStoreReconciliationInterval: Invalid value: \"-1s\": must not be negative")
                .hasMessageContaining("resourceBindingVersionStrategy: Invalid value: \"Pinned\"");
    }

    @Test
    void readsTheDocumentationsNameForTheStoresInterval() {
        assertThat(PlatformConfig.read("workPlacementRewriteInterval: 1h").storeInterval())
                .isEqualTo(Duration.ofHours(1));
        assertThat(PlatformConfig.read("workflows: {jobOptions: {defaultBackoffLimit: 2}}")
                        .retries())
                .isEqualTo(Optional.of(2));
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("cases")).isEqualTo("18 alike, 28 departed, 0 waiting");
        assertThat(TABLE.counts("raw")).isEqualTo("5 alike, 4 departed, 0 waiting");
    }

    private static boolean isNotHeeded(Case row) {
        return row.isDeparted("embedders") || row.isDeparted("notHeeded");
    }

    private static Object value(PlatformConfig config, String key) {
        return switch (key) {
            case "numberOfJobsToKeep" -> config.keptRuns();
            case "reconciliationInterval" -> config.reconciliationInterval();
            case "stateStoreReconciliationInterval" -> config.storeInterval();
            case "git.minimumFetchInterval" -> config.fetchInterval();
            case "workflows.reconcileAfterFailure" -> config.reconcileAfterFailure();
            case "resourceBindingVersionStrategy" -> config.pinned() ? "pinned" : "floating";
            default -> throw new IllegalArgumentException(key);
        };
    }

    private static Object expected(Case row) {
        JsonNode expected = row.get("expected");
        if (expected.isInt()) {
            return expected.intValue();
        }
        if (expected.isBoolean()) {
            return expected.booleanValue();
        }
        String text = expected.asText().replace(" (disabled)", "");
        boolean duration = row.text("key").toLowerCase(Locale.ROOT).endsWith("interval");
        return duration ? GoDuration.parse(text).orElseThrow() : text;
    }

    /** JSON is YAML, so a row's value is written as it stands there. */
    private static String yaml(Case row) {
        if (row.row().has("config")) {
            return row.text("config");
        }
        String value = row.get("value").toString();
        String[] path = row.text("key").split("\\.", -1);
        StringBuilder yaml = new StringBuilder();
        for (String key : path) {
            yaml.append("{\"").append(key).append("\": ");
        }
        return yaml + value + "}".repeat(path.length);
    }
}
