// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Stage.PROMISE;
import static io.kratix.frontdoor.Stage.pipeline;
import static io.kratix.frontdoor.Stage.promise;
import static io.kratix.frontdoor.Stage.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kratix.model.FilepathMode;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.registry.RegisteredObject;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace.Call;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every condition of Kratix' catalogue is reported in some life of a Promise or request, in its words. */
class StatusConditionsTableTest {
    private static final Set<String> SEEN = new TreeSet<>();
    private static final ObjectReference MINE = reference("mine");

    @BeforeAll
    static void playAllLives() {
        for (Life life : List.<Life>of(
                StatusConditionsTableTest::ordinary,
                StatusConditionsTableTest::failing,
                StatusConditionsTableTest::suspended,
                StatusConditionsTableTest::paused,
                StatusConditionsTableTest::unplaced,
                StatusConditionsTableTest::misplaced,
                StatusConditionsTableTest::moving,
                StatusConditionsTableTest::refused,
                StatusConditionsTableTest::deleted,
                StatusConditionsTableTest::needing)) {
            try (Stage stage = Stage.open(builder -> builder.pipelineRetries(0))) {
                stage.registry.onCommit(step -> step.writes().forEach(write -> {
                    if (write.value() instanceof RegisteredObject object) {
                        note(object);
                    }
                }));
                life.play(stage);
            }
        }
    }

