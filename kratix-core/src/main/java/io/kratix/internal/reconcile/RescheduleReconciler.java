// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Catalog;
import io.kratix.internal.step.Reconciler;
import io.kratix.internal.store.Owners;
import io.kratix.registry.Claim;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.util.List;

/** Has every Work looked at after Destinations changed: some may have found a place, others may have lost theirs. */
public final class RescheduleReconciler implements Reconciler {
    private static final int PAGE = 1000;

    private final Registry registry;
    private final Catalog catalog;

    RescheduleReconciler(Registry registry, Catalog catalog) {
        this.registry = registry;
        this.catalog = catalog;
    }

    /** {@return the task; one is enough for any number of changes} */
    public static Task task() {
        return Task.of(Task.Type.RESCHEDULE, "all");
    }

    @Override
    public void reconcile(Claim claim) {
        // the change may be visible to us before its commit has told the catalog
        catalog.forget();
        Query query = Query.all().limit(PAGE);
        List<Stored<RegisteredWork>> page = registry.list(Table.WORKS, query);
        while (!page.isEmpty()) {
            Step.Builder step = Step.builder();
            page.forEach(work -> step.enqueue(Owners.workTask(work.value().work())));
            registry.commit(step.build());
            page = registry.list(
                    Table.WORKS, query.after(page.get(page.size() - 1).key()));
        }
        registry.commit(Step.builder().finish(claim).build());
    }
}
