// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.internal.apply.Applier;
import io.kratix.internal.apply.ApplyCall;
import io.kratix.internal.apply.Deletion;
import io.kratix.internal.engine.Engine;
import io.kratix.internal.engine.EventFeeds;
import io.kratix.internal.engine.Service;
import io.kratix.internal.engine.Threads;
import io.kratix.internal.engine.Workplace;
import io.kratix.internal.plugin.Discovery;
import io.kratix.internal.plugin.MaskedSecrets;
import io.kratix.internal.plugin.Runners;
import io.kratix.internal.plugin.StateStores;
import io.kratix.internal.reconcile.Schedulers;
import io.kratix.internal.reconcile.Shortfall;
import io.kratix.internal.release.PromiseSource;
import io.kratix.internal.run.PipelineSources;
import io.kratix.registry.Registry;
import io.kratix.spi.statestore.StateStoreProvider;
import io.kratix.spi.workflow.WorkflowRunner;
import io.kratix.spi.workflow.WorkflowRunnerProvider;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts an engine together from what its builder was told; what it opens on the way is closed if the way does not end. */
final class Opening {
    private final KratixBuilder with;
    private final Deque<Runnable> opened = new ArrayDeque<>();

    Opening(KratixBuilder with) {
        this.with = with;
    }

    Kratix open() {
        try {
            return assemble();
        } catch (RuntimeException | Error e) {
            close(Optional.of(e));
            throw e;
        }
    }

    private Kratix assemble() {
        Registry registry = required(with.registry, "a registry: .registry(Registry.inMemory()) for a first try");
        Discovery found = Discovery.in(Optional.ofNullable(with.discovery));
        Map<String, StateStoreProvider> providers = found.stateStores(with.stateStores);
        Optional<WorkflowRunnerProvider> runners =
                with.runner == null ? found.runner(Optional.ofNullable(with.runnerProvider)) : Optional.empty();
        Map<String, Map<String, Object>> sections = sections(providers.keySet(), runners);
        // before anything that another engine on the registry could notice
        opened.push(Service.of(registry)::close);
        Workplace workplace = Workplace.open(Optional.ofNullable(with.cacheDirectory));
        opened.push(workplace::close);
        Threads threads = Threads.of(with.executor, with.timer, Engine.threads(with.pipelines, with.listeners.size()));
        opened.push(threads::close);
        MaskedSecrets masked = new MaskedSecrets(with.secrets);
        StateStores stores = new StateStores(
                providers, sections, masked, workplace.caches(), threads.executor(), with.clock, registry.id());
        Schedulers schedulers = new Schedulers(registry, with.strategy, with.random);
        Applier applier = new Applier(
                registry,
                stores,
                new ApplyCall.Policy(with.defaultMode, with.unknownFields, with.incompatibleApis, schedulers.names()),
                with.clock);
        WorkflowRunner runner = with.runner != null
                ? with.runner
                : Runners.open(
                        required(
                                runners.orElse(null),
                                "a workflow runner: .workflowRunner(InProcessWorkflowRunner.builder().build())"),
                        sections,
                        workplace.caches(),
                        threads.executor(),
                        with.clock,
                        registry.id(),
                        masked.masker());
        Engine engine = start(
                runner,
                new Engine.Parts(
                        registry,
                        stores,
                        runner,
                        applier,
                        new PromiseSource(Optional.ofNullable(with.releaseFolder), masked),
                        new PipelineSources(with.secrets, with.configMaps),
                        workplace.workspaces(),
                        threads.executor(),
                        threads.timer(),
                        with.clock,
                        with.random,
                        schedulers,
                        with.times,
                        with.workflows,
                        with.pipelines,
                        new EventFeeds(with.listeners, threads.executor()),
                        with.runsOnClose == RunsOnClose.LEAVE,
                        Optional.ofNullable(with.platformDestination),
                        with.closeTimeout));
        Deletion deletion = new Deletion(registry, stores, with.clock);
        Shortfall shortfall = new Shortfall(registry, schedulers, Optional.ofNullable(with.platformDestination));
        return new Kratix(
                registry, engine, stores, applier, deletion, schedulers, shortfall, () -> close(Optional.empty()));
    }

    /** A runner is closed by its engine; one that was opened here, and gets none, is closed here. */
    private Engine start(WorkflowRunner runner, Engine.Parts parts) {
        boolean ours = with.runner == null;
        if (ours) {
            opened.push(runner::close);
        }
        Engine engine = new Engine(parts);
        if (ours) {
            opened.pop();
        }
        return engine;
    }

    /** Closes everything, the newest first; what fails on the way is told with the first failure. */
    private void close(Optional<Throwable> failure) {
        Optional<Throwable> first = failure;
        while (!opened.isEmpty()) {
            try {
                opened.pop().run();
            } catch (RuntimeException | Error e) {
                first.ifPresent(known -> known.addSuppressed(e));
                first = first.or(() -> Optional.of(e));
            }
        }
        if (failure.isEmpty()) {
            first.ifPresent(Opening::rethrow);
        }
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    /** A section that no plugin reads has most likely a name that is spelt wrong. */
    private Map<String, Map<String, Object>> sections(Set<String> kinds, Optional<WorkflowRunnerProvider> runners) {
        Set<String> plugins = new TreeSet<>(kinds);
        runners.map(WorkflowRunnerProvider::name).ifPresent(plugins::add);
        Map<String, Map<String, Object>> sections = new LinkedHashMap<>(with.kratixDefaults);
        with.configuration.forEach((plugin, section) -> {
            if (!plugins.contains(plugin)) {
                throw new IllegalStateException(
                        "'" + plugin + "' is configured, and no plugin has this name; there are: " + plugins);
            }
            Map<String, Object> all = new LinkedHashMap<>(sections.getOrDefault(plugin, Map.of()));
            all.putAll(section);
            sections.put(plugin, all);
        });
        return sections;
    }

    private static <T> T required(@Nullable T value, String what) {
        if (value == null) {
            throw new IllegalStateException("an engine needs " + what);
        }
        return value;
    }
}
