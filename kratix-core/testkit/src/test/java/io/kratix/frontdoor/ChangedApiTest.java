// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.KratixBuilder;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Promise's API changes while there are requests: they follow it, and nothing happens to those that cannot. */
class ChangedApiTest {
    private static final ObjectReference SMALL = request("small").reference();
    private static final ObjectReference LARGE = request("large").reference();
    private static final String ENUM = "spec.size: Unsupported value: \"large\": supported values: \"small\"";
    private static final String MARKED =
            "Reconciled=False RequestDoesNotFitApi: does not fit the API of its Promise any"
                    + " more, and stays as it is until it does: " + ENUM;

    private Stage stage = Stage.open();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void refusesAnApiThatRequestsDoNotFitAndNamesThem() {
        begin(builder -> {});
        int calls = stage.calls.size();

        assertThatThrownBy(() -> stage.kratix.apply(promise("v2", size("small"))))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(
                        "Promise/redis: request redis.example.kratix.io/default/large would not fit the API any"
                                + " more: " + ENUM)
                .hasMessageContaining("change the request first or in the same call, or let the API take it")
                .hasMessageNotContaining("default/small");
        stage.time.runAll();

        assertThat(field(Stage.PROMISE, "version")).isEqualTo("v1");
        assertThat(field(LARGE, "promiseVersion")).isEqualTo("v1");
        assertThat(stage.calls).hasSize(calls);
    }

    @Test
    void refusesAnApiThatForgetsAFieldInUse() {
        begin(builder -> {});

        assertThatThrownBy(() -> stage.kratix.apply(promise("v2", Map.of())))
                .hasMessageContaining("default/large would not fit the API any more: unknown field \"spec.size\"")
                .hasMessageContaining("default/small would not fit the API any more: unknown field \"spec.size\"");
    }

    @Test
    void forgetsAFieldWhereUnknownFieldsAreLeftOut() {
        begin(KratixBuilder::pruneUnknownFields);

        stage.apply(promise("v2", Map.of()));

        assertThat(stage.kratix.get(LARGE).orElseThrow().spec()).isEmpty();
        assertThat(files()).containsEntry("large", "{}").containsEntry("small", "{}");
    }

    @Test
    void takesAnApiTogetherWithTheRequestThatFitsIt() {
        begin(builder -> {});

        stage.apply(promise("v2", size("small")), spec("large", "small"));

        assertThat(field(LARGE, "promiseVersion")).isEqualTo("v2");
        assertThat(files()).containsEntry("large", "{size=small}");
    }

