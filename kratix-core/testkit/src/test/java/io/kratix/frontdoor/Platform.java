// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import io.kratix.Kratix;
import io.kratix.KratixBuilder;
import io.kratix.Settlement;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.StateStoreReference;
import io.kratix.registry.Registry;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.spi.workflow.PipelineFunction;
import io.kratix.testkit.InMemoryStateStoreProvider;
import io.kratix.testkit.MemoryPlace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A small platform to test with: one State Store in memory, a Promise {@code redis}, and the words to use it. */
final class Platform implements AutoCloseable {
    static final StateStoreReference STORE = new StateStoreReference("MemoryStateStore", "default");
    static final String IMAGE = "example/redis:v1";
    static final Duration LIMIT = Duration.ofSeconds(60);

    final InMemoryStateStoreProvider stores;
    final Registry registry;
    final AtomicInteger runs = new AtomicInteger();
    final Map<String, PipelineFunction> images = new ConcurrentHashMap<>();
    final Kratix kratix;

    private Platform(Registry registry, InMemoryStateStoreProvider stores, Consumer<KratixBuilder> settings) {
        this.registry = registry;
        this.stores = stores;
        images.put(
                IMAGE,
                call -> call.writeOutput(
                        "redis.yaml", "size: " + call.object().spec().get("size") + "\n"));
        InProcessWorkflowRunner.Builder runner = InProcessWorkflowRunner.builder();
        for (String image : Set.of(IMAGE, "example/second:v1", "example/third:v1")) {
            runner.image(image, call -> {
                runs.incrementAndGet();
                PipelineFunction function = images.get(image);
                if (function == null) {
                    throw new IllegalStateException("the test set no function for " + image);
                }
                function.run(call);
            });
        }
        KratixBuilder builder = Kratix.builder()
                .registry(registry)
                .stateStores(stores)
                .workflowRunner(runner.build())
                .pipelineRetries(0);
        settings.accept(builder);
        kratix = builder.open();
    }

    static Platform open() {
        return open(builder -> {});
    }

    static Platform open(Consumer<KratixBuilder> settings) {
        return new Platform(Registry.inMemory(), new InMemoryStateStoreProvider(), settings);
    }

    static Platform open(Registry registry, Consumer<KratixBuilder> settings) {
        return new Platform(registry, new InMemoryStateStoreProvider(), settings);
    }

    /** {@return a platform that remembers nothing, in front of the State Store of this one} */
    Platform withEmptyRegistry() {
        return new Platform(Registry.inMemory(), stores, builder -> {});
    }

    MemoryPlace place() {
        return stores.place("state");
    }

    Set<String> paths() {
        return place().texts().keySet();
    }

    void applyAll() {
        kratix.apply(store(), destination("worker-cluster").build(), redis().build(), request("my-request", "small"));
    }

    Settlement settle() throws InterruptedException {
        return kratix.awaitSettled(LIMIT);
    }

    Document get(ObjectReference reference) {
        return kratix.get(reference).orElseThrow();
    }

    static Document store() {
        return Document.builder("platform.kratix.io/v1alpha1", "MemoryStateStore", "default")
                .spec(Map.of("name", "state"))
                .build();
    }

    static Destination.Builder destination(String name) {
        return Destination.builder(name, STORE).label("environment", "dev");
    }

    /** {@return a Destination of any mode, with the templates that mode {@code template} asks for} */
    static Destination destination(String name, String path, FilepathMode mode) {
        Map<String, Object> filepath = mode == FilepathMode.TEMPLATE
                ? Map.of(
                        "mode",
                        mode.text(),
                        "templates",
                        Map.of(
                                "dependencies",
                                "promises/{promise.name}",
                                "resources",
                                "requests/{resource.namespace}/{promise.name}/{resource.name}"))
                : Map.of("mode", mode.text());
        return destination(name, path, filepath);
    }

    static Destination destination(String name, String path, Map<String, Object> filepath) {
        Document document = destination(name).path(path).build().document();
        Map<String, Object> spec = new TreeMap<>(document.spec());
        spec.put("filepath", filepath);
        return Destination.of(document.withBody(Map.of("spec", spec)));
    }

    static Promise.Builder redis() {
        return redis(Pipeline.builder("configure").container("main", IMAGE).build());
    }

    static Promise.Builder redis(Pipeline pipeline) {
        return Promise.builder("redis")
                .api(
                        "example.kratix.io",
                        "redis",
                        Map.of(
                                "type",
                                "object",
                                "properties",
                                Map.of("size", Map.of("type", "string", "enum", List.of("small", "large")))))
                .destinationSelector(Map.of("environment", "dev"))
                .dependency(Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", "redis-system")))
                .resourceConfigure(pipeline);
    }

    static Document request(String name, String size) {
        return Document.builder("example.kratix.io/v1alpha1", "redis", name)
                .namespace("default")
                .spec(Map.of("size", size))
                .build();
    }

    static ObjectReference reference(String name) {
        return ObjectReference.request("example.kratix.io", "redis", "default", name);
    }

    /** {@return {@code type=status reason: message} for each condition} */
    List<String> conditions(ObjectReference reference) {
        Object conditions = get(reference).status().get("conditions");
        return conditions instanceof List<?> list
                ? list.stream()
                        .map(condition -> (Map<?, ?>) condition)
                        .map(condition -> condition.get("type") + "=" + condition.get("status") + " "
                                + condition.get("reason") + ": " + condition.get("message"))
                        .toList()
                : List.of();
    }

    List<String> reasons(ObjectReference reference) {
        return kratix.events(reference).stream().map(event -> event.reason()).toList();
    }

    @Override
    public void close() {
        kratix.close();
    }
}
