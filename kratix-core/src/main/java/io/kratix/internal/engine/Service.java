// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.registry.Registry;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** An engine's right to its registry: two engines on one would take each other's tasks. */
public final class Service implements AutoCloseable {
    // two registries on one database find each other there; two engines on one registry can find each other only here
    private static final Set<Registry> SERVED =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    private final Registry registry;

    private Service(Registry registry) {
        this.registry = registry;
    }

    /**
     * {@return the right, for as long as it is not closed}
     *
     * @param registry what an engine works on
     * @throws IllegalStateException if another engine has it
     */
    public static Service of(Registry registry) {
        if (!SERVED.add(registry)) {
            throw new IllegalStateException(
                    "this registry has an engine that was not closed, and a registry serves one engine"
                            + " at a time: close that one first, or give this one a registry of its own");
        }
        return new Service(registry);
    }

    @Override
    public void close() {
        SERVED.remove(registry);
    }
}
