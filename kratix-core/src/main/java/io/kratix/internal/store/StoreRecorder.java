// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.step.Decision;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.model.Content;
import io.kratix.model.ObjectReference;
import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Records what a State Store confirmed or refused, and has those looked at whom it concerns. */
final class StoreRecorder {
    private static final int TOLD = 5;

    private final Registry registry;
    private final Clock clock;
    private final Waiters waiters;
    private final PlatformDestination platform;

    StoreRecorder(Registry registry, PlatformDestination platform, Clock clock) {
        this.registry = registry;
        this.platform = platform;
        this.clock = clock;
        this.waiters = new Waiters(registry);
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
            Set<String> freed = new TreeSet<>();
            for (int i = 0; i < batch.size(); i++) {
                Changes.Wish wish = batch.get(i);
                ChangeOutcome outcome = outcomes.get(i);
                wish.owners().stream()
                        .filter(owner -> outcome.status() != ChangeOutcome.Status.REFUSED || tellable.isTold(owner))
                        .filter(owner -> record(step, owner, wish, outcome))
                        .forEach(owner -> freed.add(owner.value().destination()));
            }
            freed.forEach(destination -> waiters.wake(step, destination));
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

    /**
     * Takes everything at a location for unknown, and has the other documents that lead there visited.
     *
     * @param store the document whose store found that the location is gone
     * @param owners the owners that have files there
     */
    void lost(RegisteredObject store, Stream<Stored<OwnerState>> owners) {
        String name = StoreBatches.name(store);
        Map<Boolean, List<Stored<OwnerState>>> known = owners.filter(
                        owner -> !owner.value().equals(owner.value().doubted()))
                .collect(Collectors.partitioningBy(
                        owner -> owner.value().area().store().toString().equals(name)));
        known.values().forEach(this::doubt);
        Step.Builder step = Step.builder();
        known.getOrDefault(false, List.of()).stream()
                .map(owner -> Owners.storeTask(owner.value()))
                .distinct()
                .forEach(step::enqueue);
        registry.commit(step.build());
    }

    /**
     * Records what is there of what may have been written, unless something has changed about the owner meanwhile.
     *
     * @param unsure owners that lie below one path
     * @param files what lies there
     * @return the owners, knowing it
     */
    List<OwnerState> found(List<Stored<OwnerState>> unsure, Map<StorePath, Content> files) {
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            Set<String> freed = new TreeSet<>();
            for (Stored<OwnerState> owner : unsure) {
                registry.find(Table.OWNERS, owner.key())
                        .filter(current -> current.value().equals(owner.value()))
                        .filter(current -> record(step, current, knowing(owner.value(), files)))
                        .ifPresent(current -> freed.add(current.value().destination()));
            }
            freed.forEach(destination -> waiters.wake(step, destination));
            return step.build();
        });
        return unsure.stream().map(owner -> knowing(owner.value(), files)).toList();
    }

    private static OwnerState knowing(OwnerState unsure, Map<StorePath, Content> files) {
        return unsure.finding(unsure.area().attempts().stream()
                .filter(attempt -> Optional.ofNullable(files.get(attempt.file()))
                        .filter(content ->
                                attempt.sha256().isEmpty() || content.sha256().equals(attempt.sha256()))
                        .isPresent())
                .map(OwnerState.Attempt::file)
                .collect(Collectors.toSet()));
    }

    /** {@return whether the owner has given up single files, which another one may want} */
    private static boolean record(Step.Builder step, Stored<OwnerState> unsure, OwnerState known) {
        step.update(unsure, known);
        return !known.area().singleFiles().containsAll(unsure.value().area().singleFiles());
    }

    /** {@return whether the owner has given up single files, which another one may want} */
    private boolean record(Step.Builder step, Stored<OwnerState> waiting, Changes.Wish wish, ChangeOutcome outcome) {
        OwnerState said = waiting.value();
        Optional<Stored<OwnerState>> found = registry.find(Table.OWNERS, waiting.key());
        if (found.isEmpty()) {
            return false;
        }
        tellOwner(step, said.owner());
        Stored<OwnerState> current = found.get();
        if (!current.value().area().isSame(said.area())) {
            recordMoved(step, said, wish.held(), outcome);
            return false;
        }
        if (outcome.status() == ChangeOutcome.Status.REFUSED) {
            String why = outcome.refusal().map(PluginException::message).orElse("");
            step.update(current, current.value().failed(why));
            return false;
        }
        platform.confirmed(step, said);
        if (said.isLeaving() && current.value().isLeaving()) {
            recordGone(step, current, wish.kept());
        } else {
            step.update(current, current.value().confirmed(said.desired(), revision(said, outcome), wish.held()));
        }
        return !wish.held().containsAll(current.value().area().singleFiles());
    }

    private void recordGone(Step.Builder step, Stored<OwnerState> gone, Set<StorePath> kept) {
        OwnerState state = gone.value();
        step.remove(gone);
        // a Destination that is being deleted waits for the last of these
        step.enqueue(Task.of(Task.Type.DESTINATION, ObjectReference.destination(state.destination())));
        if (!kept.isEmpty()) {
            String paths = kept.stream().limit(TOLD).map(StorePath::toString).collect(Collectors.joining(", "));
            String more = kept.size() > TOLD ? " and " + (kept.size() - TOLD) + " more" : "";
            step.event(RegisteredObjects.warning(
                    clock.instant(),
                    state.owner(),
                    "FilesLeft",
                    "it has moved, but " + paths + more + " in " + state.area().store()
                            + " may hold files of it still: somebody else has files there by now; remove what is"
                            + " not needed"));
        }
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
        RegisteredObjects.worksOf(registry, owner)
                .forEach(work -> step.enqueue(Owners.workTask(work.value().work())));
    }
}
