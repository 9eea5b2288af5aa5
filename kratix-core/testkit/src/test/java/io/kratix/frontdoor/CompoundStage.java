// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.spi.workflow.PipelineCall;
import io.kratix.testkit.InMemoryStateStoreProvider;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stage with a platform Destination: the Promise {@code stack} brings the Promise {@code database}, and each request of a
 * stack asks for a database.
 */
final class CompoundStage {
    static final ObjectReference STACK = ObjectReference.promise("stack");
    static final ObjectReference DATABASE = ObjectReference.promise("database");
    static final ObjectReference PLATFORM = ObjectReference.destination("platform");
    static final String INNER_FILE = "worker/resources/default/database/team-a-db/database.yaml";

    /** What is said of the stack where nothing applies what it brings along; why stands behind it. */
    static final String UNAPPLIED =
            "it needs Promise 'database': Requirement not installed; it is among its own dependencies,"
                    + " which no platform Destination applies: ";

    static final Map<String, Object> ANY = Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true);

    /** Requests stand before dependencies here. */
    private static final Map<String, String> TEMPLATES = Map.of(
            "dependencies",
            "{destination.name}/z/{promise.name}",
            "resources",
            "{destination.name}/a/{resource.namespace}/{promise.name}/{resource.name}/{pipeline.name}");

    private CompoundStage() {}

    static Stage open() {
        return open(new InMemoryStateStoreProvider());
    }

    static Stage open(InMemoryStateStoreProvider stores) {
        Stage stage = openEmpty(stores);
        stage.begin(platform().build());
        return stage;
    }

    /** {@return a stage on which nothing is declared} */
    static Stage openEmpty(InMemoryStateStoreProvider stores) {
        Stage stage = Stage.open(stores, builder -> builder.platformDestination("platform"));
        stage.scripts.put("stack", CompoundStage::askForDatabase);
        stage.scripts.put(
                "database",
                call -> call.writeOutput(
                        "database.yaml", "size: " + call.object().spec().get("size") + "\n"));
        return stage;
    }

    static Stage open(FilepathMode mode) {
        Stage stage = openEmpty(new InMemoryStateStoreProvider());
        stage.begin(platform(mode));
        return stage;
    }

    static Destination.Builder platform() {
        return platformNamed("platform");
    }

    static Destination.Builder platformNamed(String name) {
        return Destination.builder(name, Platform.STORE)
                .label("environment", "platform")
                .strictMatchLabels(true);
    }

    private static Destination platform(FilepathMode mode) {
        Map<String, Object> spec =
                new LinkedHashMap<>(platform().path("there").build().document().spec());
        spec.put(
                "filepath",
                mode == FilepathMode.TEMPLATE
                        ? Map.of("mode", mode.text(), "templates", TEMPLATES)
                        : Map.of("mode", mode.text()));
        return Destination.of(platform().build().document().withBody(Map.of("spec", spec)));
    }

    static Promise stackPromise() {
        return promise("stack", "Stack")
                .destinationSelector(Map.of("environment", "platform"))
                .requires("database", "")
                .dependency(databasePromise().document().tree())
                .build();
    }

    static Promise stackWithoutDependencies() {
        return promise("stack", "Stack")
                .destinationSelector(Map.of("environment", "platform"))
                .build();
    }

    static Promise databasePromise() {
        return promise("database", "Database")
                .destinationSelector(Map.of("environment", "dev"))
                .build();
    }

    static Promise.Builder promise(String name, String kind) {
        return Promise.builder(name).api("example.kratix.io", kind, ANY).resourceConfigure(Stage.pipeline(name));
    }

    static Document stackRequest(String name, String size) {
        return request("Stack", name, size);
    }

    static Document request(String kind, String name, String size) {
        return Document.builder("example.kratix.io/v1alpha1", kind, name)
                .namespace("default")
                .spec(Map.of("size", size))
                .build();
    }

    static ObjectReference stack(String name) {
        return ObjectReference.request("example.kratix.io", "Stack", "default", name);
    }

    static ObjectReference database(String name) {
        return ObjectReference.request("example.kratix.io", "Database", "default", name);
    }

    static String requestYaml(String kind, String name, @Nullable Object size) {
        return """
                apiVersion: example.kratix.io/v1alpha1
                kind: %s
                metadata: {name: %s, namespace: default}
                spec: {size: %s}
                """
                .formatted(kind, name, size);
    }

    static void askForDatabase(PipelineCall call) throws IOException {
        String name = call.object().metadata().name() + "-db";
        call.writeOutput(
                name + ".yaml",
                requestYaml("Database", name, call.object().spec().get("size")));
    }

    static Map<String, Object> appliedBack(Stage stage) {
        return appliedBack(stage.status(PLATFORM));
    }

    static Map<String, Object> appliedBack(Map<String, ?> status) {
        return field(status, "kratix", "appliedBack");
    }

    static Map<String, Object> field(Map<String, ?> tree, String... path) {
        Map<String, ?> value = tree;
        for (String key : path) {
            Map<String, Object> next = new LinkedHashMap<>();
            if (value.get(key) instanceof Map<?, ?> map) {
                map.forEach((name, child) -> next.put(String.valueOf(name), child));
            }
            value = next;
        }
        return new LinkedHashMap<>(value);
    }
}
