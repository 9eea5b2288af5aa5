// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.PluginContext;
import io.kratix.spi.Settings;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens State Stores of kind {@code MemoryStateStore} on {@link MemoryPlace}s of its own. The document's one field,
 * {@code name}, names the place: two documents that name the same one share a location. To be given to the engine's
 * builder; nobody discovers it, because a test that cannot reach the provider cannot look inside its places.
 *
 * <pre>{@code
 * apiVersion: platform.kratix.io/v1alpha1
 * kind: MemoryStateStore
 * metadata: {name: default}
 * spec: {name: state}
 * }</pre>
 *
 * <p>Safe for several threads.
 */
public final class InMemoryStateStoreProvider implements StateStoreProvider {
    /** The document kind. */
    public static final String KIND = "MemoryStateStore";

    private final Map<String, MemoryPlace> places = new ConcurrentHashMap<>();

    /** Makes a provider without any place. */
    public InMemoryStateStoreProvider() {}

    /**
     * {@return a place, made when it is first asked for}
     *
     * @param name what documents call it
     */
    public MemoryPlace place(String name) {
        return places.computeIfAbsent(name, MemoryPlace::new);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String location(Settings settings) {
        return "memory:" + read(settings);
    }

    @Override
    public StateStore open(Settings settings, PluginContext context) {
        String name = read(settings);
        settings.done();
        return new InMemoryStateStore(place(name));
    }

    private static String read(Settings settings) {
        return settings.text("name");
    }
}
