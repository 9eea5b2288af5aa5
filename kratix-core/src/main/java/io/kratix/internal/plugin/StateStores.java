// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import io.kratix.layout.Layout;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.InvalidPathException;
import io.kratix.model.Kinds;
import io.kratix.model.Problem;
import io.kratix.spi.PluginException;
import io.kratix.spi.SecretReference;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The State Stores that are open, one for each document, and the providers that open them. */
public final class StateStores {
    private static final Logger LOG = LoggerFactory.getLogger(StateStores.class);

    private final Map<String, StateStoreProvider> providers;
    private final Map<String, Map<String, Object>> configuration;
    private final MaskedSecrets secrets;
    private final PluginCaches caches;
    private final Executor executor;
    private final Clock clock;
    private final String platform;
    private final Map<String, Open> open = new HashMap<>();
    private final Map<String, AskedSecrets> asked = new ConcurrentHashMap<>();
    private final Map<String, Integer> abandoned = new ConcurrentHashMap<>();
    private boolean ended; // guarded by open

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
            MaskedSecrets secrets,
            Path cacheDirectory,
            Executor executor,
            Clock clock,
            String platform) {
        this.providers = new TreeMap<>(providers);
        this.configuration = Map.copyOf(configuration);
        this.secrets = secrets;
        this.caches = new PluginCaches(cacheDirectory, platform);
        this.executor = executor;
        this.clock = clock;
        this.platform = platform;
    }

    /** One open store, and the document and secrets that it was opened from: a document made again begins at 1. */
    private record Open(OpenStore store, long generation, Map<String, ?> spec, AskedSecrets secrets) {
        boolean isOf(Document document, long of) {
            return generation == of && spec.equals(document.spec());
        }
    }

    /** {@return the kinds of State Stores that plugins open} */
    public Set<String> kinds() {
        return providers.keySet();
    }

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
     * {@return the open store of a document; opens it, or opens it anew if the document or one of its secrets has changed}
     *
     * @param document a State Store's document
     * @param generation the document's generation
     * @throws PluginException if it cannot be opened
     * @throws InterruptedException if the engine asked to stop waiting
     */
    public OpenStore open(Document document, long generation) throws InterruptedException {
        String name = name(document);
        @Nullable Open before;
        synchronized (open) {
            before = open.get(name);
        }
        boolean fresh = before != null
                && before.isOf(document, generation)
                && !before.secrets().haveChanged();
        if (before != null && fresh && !before.store().isBusy()) {
            return before.store();
        }
        close(name);
        AskedSecrets asking = new AskedSecrets(secrets);
        asked.put(name, asking);
        OpenStore store = openAnew(document, asking);
        boolean late;
        synchronized (open) {
            open.put(name, new Open(store, generation, document.spec(), asking));
            late = ended;
        }
        if (late) {
            close(name);
            throw new EngineSignal("the engine was closed while " + name + " was opened");
        }
        return store;
    }

    /**
     * {@return whether a secret that a document names is not what it was when the store was opened, or could not be}
     *
     * @param name the document's kind and name
     * @throws InterruptedException if the engine asked to stop waiting
     */
    public boolean secretsChanged(String name) throws InterruptedException {
        @Nullable AskedSecrets known = asked.get(name);
        return known != null && known.poll();
    }

    /**
     * Has a store show again that one can write, before it is written next.
     *
     * @param name the document's kind and name
     */
    public void distrust(String name) {
        synchronized (open) {
            Optional.ofNullable(open.get(name)).ifPresent(known -> known.store().distrust());
        }
    }

    /**
     * {@return a secret that a document names and that is not there}
     *
     * @param name the document's kind and name
     */
    public Optional<SecretReference> missingSecret(String name) {
        return Optional.ofNullable(asked.get(name)).flatMap(AskedSecrets::missing);
    }

    /**
     * Opens none any more: the engine closes.
     *
     * @return the documents' kinds and names whose stores are to be closed
     */
    public List<String> end() {
        synchronized (open) {
            ended = true;
            return open.keySet().stream().sorted().toList();
        }
    }

    /**
     * {@return a text without the secrets that plugins were opened with}
     *
     * @param text any text
     */
    public String mask(String text) {
        return secrets.masker().mask(text);
    }

    /**
     * {@return an exception without them}
     *
     * @param thrown what a plugin threw
     */
    public PluginException mask(PluginException thrown) {
        return secrets.masker().mask(thrown);
    }

    private OpenStore openAnew(Document document, AskedSecrets asking) throws InterruptedException {
        String name = name(document);
        StateStoreProvider provider = provider(document);
        SettingsView settings = SettingsView.ofSpec(document.spec(), asking::find, namespace(document));
        SettingsView section = SettingsView.ofConfiguration(
                "configuration of " + document.kind(), configuration.getOrDefault(document.kind(), Map.of()));
        EngineContext context = new EngineContext(
                platform,
                name,
                caches.of(name, abandoned.getOrDefault(name, 0)),
                executor,
                clock,
                section,
                secrets.masker());
        try {
            StateStore store = Boundary.call(provider, () -> provider.open(settings, context));
            done(store, settings, section);
            return new OpenStore(store, context, secrets.masker());
        } catch (PluginException e) {
            throw secrets.masker().mask(e);
        }
    }

    private static void done(StateStore store, SettingsView settings, SettingsView section) {
        try {
            settings.done();
            section.done();
        } catch (PluginException e) {
            try {
                store.close();
            } catch (RuntimeException | Error second) {
                e.addSuppressed(second);
            }
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

    /**
     * {@return what to do about a kind that no plugin offers}
     *
     * @param kind a kind of State Stores
     */
    public static String remedyFor(String kind) {
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

    private void refuse(Document document, List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems.stream()
                    .map(problem -> masked(problem).of(document.toString()))
                    .toList());
        }
    }

    private Problem masked(Problem problem) {
        Masker masker = secrets.masker();
        return new Problem(
                problem.source(),
                problem.subject(),
                problem.field(),
                masker.mask(problem.value()),
                masker.mask(problem.message()),
                problem.remedy());
    }

    /**
     * Closes the store of a document, if it is open. One whose call still goes on is left to it: neither it nor its cache
     * is used again.
     *
     * @param name the document's kind and name, {@code GitStateStore/default}
     */
    public void close(String name) {
        @Nullable Open closing;
        synchronized (open) {
            closing = open.remove(name);
        }
        if (closing == null) {
            return;
        }
        if (closing.store().isBusy()) {
            abandoned.merge(name, 1, Integer::sum);
            LOG.error(
                    "a call of {} in {} does not return; this instance and its cache are not used again",
                    closing.store().describe(),
                    name);
            return;
        }
        try {
            closing.store().close();
        } catch (RuntimeException | Error e) {
            LOG.warn("{} cannot be closed: {}", name, secrets.masker().mask(e.toString()));
        }
    }

    /**
     * Closes the store of a document that is no more, and forgets the document and what was kept for it.
     *
     * @param name the document's kind and name
     */
    public void forget(String name) {
        close(name);
        asked.remove(name);
        caches.remove(name);
    }

    private static String name(Document document) {
        return document.kind() + "/" + document.metadata().name();
    }

    private static String namespace(Document document) {
        String written = document.metadata().namespace();
        return written.isEmpty() ? Kinds.DEFAULT_NAMESPACE : written;
    }
}
