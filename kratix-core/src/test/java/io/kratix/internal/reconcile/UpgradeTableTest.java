// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.cases.Cases;
import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Condition.Status;
import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables binding-upgrade-status and revision-binding. */
class UpgradeTableTest {
    private static final CaseTable BINDINGS = CaseTable.read("revision-binding");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String FAILURE = "A Configure Pipeline has failed: p1";

    static Stream<JsonNode> reports() {
        return Cases.rows("binding-upgrade-status", "cases");
    }

    static Stream<JsonNode> inFlight() {
        return Cases.rows("revision-binding", "inFlightVersion");
    }

    static Stream<JsonNode> asked() {
        return Cases.rows("revision-binding", "bindingReconcile");
    }

    static Stream<Case> wanted() {
        return BINDINGS.alike("revisionForReconcile");
    }

    static Stream<JsonNode> takenBack() {
        return Cases.rows("revision-binding", "revisionForDelete");
    }

    static Stream<Case> named() {
        return BINDINGS.alike("newBindingVersion");
    }

    static Stream<JsonNode> intervals() {
        return Cases.rows("revision-binding", "reconciliationInterval");
    }

    @Test
    void leavesOutNoRow() {
        assertThat(BINDINGS.counts("newBindingVersion")).isEqualTo("6 alike, 1 departed, 0 waiting");
        assertThat(intervals()).hasSize(37);
        assertThat(reports()).hasSize(17);
        assertThat(inFlight()).hasSize(15);
        assertThat(asked()).hasSize(20);
        assertThat(BINDINGS.counts("revisionForReconcile")).isEqualTo("5 alike, 3 departed, 0 waiting");
        assertThat(takenBack()).hasSize(7);
    }

    @ParameterizedTest
    @MethodSource("reports")
    void reportsAsKratixDoes(JsonNode row) {
        StatusEditor status = status(row);
        Upgrade upgrade = new Upgrade(status);

        switch (row.path("workflowCondition").asText()) {
            case "completed" ->
                upgrade.completed(row.path("statusPromiseVersion").asText());
            case "failed" -> upgrade.failed(row.path("attemptedVersion").asText(), FAILURE);
            default -> upgrade.inProgress(row.path("attemptedVersion").asText());
        }

        JsonNode expected = row.path("expected");
        assertThat(text(status, "lastAppliedVersion"))
                .isEqualTo(expected.path("lastAppliedVersion").asText());
        assertThat(text(status, "failedVersion"))
                .isEqualTo(expected.path("failedVersion").asText());
        assertThat(condition(status)).isEqualTo(shown(expected.path("condition")));
    }

    @ParameterizedTest
    @MethodSource("inFlight")
    void readsWhatIsUnderWay(JsonNode row) {
        StatusEditor status = new StatusEditor(Map.of(), NOW);
        if (row.path("status").isTextual()) {
            status.condition(
                    "UpgradeSucceeded",
                    is(row.path("status").asText()),
                    row.path("reason").asText(),
                    row.path("message").asText());
        }

        assertThat(new Upgrade(status).inFlight())
                .isEqualTo(row.path("expected").asText());
    }