    static Stream<JsonNode> rows() {
        return all().filter(row -> !row.has("departed"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isReportedInSomeLife(JsonNode row) {
        String pattern = row.get("object").asText() + " "
                + Stream.of("type", "status", "reason", "message")
                        .map(field -> row.get(field).asText())
                        .reduce((one, other) -> one + "|" + other)
                        .orElseThrow();

        assertThat(SEEN).contains(pattern);
    }

    @Test
    void countsItsRows() {
        assertThat(rows().count()).isEqualTo(42);
        assertThat(all().filter(row -> row.has("departed")).count()).isEqualTo(4);
        assertThat(all().filter(row -> row.has("waiting")).count()).isZero();
    }

    /** What happens to a Promise and its requests. */
    @FunctionalInterface
    private interface Life {
        void play(Stage stage);
    }

    private static void ordinary(Stage stage) {
        stage.begin(promise("first").promiseConfigure(pipeline("setup")).build(), request("mine"));
        stage.apply(promise("first").promiseConfigure(pipeline("other")).build());
    }

    private static void failing(Stage stage) {
        stage.scripts.put("setup", call -> {
            throw new IllegalStateException();
        });
        stage.begin(promise("first").promiseConfigure(pipeline("setup")).build(), request("mine"));
        stage.scripts.put("setup", call -> {});
        stage.scripts.put("first", call -> {
            throw new IllegalStateException();
        });
        stage.label(PROMISE, KratixLabels.MANUAL_RECONCILIATION);
    }

    private static void suspended(Stage stage) {
        stage.scripts.put("setup", call -> call.writeMetadata("workflow-control.yaml", "suspend: true\n"));
        stage.scripts.put("first", call -> call.writeMetadata("workflow-control.yaml", "suspend: true\n"));
        stage.begin(promise("first").promiseConfigure(pipeline("setup")).build(), request("mine"));
        stage.scripts.remove("setup");
        stage.resume(PROMISE);
    }

    private static void paused(Stage stage) {
        stage.begin(promise("first").promiseConfigure(pipeline("setup")).build(), request("mine"));
        stage.label(PROMISE, KratixLabels.PAUSED);
    }

    private static void unplaced(Stage stage) {
        stage.begin(twice().build(), request("mine"));
        stage.scripts.put("a", call -> {
            call.writeOutput("a.yaml", "a\n");
            call.writeMetadata("destination-selectors.yaml", "- matchLabels: {nobody: has}\n");
        });
        stage.scripts.put("b", stage.scripts.get("a"));
        stage.label(PROMISE, KratixLabels.MANUAL_RECONCILIATION);
        stage.label(MINE, KratixLabels.MANUAL_RECONCILIATION);
        stage.delete(ObjectReference.destination("worker"));
    }

    private static void misplaced(Stage stage) {
        stage.begin(twice().build(), request("mine"));
        stage.apply(Platform.destination("worker").label("environment", "prod").build());
    }

    private static void moving(Stage stage) {
        stage.begin(twice().build(), request("mine"));
        stage.place().failNext(Call.WRITE, PluginException.unavailable("no route to host"));
        stage.apply(Platform.destination("worker").path("elsewhere").build());
    }

    private static Promise.Builder twice() {
        return promise("a", "b").promiseConfigure(pipeline("a")).promiseConfigure(pipeline("b"));
    }

    private static void refused(Stage stage) {
        stage.place().put("a.yaml", "theirs\n");
        stage.place().put("b.yaml", "theirs\n");
        stage.kratix.apply(
                Platform.store(),
                Platform.destination("flat").mode(FilepathMode.NONE).build(),
                twice().build(),
                request("mine"));
        stage.time.runAll();
    }

    private static void deleted(Stage stage) {
        stage.scripts.put("clean", call -> {
            throw new IllegalStateException();
        });
        stage.begin(
                promise("first")
                        .promiseDelete(pipeline("clean"))
                        .resourceDelete(pipeline("clean"))
                        .build(),
                request("mine"));
        stage.delete(MINE);
        stage.delete(PROMISE);
        stage.scripts.put("clean", call -> call.writeMetadata("workflow-control.yaml", "suspend: true\n"));
        stage.label(MINE, KratixLabels.MANUAL_RECONCILIATION);
        stage.label(PROMISE, KratixLabels.MANUAL_RECONCILIATION);
    }

    private static void needing(Stage stage) {
        stage.scripts.put("ground", call -> {
            throw new IllegalStateException();
        });
        stage.begin(
                promise("first")
                        .promiseConfigure(pipeline("setup"))
                        .requires("base", "")
                        .build(),
                request("mine"));
        stage.apply(Promise.builder("base").promiseConfigure(pipeline("ground")).build());
        stage.scripts.remove("ground");
        stage.label(ObjectReference.promise("base"), KratixLabels.MANUAL_RECONCILIATION);
    }

    private static void note(RegisteredObject object) {
        String kind = object.document().kind().equals("Promise") ? "Promise" : "ResourceRequest";
        if (object.document().status().get("conditions") instanceof List<?> list) {
            for (Object one : list) {
                Map<?, ?> condition = (Map<?, ?>) one;
                SEEN.add(kind + " " + condition.get("type") + "|" + condition.get("status") + "|"
                        + condition.get("reason") + "|" + generic(String.valueOf(condition.get("message"))));
            }
        }
    }

    /** Names in lists, and the Pipeline's name, as the catalogue has them; without the cause that we add. */
    private static String generic(String message) {
        return message.replaceAll("\\[[^, \\]]+ [^, \\]]+\\]", "[a b]")
                .replaceAll("\\[[^, \\]]+,[^, \\]]+\\]", "[a,b]")
                .replaceAll("(\\[a[, ]b\\]): .*", "$1")
                .replaceAll("(A Configure Pipeline has failed: ).*", "$1%s");
    }

    private static Stream<JsonNode> all() {
        try (InputStream in = StatusConditionsTableTest.class.getResourceAsStream("/cases/status-conditions.json")) {
            JsonNode table = new ObjectMapper().readTree(Objects.requireNonNull(in));
            List<JsonNode> rows = new ArrayList<>();
            for (String object : List.of("Promise", "ResourceRequest")) {
                StreamSupport.stream(table.required(object).spliterator(), false)
                        .map(row ->
                                ((com.fasterxml.jackson.databind.node.ObjectNode) row.deepCopy()).put("object", object))
                        .forEach(rows::add);
            }
            return rows.stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
