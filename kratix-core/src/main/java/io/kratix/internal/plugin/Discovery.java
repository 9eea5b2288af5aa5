// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import io.kratix.spi.statestore.StateStoreProvider;
import io.kratix.spi.workflow.WorkflowRunnerProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds plugins, if the embedder wants that, and sets them against those that were given. */
public final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private static final int MOST_BROKEN = 100;

    private final Optional<ClassLoader> loader;

    private Discovery(Optional<ClassLoader> loader) {
        this.loader = loader;
    }

    /**
     * {@return a discovery}
     *
     * @param loader where to look; empty to find nothing
     */
    public static Discovery in(Optional<ClassLoader> loader) {
        return new Discovery(loader);
    }

    /**
     * {@return the providers of State Stores by kind}
     *
     * @param given those that the embedder gave; they win over those that are found
     * @throws IllegalStateException if two of them open the same kind
     */
    public Map<String, StateStoreProvider> stateStores(List<StateStoreProvider> given) {
        Function<StateStoreProvider, String> kind = StateStoreProvider::kind;
        return merge(given, found(StateStoreProvider.class, kind), kind, "State Stores of kind");
    }

    /**
     * {@return what opens the workflow runner; empty if nothing was given or found}
     *
     * @param given the embedder's; it wins over those that are found
     * @throws IllegalStateException if two are found, since an engine has one
     */
    public Optional<WorkflowRunnerProvider> runner(Optional<WorkflowRunnerProvider> given) {
        if (given.isPresent()) {
            return given;
        }
        Function<WorkflowRunnerProvider, String> name = WorkflowRunnerProvider::name;
        Map<String, WorkflowRunnerProvider> found =
                merge(List.of(), found(WorkflowRunnerProvider.class, name), name, "the runner");
        if (found.size() > 1) {
            throw new IllegalStateException("an engine has one workflow runner, and these were found: "
                    + found.values().stream().map(Boundary::describe).toList() + "; give one to the builder");
        }
        return found.values().stream().findFirst();
    }

    private static <P> Map<String, P> merge(List<P> given, List<P> found, Function<P, String> name, String what) {
        Map<String, P> providers = new TreeMap<>();
        given.forEach(provider -> add(providers, provider, name, what, same -> same == provider));
        Map<String, P> others = new TreeMap<>();
        for (P provider : found) {
            @Nullable P wins = providers.get(name.apply(provider));
            if (wins == null) {
                add(others, provider, name, what, same -> same.getClass().equals(provider.getClass()));
            } else {
                log(what, name.apply(provider), "given " + Boundary.describe(wins) + " wins over found ", provider);
            }
        }
        others.forEach((key, provider) -> log(what, key, "found ", provider));
        providers.putAll(others);
        return providers;
    }

    private static void log(String what, String name, String how, Object provider) {
        LOG.info("{} {}: {}{}", what, name, how, Boundary.describe(provider));
    }

    /** Given ones may be set up differently, whatever their class; a class that is found twice is one. */
    private static <P> void add(
            Map<String, P> providers, P provider, Function<P, String> name, String what, Predicate<P> isSame) {
        @Nullable P before = providers.putIfAbsent(name.apply(provider), provider);
        if (before != null && !isSame.test(before)) {
            throw new IllegalStateException("two plugins open " + what + " " + name.apply(provider) + ": "
                    + Boundary.describe(before) + " and " + Boundary.describe(provider) + "; remove one of them");
        }
    }

    /**
     * Each one by itself: a provider that is not there, cannot be made or cannot say its name keeps no other from being
     * found. Going on after an error is the loader's best effort, hence bounded.
     */
    private <P> List<P> found(Class<P> service, Function<P, String> name) {
        if (loader.isEmpty()) {
            return List.of();
        }
        List<P> found = new ArrayList<>();
        Iterator<ServiceLoader.Provider<P>> providers =
                ServiceLoader.load(service, loader.get()).stream().iterator();
        for (int broken = 0; broken < MOST_BROKEN; ) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                P provider = providers.next().get();
                checkName(provider, name);
                found.add(provider);
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                broken++;
                LOG.error("a plugin cannot be used: {}", e.toString());
            }
        }
        return found;
    }

    private static <P> void checkName(P provider, Function<P, String> name) {
        try {
            Boundary.call(provider, () -> name.apply(provider));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for plugins", e);
        }
    }
}