    @ParameterizedTest
    @MethodSource("asked")
    void asksAsKratixDoes(JsonNode row) {
        StatusEditor status = status(row);
        String before = condition(status);

        Upgrade.Asked asked = new Upgrade(status)
                .ask(
                        row.path("rrVersion").asText(),
                        row.path("desired").asText(),
                        row.path("manual").asBoolean());

        String expected = row.path("expected").asText();
        boolean runs = expected.startsWith("rr labelled") || expected.startsWith("retried");
        boolean nothing = expected.startsWith("nothing") || expected.startsWith("ignored");
        assertThat(asked)
                .isEqualTo(runs ? Upgrade.Asked.RUN : nothing ? Upgrade.Asked.NOTHING : Upgrade.Asked.UNDER_WAY);
        String message = expected.contains("\"") ? expected.split("\"", -1)[1] : "";
        if (!message.isEmpty()) {
            assertThat(condition(status)).isEqualTo("Unknown UpgradeInProgress " + message);
        } else if (!runs) {
            assertThat(condition(status)).isEqualTo(before);
        }
        if (expected.contains("failedVersion cleared") || expected.startsWith("retried")) {
            assertThat(text(status, "failedVersion")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("wanted")
    void wantsTheVersionThatKratixWants(Case row) {
        String version = Upgrade.named(row.get("binding").isNull() ? "" : row.text("binding"), "", "latest");

        assertThat(version).isEqualTo(version(row.row()));
    }

    /** There a request without a binding runs once with the version that it has; here it has its binding back before. */
    @Test
    void hasABindingBeforeItRuns() {
        List<Case> departed = BINDINGS.departed("revisionForReconcile").toList();

        assertThat(departed)
                .hasSize(3)
                .allMatch(row -> row.text("departed").equals("bindingFirst"))
                .allMatch(row -> row.get("binding").isNull());
    }

    @ParameterizedTest
    @MethodSource("takenBack")
    void takesBackTheVersionThatKratixTakesBack(JsonNode row) {
        String version = Upgrade.toTakeBack(
                row.path("statusPromiseVersion").asText(),
                row.path("lastAppliedVersion").asText());

        assertThat(version).isEqualTo(version(row));
    }

    @ParameterizedTest
    @MethodSource("named")
    void namesTheVersionThatKratixNames(Case row) {
        String otherwise = row.text("strategy").equals("pinned") ? row.text("latestRevisionVersion") : "latest";

        String version =
                Upgrade.named(row.text("existingBindingVersion"), row.text("statusResourceBindingVersion"), otherwise);

        assertThat(version).isEqualTo(row.text("expected"));
    }

    /** There the request's look ends in an error; here it ends, and the first revision has the request looked at again. */
    @Test
    void waitsForTheFirstRevision() {
        List<Case> departed = BINDINGS.departed("newBindingVersion").toList();

        assertThat(departed).hasSize(1).allMatch(row -> row.text("departed").equals("waits"));
        assertThat(departed.get(0).get("latestRevisionVersion").isNull()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("intervals")
    void runsAgainAfterTheTimeThatKratixTakes(JsonNode row) {
        Document.Builder promise = Document.builder(Kinds.API_VERSION, Kinds.PROMISE, "p");
        if (row.path("annotation").isTextual()) {
            promise.annotation(
                    KratixLabels.RECONCILIATION_INTERVAL, row.path("annotation").asText());
        }
        if (row.path("specIntervalSeconds").isNumber()) {
            String interval = row.path("specIntervalSeconds").asInt() + "s";
            promise.spec(Map.of("workflows", Map.of("config", Map.of("reconciliationInterval", interval))));
        }

        Duration interval = Interval.of(
                        Promise.of(promise.build()),
                        Duration.ofSeconds(row.path("fallbackSeconds").asInt()))
                .orElseThrow();

        assertThat(interval.toMillis())
                .isEqualTo(Math.round(row.path("expectedSeconds").asDouble() * 1000));
    }

    /** {@code exact v1}, {@code latest}, or the version that the lookup then does not find. */
    private static String version(JsonNode row) {
        if (row.has("expectedError")) {
            return row.path("expectedError").asText().replaceFirst(".* with version (\\S+): .*", "$1");
        }
        return row.path("expected").asText().replace("exact ", "");
    }

    private static StatusEditor status(JsonNode row) {
        StatusEditor status = new StatusEditor(Map.of(), NOW);
        JsonNode condition = row.path("condition");
        if (condition.isArray()) {
            status.condition(
                    "UpgradeSucceeded",
                    is(condition.get(0).asText()),
                    condition.get(1).asText(),
                    condition.path(2).asText());
        }
        for (String field : new String[] {"lastAppliedVersion", "failedVersion"}) {
            if (!row.path(field).asText().isEmpty()) {
                status.set(row.path(field).asText(), field);
            }
        }
        return status;
    }

    private static Status is(String text) {
        return Stream.of(Status.values())
                .filter(status -> status.text().equals(text))
                .findFirst()
                .orElseThrow();
    }

    private static String condition(StatusEditor status) {
        return (status.field("UpgradeSucceeded", "status") + " "
                        + status.field("UpgradeSucceeded", "reason") + " "
                        + status.field("UpgradeSucceeded", "message"))
                .trim();
    }

    private static String shown(JsonNode condition) {
        return condition.isArray()
                ? condition.get(0).asText() + " " + condition.get(1).asText() + " "
                        + condition.get(2).asText()
                : "";
    }

    private static String text(StatusEditor status, String field) {
        return status.get(field) instanceof String text ? text : "";
    }
}
