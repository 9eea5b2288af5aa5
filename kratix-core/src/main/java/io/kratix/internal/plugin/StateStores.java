// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import io.kratix.layout.Layout;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.InvalidPathException;
import io.kratix.model.Kinds;
import io.kratix.model.Problem;
import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import io.kratix.spi.SecretSource;
import io.kratix.spi.SecretValues;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The State Stores that are open, one for each document, and the providers that open them. */
public final class StateStores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateStores.class);

    private final Map<String, StateStoreProvider> providers;
    private final Map<String, Map<String, Object>> configuration;
    private final SecretSource secrets;
    private final Path cacheDirectory;
    private final Executor executor;
    private final Clock clock;
    private final String platform;
    private final Map<String, Open> open = new HashMap<>();

    /**
     * Makes the stores of one engine.
     *
     * @param providers the providers by the kind that they open
     * @param configuration each kind's section of the engine's configuration
     * @param secrets where secrets come from
     * @param cacheDirectory a private directory for the caches of all stores
     * @param executor runs the parallel parts of calls
     * @param clock the engine's clock
     * @param platform the engine's id
     */
    public StateStores(
            Map<String, StateStoreProvider> providers,
            Map<String, Map<String, Object>> configuration,
            SecretSource secrets,
            Path cacheDirectory,
            Executor executor,
            Clock clock,
            String platform) {
        this.providers = new TreeMap<>(providers);
        this.configuration = Map.copyOf(configuration);
        this.secrets = secrets;
        this.cacheDirectory = cacheDirectory;
        this.executor = executor;
        this.clock = clock;
        this.platform = platform;
    }

    /** One open store, and the generation and spec of the document that it was opened from: one made again begins at 1. */
    private record Open(StateStore store, long generation, Map<String, ?> spec) {}

    /**
     * {@return whether a kind is one of State Stores}
     *
     * @param kind a document's kind
     */
    public boolean isStateStore(String kind) {
        return providers.containsKey(kind) || kind.endsWith("StateStore");
    }

    /**
     * {@return where a document's store writes, in the plugin's one spelling}
     *
     * @param document a State Store's document
     * @throws InvalidDocumentException if no plugin offers its kind, or a field is wrong
     */
    public String location(Document document) {
        StateStoreProvider provider = provider(document);
        SettingsView settings = SettingsView.ofSpec(document.spec(), reference -> NoSecret.BLANK, namespace(document));
        try {
            String location = Boundary.call(provider, () -> provider.location(settings));
            List<Problem> problems = new ArrayList<>(settings.problems());
            checkPath(problems, document);
            refuse(document, problems);
            return location;
        } catch (PluginException e) {
            List<Problem> problems = settings.problems();
            refuse(
                    document,
                    problems.isEmpty() ? List.of(Problem.ofDocument(e.message(), "change the document")) : problems);
            throw new IllegalStateException("unreachable", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading " + document, e);
        }
    }

    /**
     * {@return the open store of a document; opens it, or opens it anew if the document has changed}
     *
     * @param document a State Store's document
     * @param generation the document's generation
     * @throws PluginException if it cannot be opened
     * @throws InterruptedException if the engine asked to stop waiting
     */
    public StateStore open(Document document, long generation) throws InterruptedException {
        String name = name(document);
        @Nullable Open before;
        synchronized (open) {
            before = open.get(name);
        }
        if (before != null && before.generation() == generation && before.spec().equals(document.spec())) {
            return before.store();
        }
        close(name);
        StateStore store = openAnew(document);
        synchronized (open) {
            open.put(name, new Open(store, generation, document.spec()));
        }
        return store;
    }

    @Override
    public void close() {
        List<String> names;
        synchronized (open) {
            names = List.copyOf(open.keySet());
        }
        names.forEach(this::close);
    }

    private StateStore openAnew(Document document) throws InterruptedException {
        StateStoreProvider provider = provider(document);
        SettingsView settings = SettingsView.ofSpec(document.spec(), this::find, namespace(document));
        SettingsView section = SettingsView.ofConfiguration(
                "configuration of " + document.kind(), configuration.getOrDefault(document.kind(), Map.of()));
        EngineContext context =
                new EngineContext(platform, name(document), cacheOf(name(document)), executor, clock, section);
        StateStore store = Boundary.call(provider, () -> provider.open(settings, context));
        try {
            settings.done();
            section.done();
            return store;
        } catch (PluginException e) {
            store.close();
            throw e;
        }
    }

    private StateStoreProvider provider(Document document) {
        @Nullable StateStoreProvider provider = providers.get(document.kind());
        if (provider == null) {
            String found = providers.isEmpty() ? "none" : String.join(", ", providers.keySet());
            throw new InvalidDocumentException(List.of(Problem.ofDocument(
                            "State Store '" + document.metadata().name() + "' asks for kind '" + document.kind()
                                    + "', which no plugin offers (found: " + found + ")",
                            remedyFor(document.kind()))
                    .of(document.toString())));
        }
        return provider;
    }

    private static String remedyFor(String kind) {
        return switch (kind) {
            case Kinds.GIT_STATE_STORE ->
                "add the dependency kratix-statestore-git and give its provider to the builder";
            case Kinds.BUCKET_STATE_STORE ->
                "add the dependency kratix-statestore-bucket and give its provider to the" + " builder";
            default -> "add the dependency of the plugin and give its provider to the builder";
        };
    }

    /** The engine's own field: it puts the path in front of every path that a store gets. */
    private static void checkPath(List<Problem> problems, Document document) {
        Object path = document.spec().get("path");
        if (path instanceof String text) {
            try {
                Layout.normalised(text);
            } catch (InvalidPathException e) {
                problems.add(
                        Problem.invalid("spec.path", text, String.valueOf(e.getMessage()), "write a relative path"));
            }
        } else if (path != null) {
            problems.add(Problem.invalid("spec.path", path, "must be of type string", "write a relative path"));
        }
    }

    private static void refuse(Document document, List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems.stream()
                    .map(problem -> problem.of(document.toString()))
                    .toList());
        }
    }

    private SecretValues find(SecretReference reference) {
        try {
            Optional<Map<String, Secret>> values = secrets.find(reference);
            return values.isPresent() ? NoSecret.of(values.get()) : NoSecret.ABSENT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PluginException.unavailable("interrupted while looking for secret " + reference)
                    .causedBy(e);
        }
    }

    /**
     * Closes the store of a document, if it is open.
     *
     * @param name the document's kind and name, {@code GitStateStore/default}
     */
    public void close(String name) {
        @Nullable Open closing;
        synchronized (open) {
            closing = open.remove(name);
        }
        if (closing != null) {
            try {
                closing.store().close();
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("{} cannot be closed: {}", name, e.toString());
            }
        }
    }

    private Path cacheOf(String name) {
        try {
            UUID id = UUID.nameUUIDFromBytes((platform + "/" + name).getBytes(StandardCharsets.UTF_8));
            return Files.createDirectories(cacheDirectory.resolve(id.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("the cache directory of " + name + " cannot be made", e);
        }
    }

    private static String name(Document document) {
        return document.kind() + "/" + document.metadata().name();
    }

    private static String namespace(Document document) {
        String written = document.metadata().namespace();
        return written.isEmpty() ? Kinds.DEFAULT_NAMESPACE : written;
    }
}
