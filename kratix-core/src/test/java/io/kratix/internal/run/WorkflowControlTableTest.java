// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code workflow-control.yaml} says, row by row as the original reads it. */
final class WorkflowControlTableTest {
    private static final CaseTable TABLE = CaseTable.read("workflow-control");

    static Stream<Case> rows() {
        return TABLE.alike("cases");
    }

    static Stream<Case> departedRows() {
        return TABLE.departed("cases");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void readsAsTheOriginalDoes(Case row) throws UnfitMetadataException {
        String error = row.text("readErrorContains", row.text("expectedErrorContains"));
        if (!error.isEmpty()) {
            assertThatThrownBy(() -> WorkflowControl.read(row.text("yaml")))
                    .isInstanceOf(UnfitMetadataException.class)
                    .hasMessageContaining(error);
            return;
        }

        WorkflowControl control = WorkflowControl.read(row.text("yaml"));

        assertThat(control.suspends()).isEqualTo(row.get("suspendOrRetry").asBoolean());
        assertThat(control.retryAfter().map(WorkflowControlTableTest::seconds))
                .isEqualTo(Optional.of(row.get("retrySeconds"))
                        .filter(node -> row.has("retrySeconds"))
                        .map(node -> node.asDouble()));
        assertThat(control.message()).isEqualTo(row.has("message") ? row.text("message") : control.message());
    }

    @ParameterizedTest
    @MethodSource("departedRows")
    void readsInItsOwnWay(Case row) throws UnfitMetadataException {
        if (row.isDeparted("days")) {
            assertThat(WorkflowControl.read(row.text("yaml")).retryAfter()).contains(Duration.ofDays(1));
            return;
        }
        String words = row.isDeparted("strictYaml")
                ? "failed to unmarshal the workflow control file: "
                : "it must be longer than nothing; write 90s, 1h30m or 2d";
        assertThatThrownBy(() -> WorkflowControl.read(row.text("yaml")))
                .isInstanceOf(UnfitMetadataException.class)
                .hasMessageContaining(words);
    }

    @Test
    void takesDaysTogetherWithSmallerUnits() throws UnfitMetadataException {
        assertThat(WorkflowControl.read("retryAfter: 2d12h\n").retryAfter()).contains(Duration.ofHours(60));
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("cases")).isEqualTo("30 alike, 5 departed, 0 waiting");
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
