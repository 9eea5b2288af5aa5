// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Condition.Status;
import io.kratix.model.ObjectReference;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Why an owner's files are not as they shall be, as far as somebody has to do something about it. */
final class Obstacles {
    private Obstacles() {}

    /** {@return a sentence for each cause, without those that pass by themselves} */
    static List<String> of(Registry registry, ObjectReference owner) {
        TreeSet<String> causes = new TreeSet<>();
        registry.list(Table.OWNERS, Query.where(OwnerState.BY_OWNER, owner.toString())).stream()
                .map(Stored::value)
                .filter(state -> !state.left())
                .forEach(state -> of(registry, state).ifPresent(causes::add));
        RegisteredObjects.worksOf(registry, owner).stream()
                .map(Stored::value)
                .map(RegisteredWork::problem)
                .filter(problem -> !problem.isEmpty())
                .forEach(causes::add);
        return List.copyOf(causes);
    }

    private static Optional<String> of(Registry registry, OwnerState state) {
        ObjectReference store = state.area().store().reference();
        Optional<Stored<RegisteredObject>> document = RegisteredObjects.find(registry, store.toString());
        if (document.isEmpty()) {
            return Optional.empty(); // its Work says so
        }
        if (!state.failure().isEmpty()) {
            return Optional.of(state.area().store() + " refused the change: " + state.failure());
        }
        StatusEditor status = new StatusEditor(document.get().value().document().status(), Instant.EPOCH);
        return status.has("Ready", Status.FALSE)
                ? Optional.of(state.area().store() + ": " + status.field("Ready", "message"))
                : Optional.empty();
    }
}