    @Test
    void refusesAnApiTogetherWithARequestThatDoesNotFitItAndHasNotChanged() {
        begin(builder -> {});

        assertThatThrownBy(() -> stage.kratix.apply(promise("v2", size("small")), spec("large", "large")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("request redis.example.kratix.io/default/large would not fit the API any more");
        assertThat(field(Stage.PROMISE, "version")).isEqualTo("v1");
    }

    @Test
    void saysNothingOfRequestsOfAnApiThatIsRefused() {
        begin(builder -> {});

        assertThatThrownBy(() -> stage.kratix.apply(promise("v2", size("small")), spec("new", "large")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageNotContaining("default/new");
    }

    @Test
    void doesNotAskRequestsThatAreOnTheirWayOut() {
        begin(builder -> {});
        stage.kratix.delete(LARGE);

        stage.apply(promise("v2", size("small")));

        assertThat(stage.isThere(LARGE)).isFalse();
        assertThat(field(SMALL, "promiseVersion")).isEqualTo("v2");
    }

    @Test
    void givesRequestsTheDefaultOfAFieldThatIsNew() {
        begin(builder -> {});
        Map<String, Object> fields = new TreeMap<>(size("small", "large"));
        fields.put("tier", Map.of("type", "string", "default", "silver"));

        stage.apply(promise("v2", fields));

        assertThat(stage.kratix.get(SMALL).orElseThrow().spec())
                .containsOnly(Map.entry("size", "small"), Map.entry("tier", "silver"));
        assertThat(files()).containsEntry("small", "{size=small, tier=silver}");
        assertThat(stage.kratix.apply(request("small")).changes().values())
                .extracting(Enum::name)
                .containsExactly("UNCHANGED");
    }

    @Test
    void marksRequestsThatDoNotFitWhereThatIsAccepted() {
        begin(KratixBuilder::acceptIncompatibleApis);

        List<String> warnings = stage.kratix.apply(promise("v2", size("small"))).warnings();
        stage.time.runAll();

        assertThat(warnings)
                .containsExactly(
                        "Promise/redis: request redis.example.kratix.io/default/large would not fit the API any more: "
                                + ENUM + "; it stays as it is until it does");
        assertThat(stage.conditions(LARGE)).contains(MARKED);
        assertThat(stage.events(LARGE)).contains("RequestDoesNotFitApi: " + MARKED.substring(MARKED.indexOf(": ") + 2));
        assertThat(field(LARGE, "promiseVersion")).isEqualTo("v1");
        assertThat(field(SMALL, "promiseVersion")).isEqualTo("v2");
        assertThat(files()).containsEntry("large", "{size=large}");
        assertThat(stage.calls).filteredOn("large/configure"::equals).hasSize(1);
        assertThat(stage.calls).filteredOn("small/configure"::equals).hasSize(2);
    }

    @Test
    void goesOnWithAMarkedRequestWhenItIsChanged() {
        mark();

        stage.apply(spec("large", "small"));

        assertThat(stage.conditions(LARGE)).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(field(LARGE, "promiseVersion")).isEqualTo("v2");
        assertThat(files()).containsEntry("large", "{size=small}");
    }

    @Test
    void goesOnWithAMarkedRequestWhenTheApiTakesItAgain() {
        mark();

        stage.apply(promise("v3", size("small", "large")));

        assertThat(stage.conditions(LARGE)).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(field(LARGE, "promiseVersion")).isEqualTo("v3");
    }

    @Test
    void leavesARequestMarkedThatIsAppliedAsItIs() {
        mark();

        stage.apply(spec("large", "large")
                .withMetadata(spec("large", "large").metadata().withLabels(Map.of("touched", "yes"))));

        assertThat(stage.conditions(LARGE)).contains(MARKED);
        assertThat(stage.calls).filteredOn("large/configure"::equals).hasSize(1);
    }

    @Test
    void warnsOnceOfARequestThatDoesNotFit() {
        mark();

        assertThat(stage.kratix.apply(promise("v3", size("small", "medium"))).warnings())
                .isEmpty();
    }

    @Test
    void takesAMarkedRequestBackWhenItIsDeleted() {
        mark();

        stage.delete(LARGE);

        assertThat(stage.isThere(LARGE)).isFalse();
        assertThat(files()).containsOnlyKeys("small");
    }

    @Test
    void importsNoRequestThatIsMarked(@TempDir Path folder) {
        mark();
        stage.kratix.exportTo(folder);

        try (Stage other = Stage.open(KratixBuilder::acceptIncompatibleApis)) {
            assertThatThrownBy(() -> other.kratix.importFrom(folder))
                    .isInstanceOf(InvalidDocumentException.class)
                    .hasMessageContaining(ENUM);
        }
    }

    @Test
    void readsRequestsInTheVersionThatIsStoredNow() {
        begin(builder -> {});

        stage.apply(inVersions("v1", false));

        assertThat(stage.kratix.get(LARGE).orElseThrow().apiVersion()).isEqualTo("example.kratix.io/v1");
        assertThat(field(Stage.PROMISE, "apiVersion")).isEqualTo("example.kratix.io/v1");
        assertThat(stage.conditions(LARGE)).contains("Reconciled=True Reconciled: Reconciled");
        assertThatThrownBy(() -> stage.kratix.apply(request("small")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("write kind redis and apiVersion example.kratix.io/v1");
    }

    @Test
    void servesAVersionThatIsAddedAtOnce() {
        begin(builder -> {});

        stage.apply(
                inVersions("v1alpha1", true),
                Document.builder("example.kratix.io/v1", "redis", "small")
                        .namespace("default")
                        .spec(Map.of("size", "large"))
                        .build());

        assertThat(stage.kratix.get(SMALL).orElseThrow().spec()).containsEntry("size", "large");
        assertThat(files()).containsEntry("small", "{size=large}");
    }

    @Test
    void refusesAnotherScope() {
        begin(builder -> {});
        List<?> versions = List.of(Map.of(
                "name",
                "v1alpha1",
                "served",
                true,
                "storage",
                true,
                "schema",
                Map.of("openAPIV3Schema", Map.of("type", "object"))));

        assertThatThrownBy(() -> stage.kratix.apply(definition("Cluster", versions)))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("spec.api.spec.scope: Invalid value: \"Cluster\": field is immutable");
    }

    private void mark() {
        begin(KratixBuilder::acceptIncompatibleApis);
        stage.apply(promise("v2", size("small")));
        assertThat(stage.conditions(LARGE)).contains(MARKED);
    }

    private void begin(Consumer<KratixBuilder> settings) {
        stage.close();
        stage = Stage.open(settings);
        stage.scripts.put(
                "configure",
                call -> call.writeOutput("spec", new TreeMap<>(call.object().spec()).toString()));
        stage.begin(promise("v1", size("small", "large")), request("small"), request("large"));
        assertThat(files()).containsOnly(Map.entry("small", "{size=small}"), Map.entry("large", "{size=large}"));
    }

    private String field(ObjectReference reference, String name) {
        return String.valueOf(stage.status(reference).get(name));
    }

    /** {@return what each request's Pipeline saw} */
    private Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        stage.place().texts().forEach((path, text) -> {
            if (path.endsWith("/spec")) {
                files.put(path.split("/", -1)[4], text);
            }
        });
        return files;
    }

    private static Map<String, Object> size(String... sizes) {
        return Map.of("size", Map.of("type", "string", "enum", List.of(sizes)));
    }

    private static Promise promise(String version, Map<String, ?> fields) {
        return Stage.promise("configure")
                .version(version)
                .api("example.kratix.io", "redis", Map.of("type", "object", "properties", fields))
                .build();
    }

    private static Document request(String name) {
        return spec(name, name);
    }

    private static Document spec(String name, String size) {
        return Platform.request(name, size);
    }

    /** {@return the Promise with the versions v1alpha1 and v1, or with v1 alone} */
    private static Promise inVersions(String stored, boolean both) {
        Map<String, Object> schema = Map.of(
                "openAPIV3Schema",
                Map.of(
                        "type",
                        "object",
                        "properties",
                        Map.of("spec", Map.of("type", "object", "properties", size("small", "large")))));
        return definition(
                "Namespaced",
                (both ? List.of("v1alpha1", "v1") : List.of("v1"))
                        .stream()
                                .map(name -> Map.of(
                                        "name", name, "served", true, "storage", name.equals(stored), "schema", schema))
                                .toList());
    }

    private static Promise definition(String scope, List<?> versions) {
        return Stage.promise("configure")
                .version("v1")
                .api(Map.of(
                        "apiVersion",
                        "apiextensions.k8s.io/v1",
                        "kind",
                        "CustomResourceDefinition",
                        "metadata",
                        Map.of("name", "redis.example.kratix.io"),
                        "spec",
                        Map.of(
                                "group",
                                "example.kratix.io",
                                "names",
                                Map.of("kind", "redis", "plural", "redis", "singular", "redis"),
                                "scope",
                                scope,
                                "versions",
                                versions)))
                .build();
    }
}
