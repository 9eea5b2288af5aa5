// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.HealthRecord;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HealthTableTest {
    private static final CaseTable TABLE = CaseTable.read("health");
    private static final ObjectReference REQUEST =
            ObjectReference.request("example.kratix.io", "redis", "default", "mine");

    @ParameterizedTest
    @MethodSource
    void isAsBadAsTheWorst(Case row) {
        List<HealthRecord> records =
                row.texts("states").stream().map(HealthTableTest::record).toList();

        assertThat(HealthRecord.worst(records).text()).isEqualTo(row.text("expected"));
    }

    static Stream<Case> isAsBadAsTheWorst() {
        return TABLE.alike("aggregate");
    }

    @ParameterizedTest
    @MethodSource
    void refusesAStateThatThereIsNot(Case row) {
        assertThatThrownBy(() -> row.texts("states").forEach(HealthTableTest::record))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(
                        "HealthRecord/default/mine: data.state: Unsupported value: \"weird\": supported values:"
                                + " \"unknown\", \"ready\", \"unhealthy\", \"healthy\", \"degraded\"");
    }

    static Stream<Case> refusesAStateThatThereIsNot() {
        return TABLE.departed("aggregate");
    }

    @ParameterizedTest
    @MethodSource
    void tellsOfARecordThatDiffersFromWhatWasKnown(Case row) {
        HealthRecord.State state =
                HealthRecord.State.valueOf(row.text("recordState").toUpperCase(Locale.ROOT));

        Optional<Event> event = HealthReconciler.event(Instant.EPOCH, REQUEST, row.text("previousAggregate"), state);

        assertThat(event.map(HealthTableTest::words)).isEqualTo(expected(row));
    }

    static Stream<Case> tellsOfARecordThatDiffersFromWhatWasKnown() {
        return TABLE.alike("events");
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("aggregate")).isEqualTo("23 alike, 2 departed, 0 waiting");
        assertThat(TABLE.counts("events")).isEqualTo("30 alike, 0 departed, 0 waiting");
    }

    private static Optional<List<String>> expected(Case row) {
        return row.has("expectedEvent") ? Optional.of(row.texts("expectedEvent")) : Optional.empty();
    }

    private static List<String> words(Event event) {
        String type = event.type() == Event.Type.NORMAL ? "Normal" : "Warning";
        return List.of(type, event.reason(), event.message());
    }

    private static HealthRecord record(String state) {
        return HealthRecord.of(Document.builder(Kinds.API_VERSION, Kinds.HEALTH_RECORD, "mine")
                .field(
                        "data",
                        Map.of(
                                "promiseRef",
                                Map.of("name", "redis"),
                                "resourceRef",
                                Map.of("name", "mine"),
                                "state",
                                state))
                .build());
    }
}
