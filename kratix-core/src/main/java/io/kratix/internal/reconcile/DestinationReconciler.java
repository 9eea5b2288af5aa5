// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Catalog;
import io.kratix.internal.step.Decision;
import io.kratix.internal.step.Outer;
import io.kratix.internal.step.Reconciler;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.step.StatusEditor;
import io.kratix.internal.store.Owners;
import io.kratix.layout.OwnerFiles;
import io.kratix.model.Condition.Status;
import io.kratix.model.Destination;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Claim;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Registers a Destination: its canary files and its readiness; takes it all back when it goes. */
final class DestinationReconciler implements Reconciler {
    private static final String READY = "Ready";

    private final Registry registry;
    private final Catalog catalog;
    private final Clock clock;
    private final Owners owners;

    DestinationReconciler(Registry registry, Catalog catalog, Clock clock) {
        this.registry = registry;
        this.catalog = catalog;
        this.clock = clock;
        this.owners = new Owners(registry, clock);
    }

    @Override
    public void reconcile(Claim claim) {
        Decision.commitAbout(registry, claim, (step, stored) -> {
            Optional<Catalog.Place> place = catalog.place(stored.value());
            if (stored.value().isDeleting()) {
                remove(step, stored, place);
            } else {
                register(step, stored, place);
            }
        });
    }

    private void register(Step.Builder step, Stored<RegisteredObject> stored, Optional<Catalog.Place> place) {
        RegisteredObject object = stored.value();
        StatusEditor status = new StatusEditor(object.document().status(), clock.instant());
        if (place.isEmpty()) {
            Destination destination = Destination.of(object.document());
            notReady(step, status, object.reference(), "StateStoreNotFound", destination.stateStore() + ": not found");
        } else {
            OwnerFiles canaries = owners.files().canaries(place.get());
            owners.formerPlaces().takeOver(step, place.get());
            Owners.Holding holding = owners.want(step, object.reference(), "", place.get(), canaries);
            report(step, status, object.reference(), place.get(), holding);
        }
        RegisteredObject after = RegisteredObjects.withStatus(object, status.build());
        step.update(stored, after);
        Outer.follow(step, object, after);
    }

    private void report(
            Step.Builder step,
            StatusEditor status,
            ObjectReference reference,
            Catalog.Place place,
            Owners.Holding holding) {
        if (!holding.failure().isEmpty()) {
            String message = "Failed to write test documents to State Store: " + holding.failure();
            notReady(step, status, reference, "StateStoreWriteFailed", message);
        } else if (!holding.settled()) {
            status.condition(READY, Status.FALSE, "DestinationNotReady", "Destination is not ready");
        } else {
            boolean wasReady = status.has(READY, Status.TRUE);
            if (place.destination().initWorkloads()) {
                status.condition(READY, Status.TRUE, "TestDocumentsWritten", "Test documents written to State Store");
            } else {
                status.condition(READY, Status.TRUE, "DestinationReady", "Destination is ready");
            }
            if (!wasReady) {
                step.event(RegisteredObjects.normal(
                        clock.instant(), reference, "DestinationReady", "Destination is Ready"));
            }
        }
    }

    private void notReady(
            Step.Builder step, StatusEditor status, ObjectReference reference, String reason, String message) {
        if (!status.field(READY, "message").equals(message)) {
            step.event(RegisteredObjects.warning(clock.instant(), reference, "DestinationNotReady", message));
        }
        status.condition(READY, Status.FALSE, reason, message);
    }

    private void remove(Step.Builder step, Stored<RegisteredObject> stored, Optional<Catalog.Place> place) {
        ObjectReference reference = stored.value().reference();
        List<Stored<OwnerState>> states =
                registry.list(Table.OWNERS, Query.where(OwnerState.BY_DESTINATION, reference.name())).stream()
                        .filter(state -> !state.value().left())
                        .toList();
        boolean cleansUp = Destination.of(stored.value().document()).cleansUp();
        if (cleansUp && place.isEmpty() && !states.isEmpty()) {
            step.event(RegisteredObjects.warning(
                    clock.instant(),
                    reference,
                    "FilesLeft",
                    "files of " + states.size() + " owners stay in "
                            + states.get(0).value().area().store() + ", which is not declared any more"));
        }
        if (!cleansUp || place.isEmpty() || states.isEmpty()) {
            owners.formerPlaces().leave(step, place, states);
            step.remove(stored).enqueue(RescheduleReconciler.task());
            registry.find(Table.FILES_TAKEN, reference.name()).ifPresent(step::remove);
            Tasks.afterRemoving(step, stored.value());
            return;
        }
        if (states.stream().allMatch(state -> state.value().owner().equals(reference))) {
            owners.want(step, reference, "", place.get(), new OwnerFiles(Set.of(), Map.of()));
        }
        step.enqueue(RescheduleReconciler.task());
    }
}
