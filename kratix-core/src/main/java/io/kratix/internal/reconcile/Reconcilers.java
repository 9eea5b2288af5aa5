// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.plugin.StateStores;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Task;
import io.kratix.spi.workflow.WorkflowRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** One reconciler for each type of task, in the order in which a request passes them. */
public final class Reconcilers {
    private final Catalog catalog;
    private final Map<Task.Type, Reconciler> byType = new EnumMap<>(Task.Type.class);

    /**
     * Makes them.
     *
     * @param registry what they read and commit to
     * @param stores the State Stores
     * @param runner runs Pipelines
     * @param workspaces a private directory for the files of runs
     * @param clock tells the time
     * @param schedulers place Works
     * @param closing whether the engine closes
     */
    public Reconcilers(
            Registry registry,
            StateStores stores,
            WorkflowRunner runner,
            Path workspaces,
            Clock clock,
            Schedulers schedulers,
            BooleanSupplier closing) {
        catalog = new Catalog(registry);
        byType.put(Task.Type.PROMISE, new PromiseReconciler(registry, clock));
        byType.put(Task.Type.REQUEST, new RequestReconciler(registry, clock));
        byType.put(Task.Type.RUN, new RunReconciler(registry, runner, workspaces, clock));
        byType.put(Task.Type.WORK, new WorkReconciler(registry, catalog, schedulers, clock));
        byType.put(Task.Type.STORE, new StoreReconciler(registry, catalog, stores, clock, closing));
        byType.put(Task.Type.DESTINATION, new DestinationReconciler(registry, catalog, clock));
        byType.put(Task.Type.RESCHEDULE, new RescheduleReconciler(registry, catalog));
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
    }
}
