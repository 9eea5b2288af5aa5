// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A run of the original, played again on a stage and compared after each step. What we do otherwise is applied to what was
 * recorded, by name, and counted.
 */
final class RecordedRun {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Stage stage;
    private final Map<String, Integer> departed = new TreeMap<>();

    RecordedRun(Stage stage) {
        this.stage = stage;
    }

    /** {@return how often something was otherwise, by its name} */
    Map<String, Integer> departed() {
        return departed;
    }

    void play(String recording) throws IOException {
        try (InputStream in = RecordedRun.class.getResourceAsStream("/recordings/" + recording + ".json")) {
            for (JsonNode step : JSON.readTree(Objects.requireNonNull(in)).required("steps")) {
                step.get("actions").forEach(this::act);
                stage.pass(Duration.ofMinutes(2));
                compare(step);
            }
        }
    }

    private void act(JsonNode action) {
        if (action.has("refused")) {
            InvalidDocumentException refused = catchThrowableOfType(
                    InvalidDocumentException.class,
                    () -> stage.kratix.apply(action.get("apply").asText()));
            assertThat(action.get("refused").asText())
                    .endsWith(refused.problems().stream().map(Problem::message).collect(Collectors.joining()));
        } else if (action.has("apply")) {
            stage.kratix.apply(action.get("apply").asText());
        } else if (action.has("on")) {
            stage.label(
                    RecordedNames.app(action.get("label").asText()),
                    action.get("on").asText());
        } else if (action.has("off")) {
            stage.unlabel(
                    RecordedNames.app(action.get("label").asText()),
                    action.get("off").asText());
        } else if (action.has("all")) {
            stage.kratix.list("demo.oracle.io", "App").forEach(app -> stage.kratix.delete(app.reference()));
        } else {
            stage.kratix.delete(RecordedNames.listed(action.get("delete").asText()));
        }
        stage.time.runAll();
    }

    private void compare(JsonNode step) {
        String name = step.get("name").asText();
        assertThat(stage.place().texts()).as(name).isEqualTo(files(step));
        step.get("objects").properties().forEach(object -> compareObject(name, object.getKey(), object.getValue()));
        step.get("events").properties().forEach(events -> {
            ObjectReference about = RecordedNames.told(events.getKey());
            TreeSet<String> reasons = new TreeSet<>();
            stage.kratix.events(about).forEach(event -> reasons.add(event.reason()));
            List<String> recorded = new ArrayList<>();
            events.getValue().forEach(reason -> recorded.add(reason.asText()));
            if (recorded.remove("RequirementsNotAvailable") && !reasons.contains("RequirementsNotAvailable")) {
                count("availableWhenLookedAt");
            }
            assertThat(reasons).as(name + " " + about).containsAll(recorded);
        });
    }

    private Map<String, String> files(JsonNode step) {
        Map<String, String> files = new TreeMap<>();
        step.get("files")
                .properties()
                .forEach(file -> files.put(file.getKey(), file.getValue().asText()));
        if (files.remove("worker/resources/default/app/kk/first/5058f/first.yaml") != null) {
            count("nothingOfAFailedPipeline");
        }
        return files;
    }

    private void compareObject(String step, String key, JsonNode recorded) {
        ObjectReference reference = RecordedNames.listed(key);
        Map<String, String> labels = new TreeMap<>();
        recorded.get("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        assertThat(stage.kratix.get(reference).orElseThrow().metadata().labels())
                .as(step + " " + key)
                .isEqualTo(labels);
        ObjectNode ours = normal(JSON.valueToTree(stage.status(reference)));
        ObjectNode theirs = depart(recorded.get("status").deepCopy(), ours);
        if (key.startsWith("destinations/")) {
            ours.retain("conditions");
        }
        if (key.startsWith("promises/")) {
            // generations are a cluster's: its finalizers make a Promise's second one
            ours.remove("observedGeneration");
            theirs.remove("observedGeneration");
        }
        assertThat(ours.toPrettyString())
                .as(step + " " + key)
                .isEqualTo(normal(theirs).toPrettyString());
    }

    /** What was recorded, as it is here. */
    private ObjectNode depart(ObjectNode theirs, ObjectNode ours) {
        if (ours.path("kratix").path("placements").size() > 0) {
            count("placementsAreReported");
        }
        if (ours.path("kratix").has("inner")) {
            count("innerObjectsAreReported");
        }
        Optional.ofNullable((ObjectNode) ours.get("kratix"))
                .ifPresent(kratix -> kratix.remove(List.of("placements", "inner")));
        if (isStale(theirs.path("conditions"))) {
            count("noStaleReconciled");
            withoutStale((ArrayNode) theirs.get("conditions"));
        }
        if (theirs.path("workflowsFailed").asInt() == 1
                && theirs.path("workflowsSucceeded").asInt() == 2) {
            count("noStaleFailure");
            theirs.put("workflowsFailed", 0);
        }
        if (theirs.path("nested").path("from").asText().equals("second")) {
            count("mergedDeeply");
            ((ObjectNode) theirs.get("nested")).put("keep", "me");
        }
        ours.path("kratix").path("workflows").path("pipelines").forEach(pipeline -> {
            if (pipeline.path("phase").asText().equals("Failed")) {
                count("failuresAreExplained");
                ((ObjectNode) pipeline).remove("message");
            }
        });
        return theirs;
    }

    /** The original leaves a condition that it set before the requirements were fulfilled. */
    private static boolean isStale(JsonNode conditions) {
        for (JsonNode condition : conditions) {
            if (isStaleCondition(condition)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isStaleCondition(JsonNode condition) {
        return condition.path("reason").asText().equals("RequirementsNotFulfilled");
    }

    private static void withoutStale(ArrayNode conditions) {
        for (int i = conditions.size() - 1; i >= 0; i--) {
            if (isStaleCondition(conditions.get(i))) {
                conditions.remove(i);
            }
        }
    }

    private void count(String departure) {
        departed.merge(departure, 1, Integer::sum);
    }

    /** Fields in the order of their names; times as the recording has them. */
    private static ObjectNode normal(JsonNode node) {
        ObjectNode normal = JSON.createObjectNode();
        Map<String, JsonNode> sorted = new TreeMap<>();
        node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
        sorted.forEach((key, value) -> normal.set(key, key.endsWith("Time") ? JSON.valueToTree("<time>") : any(value)));
        return normal;
    }

    private static JsonNode any(JsonNode value) {
        if (value.isObject()) {
            return normal(value);
        }
        if (!value.isArray()) {
            return value.isNumber() ? JSON.valueToTree(value.asLong()) : value;
        }
        ArrayNode list = JSON.createArrayNode();
        value.forEach(element -> list.add(any(element)));
        return list;
    }
}
