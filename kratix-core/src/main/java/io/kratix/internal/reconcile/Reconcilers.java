// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.admission.UnknownFields;
import io.kratix.internal.plugin.StateStores;
import io.kratix.internal.plugin.StoreTimes;
import io.kratix.internal.run.PipelineSources;
import io.kratix.internal.run.RunWatch;
import io.kratix.internal.step.Catalog;
import io.kratix.internal.step.Reconciler;
import io.kratix.internal.store.CallWatch;
import io.kratix.internal.store.PlatformDestination;
import io.kratix.internal.store.StoreReconciler;
import io.kratix.internal.store.StoreRounds;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Task;
import io.kratix.spi.workflow.WorkflowRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * One reconciler for each type of task but those that apply documents, of releases and of the platform Destination: the engine
 * adds these.
 */
public final class Reconcilers {
    private final Catalog catalog;
    private final StoreRounds rounds;
    private final RunWatch runWatch;
    private final PlatformDestination platform;
    private final Placing placing;
    private final Map<Task.Type, Reconciler> byType = new EnumMap<>(Task.Type.class);

    /**
     * Makes them.
     *
     * @param registry what they read and commit to
     * @param stores the State Stores
     * @param runner runs Pipelines
     * @param sources the secrets and ConfigMaps that Pipelines name
     * @param workspaces a private directory for the files of runs
     * @param clock tells the time
     * @param random spreads tries
     * @param timer wakes whoever watches runs
     * @param schedulers place Works
     * @param workflows how workflows run where nobody says otherwise
     * @param times bound the calls of State Stores
     * @param calls watches calls that wait for somebody outside
     * @param platformDestination the Destination that the program named as the platform's own
     * @param unknownFields what becomes of requests' fields that no schema knows
     */
    public Reconcilers(
            Registry registry,
            StateStores stores,
            WorkflowRunner runner,
            PipelineSources sources,
            Path workspaces,
            Clock clock,
            RandomGenerator random,
            ScheduledExecutorService timer,
            Schedulers schedulers,
            WorkflowSettings workflows,
            StoreTimes times,
            CallWatch calls,
            Optional<String> platformDestination,
            UnknownFields unknownFields) {
        catalog = new Catalog(registry);
        platform = new PlatformDestination(registry, catalog, platformDestination);
        Inner inner = new Inner(registry, platform);
        runWatch = new RunWatch(registry, clock, timer);
        Conductor conductor = new Conductor(registry, workflows);
        byType.put(Task.Type.PROMISE, new PromiseReconciler(registry, clock, conductor, inner));
        byType.put(
                Task.Type.REQUEST,
                new RequestReconciler(
                        registry,
                        clock,
                        conductor,
                        new Bindings(registry, workflows.pinned()),
                        new ApiFit(unknownFields),
                        inner));
        byType.put(
                Task.Type.FOLLOW, new FollowReconciler(registry, new Requirements(registry, new Revisions(registry))));
        byType.put(
                Task.Type.RUN,
                new RunReconciler(registry, runner, workspaces, sources, clock, runWatch, calls, stores::mask));
        placing = new Placing(registry, catalog, schedulers);
        byType.put(Task.Type.WORK, new WorkReconciler(registry, catalog, schedulers, clock));
        StoreReconciler store = new StoreReconciler(registry, catalog, stores, times, calls, platform, clock, random);
        rounds = store.rounds();
        byType.put(Task.Type.STORE, store);
        byType.put(Task.Type.DESTINATION, new DestinationReconciler(registry, catalog, clock));
        byType.put(Task.Type.HEALTH, new HealthReconciler(registry, clock));
        byType.put(Task.Type.RESCHEDULE, new RescheduleReconciler(registry, catalog));
    }

    /** {@return what has to go round all State Stores once a minute} */
    public StoreRounds rounds() {
        return rounds;
    }

    /** {@return the Destination from which the engine applies back what was written there} */
    public PlatformDestination platform() {
        return platform;
    }

    /** {@return what tells what has yet to come to a Destination} */
    public Placing placing() {
        return placing;
    }

    /** {@return the reconcilers} */
    public Map<Task.Type, Reconciler> byType() {
        return byType;
    }

    /**
     * Has them see what a step changed.
     *
     * @param step a step that was committed
     */
    public void committed(Step step) {
        catalog.committed(step);
        rounds.committed(step);
        runWatch.committed(step);
    }
}
