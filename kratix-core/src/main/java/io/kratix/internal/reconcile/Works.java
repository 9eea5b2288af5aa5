// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.store.Owners;
import io.kratix.model.DestinationSelector;
import io.kratix.model.Work;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.Optional;

/** Records Works, and hands them on to whoever places them. */
final class Works {
    private Works() {}

    /** Records a Work, and has it looked at if that changed anything: until then nothing is reported of it. */
    static void put(Step.Builder step, Optional<Stored<RegisteredWork>> before, Work work) {
        put(step, before, work, Optional.empty());
    }

    /**
     * Records a Work, likewise.
     *
     * @param said what a Promise's Pipeline asks of the Destinations of all requests; if that changed, all are looked at
     */
    static void put(
            Step.Builder step, Optional<Stored<RegisteredWork>> before, Work work, Optional<DestinationSelector> said) {
        Optional<RegisteredWork> known = before.map(Stored::value);
        if (known.filter(same -> same.work().equals(work) && same.said().equals(said) && !same.deleting())
                .isPresent()) {
            before.ifPresent(step::expect);
            return;
        }
        RegisteredWork made = RegisteredWork.made(
                work, said, 1 + known.map(RegisteredWork::generation).orElse(0L));
        before.ifPresentOrElse(stored -> step.update(stored, made), () -> step.create(Table.WORKS, made));
        step.enqueue(Owners.workTask(work));
        if (!said.equals(known.flatMap(RegisteredWork::said))) {
            step.enqueue(RescheduleReconciler.task());
        }
    }

    /** Has a Work take its files back. */
    static void goAway(Step.Builder step, Stored<RegisteredWork> stored) {
        if (!stored.value().deleting()) {
            step.update(stored, stored.value().gone());
            step.enqueue(Owners.workTask(stored.value().work()));
            if (stored.value().said().isPresent()) {
                step.enqueue(RescheduleReconciler.task());
            }
        }
    }
}
