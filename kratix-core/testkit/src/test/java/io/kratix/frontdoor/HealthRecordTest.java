// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.HealthRecord;
import io.kratix.model.HealthRecord.State;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What others say of a request's health. */
class HealthRecordTest {
    private final Platform platform = Platform.open();

    @BeforeEach
    void fulfilARequest() throws InterruptedException {
        platform.applyAll();
        platform.settle();
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void isShownOnTheRequestWithTheWorstOfAllRecordsAsItsState() throws InterruptedException {
        platform.kratix.apply(
                record("agent-1", "my-request", State.HEALTHY), record("agent-2", "my-request", State.DEGRADED));
        platform.settle();

        assertThat(health("my-request"))
                .isEqualTo(Map.of(
                        "state",
                        "degraded",
                        "healthRecords",
                        List.of(shown("agent-1", "healthy"), shown("agent-2", "degraded"))));
    }

    @Test
    void readsWhatAgentsWrite() throws InterruptedException {
        platform.kratix.apply(
                """
                apiVersion: platform.kratix.io/v1alpha1
                kind: HealthRecord
                metadata: {name: agent, namespace: monitoring}
                data:
                  promiseRef: {name: redis}
                  resourceRef: {name: my-request, namespace: default, generation: 1}
                  state: unhealthy
                  lastRun: 1700000000
                  details: {error: no disk}
                """);
        platform.settle();

        assertThat(health("my-request"))
                .isEqualTo(Map.of(
                        "state",
                        "unhealthy",
                        "healthRecords",
                        List.of(Map.of(
                                "state",
                                "unhealthy",
                                "lastRun",
                                1700000000L,
                                "source",
                                Map.of("name", "agent", "namespace", "monitoring"),
                                "details",
                                Map.of("error", "no disk")))));
    }

    @Test
    void isToldOnceForEachTimeThatARecordChanges() throws InterruptedException {
        report("agent-1", State.HEALTHY);
        report("agent-2", State.READY);
        report("agent-2", State.READY);
        report("agent-1", State.UNHEALTHY);

        assertThat(platform.kratix.events(reference("my-request")))
                .filteredOn(event -> event.reason().equals("HealthRecord"))
                .extracting(event -> event.type() + " " + event.message())
                .containsExactly(
                        "NORMAL Health state is healthy",
                        "NORMAL Health state is ready",
                        "WARNING Health state is unhealthy");
    }

    @Test
    void concernsItsOwnRequestAloneAlsoWhenARecordGoes() throws InterruptedException {
        platform.kratix.apply(request("other", "small"));
        platform.kratix.apply(
                record("agent-1", "my-request", State.UNHEALTHY), record("agent-2", "other", State.DEGRADED));
        platform.settle();

        platform.kratix.delete(
                record("agent-1", "my-request", State.READY).document().reference());
        platform.settle();

        assertThat(health("my-request")).isEqualTo(Map.of("state", "ready", "healthRecords", List.of()));
        assertThat(health("other")).containsEntry("state", "degraded");
    }

    @Test
    void movesWithARecordThatIsAboutAnotherRequestNow() throws InterruptedException {
        platform.kratix.apply(request("other", "small"));
        report("agent-1", State.UNHEALTHY);

        platform.kratix.apply(record("agent-1", "other", State.UNHEALTHY));
        platform.settle();

        assertThat(health("my-request")).containsEntry("state", "ready");
        assertThat(health("other")).containsEntry("state", "unhealthy");
    }

    @Test
    void waitsForARequestThatIsNotThereYet() throws InterruptedException {
        platform.kratix.apply(record("agent-1", "later", State.DEGRADED));
        platform.settle();

        platform.kratix.apply(request("later", "small"));
        platform.settle();

        assertThat(health("later")).containsEntry("state", "degraded");
    }

    @Test
    void isNoReasonToRunAnythingAgain() throws InterruptedException {
        int runs = platform.runs.get();

        report("agent-1", State.UNHEALTHY);

        assertThat(platform.runs.get()).isEqualTo(runs);
        assertThat(platform.conditions(reference("my-request"))).anyMatch(text -> text.startsWith("Reconciled=True"));
    }

    @Test
    void isRefusedIfItNamesNoRequest() {
        assertThatThrownBy(
                        () -> platform.kratix.apply(
                                """
                        apiVersion: platform.kratix.io/v1alpha1
                        kind: HealthRecord
                        metadata: {name: agent}
                        data: {state: fine}
                        """))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("data.promiseRef.name: Required value")
                .hasMessageContaining("data.resourceRef.name: Required value")
                .hasMessageContaining("data.state: Unsupported value: \"fine\"");
    }

    @Test
    void isRefusedWithAFieldThatNobodyKnows() {
        assertThatThrownBy(
                        () -> platform.kratix.apply(
                                """
                        apiVersion: platform.kratix.io/v1alpha1
                        kind: HealthRecord
                        metadata: {name: agent}
                        spec: {}
                        data:
                          promiseRef: {name: redis, nam: x}
                          resourceRef: {name: a, generation: 3, namspace: x}
                          stat: healthy
                          details: {anything: goes}
                        """))
                .isInstanceOfSatisfying(InvalidDocumentException.class, refusal -> assertThat(refusal.problems())
                        .extracting(Problem::field)
                        .containsExactlyInAnyOrder(
                                "spec", "data.promiseRef.nam", "data.resourceRef.namspace", "data.stat"));
    }

    private void report(String name, State state) throws InterruptedException {
        platform.kratix.apply(record(name, "my-request", state));
        platform.settle();
    }

    private static HealthRecord record(String name, String request, State state) {
        return HealthRecord.of(name, "redis", "default", request, state);
    }

    private static Map<String, Object> shown(String name, String state) {
        return Map.of("state", state, "source", Map.of("name", name, "namespace", "default"));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> health(String request) {
        return (Map<String, Object>) platform.get(reference(request)).status().getOrDefault("healthStatus", Map.of());
    }
}
