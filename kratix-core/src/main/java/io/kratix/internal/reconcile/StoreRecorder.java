// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.ObjectReference;
import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import java.util.List;
import java.util.Set;

/** Records what a State Store confirmed or refused, and has those looked at whom it concerns. */
final class StoreRecorder {
    private final Registry registry;

    StoreRecorder(Registry registry) {
        this.registry = registry;
    }

    /** Whether the refusal of an owner's change is told to people. */
    @FunctionalInterface
    interface Tellable {
        boolean isTold(Stored<OwnerState> owner);
    }

    void record(List<Changes.Wish> batch, List<ChangeOutcome> outcomes, Tellable tellable) {
        if (batch.isEmpty()) {
            return;
        }
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            for (int i = 0; i < batch.size(); i++) {
                Changes.Wish wish = batch.get(i);
                ChangeOutcome outcome = outcomes.get(i);
                wish.owners().stream()
                        .filter(owner -> outcome.status() != ChangeOutcome.Status.REFUSED || tellable.isTold(owner))
                        .forEach(owner -> record(step, owner, wish.held(), outcome));
            }
            return step.build();
        });
    }

    /** Takes owners' files for unknown, unless something has changed about the owner meanwhile. */
    void doubt(List<Stored<OwnerState>> owners) {
        for (Stored<OwnerState> owner : owners) {
            Decision.commit(registry, () -> {
                Step.Builder step = Step.builder();
                registry.find(Table.OWNERS, owner.key())
                        .filter(current -> current.value().equals(owner.value()))
                        .ifPresent(
                                current -> step.update(current, current.value().doubted()));
                return step.build();
            });
        }
    }

    private void record(Step.Builder step, Stored<OwnerState> waiting, Set<StorePath> held, ChangeOutcome outcome) {
        OwnerState said = waiting.value();
        registry.find(Table.OWNERS, waiting.key()).ifPresent(current -> {
            boolean moved = !current.value().area().isSame(said.area());
            if (moved) {
                recordMoved(step, said, held, outcome);
            } else if (outcome.status() == ChangeOutcome.Status.REFUSED) {
                String why = outcome.refusal().map(PluginException::message).orElse("");
                step.update(current, current.value().failed(why));
            } else if (said.isLeaving() && current.value().isLeaving()) {
                step.remove(current);
                // a Destination that is being deleted waits for the last of these
                step.enqueue(Task.of(Task.Type.DESTINATION, ObjectReference.destination(said.destination())));
            } else {
                step.update(current, current.value().confirmed(said.desired(), revision(said, outcome), held));
            }
            tellOwner(step, said.owner());
        });
    }

    /** What was said concerns a place that the owner has left meanwhile: it is what has to go from there later. */
    private void recordMoved(Step.Builder step, OwnerState said, Set<StorePath> held, ChangeOutcome outcome) {
        if (outcome.status() == ChangeOutcome.Status.REFUSED || said.isLeaving()) {
            return;
        }
        registry.find(Table.OWNERS, said.asFormer().key())
                .filter(former -> former.value().area().isSame(said.area()))
                .ifPresent(former -> {
                    OwnerState there = former.value();
                    OwnerState known = there.confirmed(said.desired(), outcome.revision(), held)
                            .asFormer();
                    step.update(former, there.isLeaving() ? known.released() : known);
                    step.enqueue(Owners.storeTask(known));
                });
    }

    /** What held already keeps the revision under which it was confirmed. */
    private static String revision(OwnerState said, ChangeOutcome outcome) {
        boolean keep = outcome.status() == ChangeOutcome.Status.UNCHANGED
                && !said.revision().isEmpty();
        return keep ? said.revision() : outcome.revision();
    }

    private void tellOwner(Step.Builder step, ObjectReference owner) {
        if (owner.isDestination()) {
            step.enqueue(Owners.ownerTask(owner));
        }
        Objects.worksOf(registry, owner)
                .forEach(work -> step.enqueue(Owners.workTask(work.value().work())));
    }
}
