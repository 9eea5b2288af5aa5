// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Work;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.List;
import java.util.Optional;

/** Records Works, and hands them on to whoever places them. */
final class Works {
    private Works() {}

    /** Records a Work, and has it looked at if that changed anything: until then nothing is reported of it. */
    static void put(Step.Builder step, Optional<Stored<RegisteredWork>> before, Work work) {
        if (before.isEmpty()) {
            step.create(Table.WORKS, new RegisteredWork(work, 1, false, List.of(), ""));
            step.enqueue(Owners.workTask(work));
            return;
        }
        RegisteredWork known = before.get().value();
        if (known.work().equals(work) && !known.deleting()) {
            step.expect(before.get());
            return;
        }
        step.update(before.get(), new RegisteredWork(work, known.generation() + 1, false, List.of(), ""));
        step.enqueue(Owners.workTask(work));
    }

    /** Has a Work take its files back. */
    static void goAway(Step.Builder step, Stored<RegisteredWork> stored) {
        step.update(stored, stored.value().gone());
        step.enqueue(Owners.workTask(stored.value().work()));
    }
}
