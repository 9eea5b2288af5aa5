// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import io.kratix.KratixBuilder;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.registry.Registry;
import io.kratix.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** A platform on virtual time whose one State Store does what the test scripts. */
final class ScriptedPlatform implements AutoCloseable {
    final VirtualTime time = VirtualTime.create();
    final ScriptedStores stores = new ScriptedStores();
    final Platform platform;

    ScriptedPlatform(Consumer<KratixBuilder> settings) {
        platform = Platform.open(
                Registry.inMemory(time.clock()),
                builder -> settings.accept(builder.clock(time.clock())
                        .threads(time.executor(), time.timer())
                        .random(new Random(1))
                        .stateStores(stores)));
    }

    static Document store(Map<String, Object> spec) {
        return Document.builder("platform.kratix.io/v1alpha1", ScriptedStores.STORE.kind(), "default")
                .spec(spec)
                .build();
    }

    static Destination.Builder destination(String name) {
        return Destination.builder(name, ScriptedStores.STORE).label("environment", "dev");
    }

    /** Applies a State Store, a Destination, the Promise and requests, and lets all of it happen. */
    void applyAll(String... requests) {
        if (platform.kratix.get(ScriptedStores.STORE.reference()).isEmpty()) {
            platform.kratix.apply(store(Map.of()));
        }
        platform.kratix.apply(destination("worker").build(), Platform.redis().build());
        time.runAll();
        request("small", requests);
        time.runAll();
    }

    /** Applies requests in one call. */
    void request(String size, String... names) {
        Document[] documents = new Document[names.length];
        for (int i = 0; i < names.length; i++) {
            documents[i] = Platform.request(names[i], size);
        }
        platform.kratix.apply(documents);
    }

    void passes(Duration time) {
        this.time.advance(time);
    }

    /** {@return the State Store's condition in words} */
    String condition() {
        List<String> conditions = platform.conditions(ScriptedStores.STORE.reference());
        return conditions.isEmpty() ? "" : conditions.get(0);
    }

    List<String> events() {
        return platform.kratix.events(ScriptedStores.STORE.reference()).stream()
                .map(event -> event.reason() + ": " + event.message())
                .toList();
    }

    Object status(String field) {
        return platform.get(ScriptedStores.STORE.reference()).status().get("kratix") instanceof Map<?, ?> kratix
                        && kratix.containsKey(field)
                ? kratix.get(field)
                : "";
    }

    static String file(String request) {
        return "worker/resources/default/redis/" + request + "/redis.yaml";
    }

    @Override
    public void close() {
        platform.close();
    }
}
