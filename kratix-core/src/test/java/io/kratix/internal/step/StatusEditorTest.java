// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Condition.Status;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Equal reports give equal status, byte for byte. */
final class StatusEditorTest {
    private static final Instant THEN = Instant.parse("2024-05-01T10:00:00.123Z");
    private static final Instant NOW = Instant.parse("2024-05-01T11:00:00.987Z");

    @Test
    void writesTimesAsKubernetesDoes() {
        assertThat(StatusEditor.time(NOW)).isEqualTo("2024-05-01T11:00:00Z");
        assertThat(new StatusEditor(Map.of(), NOW).now()).isEqualTo("2024-05-01T11:00:00Z");
    }

    @Test
    void reportsACondition() {
        Map<String, @Nullable Object> status = new StatusEditor(Map.of(), NOW)
                .condition("Ready", Status.TRUE, "Done", "it is done")
                .build();

        assertThat(status)
                .isEqualTo(Map.of(
                        "conditions",
                        List.of(condition("Ready", "True", "Done", "it is done", "2024-05-01T11:00:00Z"))));
    }

    @Test
    void keepsTheTimeOfAConditionOfWhichNothingChanged() {
        Map<String, @Nullable Object> before = ready(Status.TRUE, "Done", "it is done");

        Map<String, @Nullable Object> after = new StatusEditor(before, NOW)
                .condition("Ready", Status.TRUE, "Done", "it is done")
                .build();

        assertThat(after).isEqualTo(before);
    }

    @Test
    void renewsTheTimeOfAConditionWhoseStatusReasonOrMessageChanged() {
        Map<String, @Nullable Object> before = ready(Status.TRUE, "Done", "it is done");

        StatusEditor status = new StatusEditor(before, NOW).condition("Ready", Status.FALSE, "Done", "it is done");
        StatusEditor reason = new StatusEditor(before, NOW).condition("Ready", Status.TRUE, "Over", "it is done");
        StatusEditor message = new StatusEditor(before, NOW).condition("Ready", Status.TRUE, "Done", "it is over");

        for (StatusEditor changed : List.of(status, reason, message)) {
            assertThat(changed.field("Ready", "lastTransitionTime")).isEqualTo("2024-05-01T11:00:00Z");
            assertThat(conditions(changed.build())).hasSize(1);
        }
    }

    @Test
    void keepsTheTimeOfTheOtherConditions() {
        Map<String, @Nullable Object> before = ready(Status.TRUE, "Done", "it is done");

        StatusEditor status = new StatusEditor(before, NOW).condition("Written", Status.TRUE, "Done", "it is written");

        assertThat(status.field("Ready", "lastTransitionTime")).isEqualTo("2024-05-01T10:00:00Z");
        assertThat(status.field("Written", "lastTransitionTime")).isEqualTo("2024-05-01T11:00:00Z");
    }

    @Test
    void putsReadyFirstAndTheOthersInAlphabeticalOrder() {
        StatusEditor status = new StatusEditor(Map.of(), NOW);

        for (String type : List.of("WorksSucceeded", "Reconciled", "Ready", "Available")) {
            status.condition(type, Status.TRUE, "Done", "");
        }

        assertThat(conditions(status.build()))
                .extracting(condition -> String.valueOf(condition.get("type")))
                .containsExactly("Ready", "Available", "Reconciled", "WorksSucceeded");
    }

    @Test
    void answersForConditions() {
        StatusEditor status = new StatusEditor(ready(Status.FALSE, "Waiting", "not yet"), NOW);

        assertThat(status.has("Ready", Status.FALSE)).isTrue();
        assertThat(status.has("Ready", Status.TRUE)).isFalse();
        assertThat(status.has("Available", Status.TRUE)).isFalse();
        assertThat(status.field("Ready", "reason")).isEqualTo("Waiting");
        assertThat(status.field("Available", "reason")).isEmpty();
    }

    @Test
    void setsAFieldAndItsParents() {
        StatusEditor status = new StatusEditor(Map.of("kratix", Map.of("version", "v1")), NOW)
                .set("small", "kratix", "workflows", "size")
                .set("done", "message");

        assertThat(status.build())
                .isEqualTo(Map.of(
                        "kratix", Map.of("version", "v1", "workflows", Map.of("size", "small")), "message", "done"));
        assertThat(status.get("kratix", "workflows", "size")).isEqualTo("small");
    }

    @Test
    void setsAFieldThatIsNotThereYetOrKeepsIt() {
        StatusEditor status = new StatusEditor(Map.of("kept", "before"), NOW)
                .setIfAbsent("after", "kept")
                .setIfAbsent("new", "set");

        assertThat(status.build()).isEqualTo(Map.of("kept", "before", "set", "new"));
    }

    @Test
    void removesAFieldAndLeavesItsNeighbours() {
        StatusEditor status = new StatusEditor(Map.of("kratix", Map.of("a", "1", "b", "2")), NOW);

        status.remove("kratix", "a").remove("nothing");

        assertThat(status.build()).isEqualTo(Map.of("kratix", Map.of("b", "2")));
    }

    @Test
    void leavesTheStatusAsItIsWhenAskedForOrToldToRemoveWhatIsNotThere() {
        Map<String, @Nullable Object> before = Map.of("message", "done");
        StatusEditor status = new StatusEditor(before, NOW);

        Object missing = status.get("kratix", "workflows", "size");
        Object belowText = status.get("message", "size");
        status.remove("kratix", "workflows").remove("message", "size");

        assertThat(missing).isNull();
        assertThat(belowText).isNull();
        assertThat(status.build()).isEqualTo(before);
    }

    @Test
    void leavesTheMapsThatItBeganWithAsTheyWere() {
        Map<String, @Nullable Object> nested = new LinkedHashMap<>(Map.of("a", "1", "b", "2"));
        Map<String, @Nullable Object> before = new LinkedHashMap<>(ready(Status.TRUE, "Done", ""));
        before.put("kratix", nested);
        Map<String, @Nullable Object> copy = Map.copyOf(before);

        new StatusEditor(before, NOW)
                .set("3", "kratix", "a")
                .set("4", "kratix", "deeper", "c")
                .remove("kratix", "b")
                .set("new", "message")
                .condition("Ready", Status.FALSE, "Changed", "");

        assertThat(before).isEqualTo(copy);
        assertThat(nested).isEqualTo(Map.of("a", "1", "b", "2"));
    }

    private static Map<String, @Nullable Object> ready(Status is, String reason, String message) {
        return new StatusEditor(Map.of(), THEN)
                .condition("Ready", is, reason, message)
                .build();
    }

    private static Map<String, String> condition(
            String type, String status, String reason, String message, String since) {
        return Map.of(
                "lastTransitionTime", since, "message", message, "reason", reason, "status", status, "type", type);
    }

    private static List<Map<?, ?>> conditions(Map<String, @Nullable Object> status) {
        return status.get("conditions") instanceof List<?> list
                ? list.stream()
                        .<Map<?, ?>>map(condition -> (Map<?, ?>) condition)
                        .toList()
                : List.of();
    }
}
