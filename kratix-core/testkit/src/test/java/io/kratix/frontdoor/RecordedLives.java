// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kratix.model.Event;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.LabelChanges;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A run of the original about Promises over their life, played again on a stage. After each step everything is compared: which
 * objects are there, their labels and status, what bindings say, the reasons of the step's events, the files to the byte.
 * What we do otherwise stands beside each step as a JSON merge patch, under its name.
 */
final class RecordedLives {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECORDED_PUBLISHER = "http://127.0.0.1:8088";

    private final Stage stage;
    private final Publisher publisher;
    private final StageFacts facts;
    private final Map<String, Integer> departed = new TreeMap<>();

    RecordedLives(Stage stage, Publisher publisher, List<Event> heard) {
        this.stage = stage;
        this.publisher = publisher;
        this.facts = new StageFacts(stage, heard);
    }

    /** {@return in how many steps or actions something was otherwise, by its name} */
    Map<String, Integer> departed() {
        return departed;
    }

    void play(String recording) throws IOException {
        SoftAssertions softly = new SoftAssertions();
        try (InputStream in = RecordedLives.class.getResourceAsStream("/recordings/" + recording + ".json")) {
            for (JsonNode step : JSON.readTree(Objects.requireNonNull(in)).required("steps")) {
                step.get("actions").forEach(this::act);
                stage.pass(Duration.ofMinutes(2));
                compare(softly, step);
            }
        }
        softly.assertAll();
    }

    private void act(JsonNode action) {
        if (action.has("publish")) {
            publisher.publish(action.get("publish").asText(), action.get("text").asText());
        } else if (action.has("apply")) {
            apply(action);
        } else if (action.has("label")) {
            stage.kratix.label(RecordedNames.listed(action.get("object").asText()), labels(action));
        } else if (action.get("delete").asText().equals("promisereleases/--all")) {
            stage.kratix.list(Kinds.PROMISE_RELEASE).forEach(release -> stage.kratix.delete(release.reference()));
        } else {
            delete(action);
        }
        stage.time.runAll();
    }

    private static LabelChanges labels(JsonNode action) {
        String label = action.get("label").asText();
        return action.has("value") ? LabelChanges.set(label, action.get("value").asText()) : LabelChanges.remove(label);
    }

    private void apply(JsonNode action) {
        String text = action.get("apply").asText().replace(RECORDED_PUBLISHER, publisher.url(""));
        JsonNode expected = expected(action);
        if (expected.has("refused")) {
            compareRefusal(expected, () -> stage.kratix.apply(text));
        } else {
            assertThat(stage.kratix.apply(text).warnings())
                    .extracting(warning -> warning.replace("text, document 1: ", "Warning: "))
                    .isEqualTo(expected.path("warned").asText().lines().toList());
        }
    }

    private void delete(JsonNode action) {
        ObjectReference reference = RecordedNames.listed(action.get("delete").asText());
        if (action.has("refused")) {
            compareRefusal(action, () -> stage.kratix.delete(reference));
        } else {
            stage.kratix.delete(reference);
        }
    }

    private static void compareRefusal(JsonNode expected, ThrowingCallable call) {
        InvalidDocumentException refused = catchThrowableOfType(InvalidDocumentException.class, call);
        assertThat(expected.get("refused").asText())
                .endsWith(refused.problems().stream().map(Problem::message).collect(Collectors.joining("; ")));
    }

    private void compare(SoftAssertions softly, JsonNode step) {
        JsonNode expected = expected(step);
        String name = step.get("name").asText();
        ObjectNode ours = facts.now();
        softly.assertThat(ours.get("files")).as(name).isEqualTo(expected.get("files"));
        for (String part : List.of("objects", "events")) {
            Map<String, String> actual = texts(ours.get(part));
            Map<String, String> recorded = texts(expected.get(part));
            softly.assertThat(actual.keySet()).as(name + " " + part).isEqualTo(recorded.keySet());
            recorded.forEach((key, text) -> softly.assertThat(actual.get(key))
                    .as(name + " " + part + " " + key)
                    .isEqualTo(text));
        }
    }

    private static Map<String, String> texts(JsonNode facts) {
        Map<String, String> texts = new TreeMap<>();
        facts.properties()
                .forEach(fact -> texts.put(
                        fact.getKey(), StageFacts.sorted(fact.getValue()).toPrettyString()));
        return texts;
    }

    /** What was recorded, as it is here. */
    private JsonNode expected(JsonNode recorded) {
        JsonNode expected = recorded.deepCopy();
        for (Map.Entry<String, JsonNode> departure : recorded.path("departed").properties()) {
            JsonNode before = expected.deepCopy();
            merge((ObjectNode) expected, departure.getValue());
            assertThat(expected).as(departure.getKey()).isNotEqualTo(before);
            departed.merge(departure.getKey(), 1, Integer::sum);
        }
        return expected;
    }

    private static void merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                target.remove(field.getKey());
            } else if (field.getValue().isObject()
                    && target.path(field.getKey()).isObject()) {
                merge((ObjectNode) target.get(field.getKey()), field.getValue());
            } else {
                target.set(field.getKey(), field.getValue());
            }
        });
    }
}
