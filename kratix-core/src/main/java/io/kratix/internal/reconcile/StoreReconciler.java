// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.plugin.Boundary;
import io.kratix.internal.plugin.StateStores;
import io.kratix.model.Condition.Status;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.StorePath;
import io.kratix.registry.Claim;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Brings one State Store up to date: everything that waits for it goes out in one call, and what the store confirmed is
 * recorded.
 */
final class StoreReconciler implements Reconciler {
    private static final int MOST_CHANGES = 1000;
    private static final long MOST_BYTES = 64L * 1024 * 1024;
    private static final int IMMEDIATE_TRIES = 5;
    private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);

    private final Registry registry;
    private final Catalog catalog;
    private final StateStores stores;
    private final Clock clock;
    private final BooleanSupplier closing;
    private final Owners owners;

    StoreReconciler(Registry registry, Catalog catalog, StateStores stores, Clock clock, BooleanSupplier closing) {
        this.registry = registry;
        this.catalog = catalog;
        this.stores = stores;
        this.clock = clock;
        this.closing = closing;
        this.owners = new Owners(registry);
    }

    @Override
    public void reconcile(Claim claim) throws InterruptedException {
        Optional<Stored<RegisteredObject>> document =
                Objects.find(registry, claim.task().subject());
        if (document.isEmpty()) {
            stores.close(claim.task().subject());
            registry.commit(Step.builder().finish(claim).build());
            return;
        }
        RegisteredObject store = document.get().value();
        boolean everything = false;
        for (int tries = 1; ; tries++) {
            try {
                StateStore open = stores.open(store.document(), store.generation());
                ready(store, open);
                boolean refused = writeAll(store, open, everything);
                finish(claim, refused);
                return;
            } catch (PluginException e) {
                boolean again = e.reason() == Reason.CONFLICT || e.reason() == Reason.LOST;
                if (!again || tries == IMMEDIATE_TRIES) {
                    notReady(store, e);
                    throw e;
                }
                everything |= e.reason() == Reason.LOST;
            }
        }
    }

    /** Writes everything that waits, in bounded calls, and tells whether the store refused any of it. */
    private boolean writeAll(RegisteredObject store, StateStore open, boolean everything) throws InterruptedException {
        boolean refused = false;
        String after = "";
        do {
            Batch batch = batch(store, everything, after);
            refused |= !batch.changes().isEmpty() && write(store, open, batch.changes());
            after = batch.next();
        } while (!after.isEmpty());
        return refused;
    }

    private boolean write(RegisteredObject store, StateStore open, List<Changes.Wish> batch)
            throws InterruptedException {
        EngineWriteRequest request = new EngineWriteRequest(
                batch.stream().map(Changes.Wish::change).toList(), below -> completes(store, batch, below), closing);
        List<ChangeOutcome> outcomes = Boundary.call(open, () -> open.write(request));
        if (outcomes.size() != batch.size() || outcomes.stream().anyMatch(outcome -> outcome == null)) {
            throw PluginException.unavailable("the plugin " + Boundary.describe(open) + " is at fault: it gave "
                    + outcomes.size() + " outcomes for " + batch.size() + " changes, or null for one");
        }
        record(batch, outcomes);
        return outcomes.stream().anyMatch(outcome -> outcome.status() == ChangeOutcome.Status.REFUSED);
    }

    /**
     * What goes out in one call.
     *
     * @param changes the changes; none if nothing waits
     * @param next the owner after which the next call begins; empty if this is the last one
     */
    private record Batch(List<Changes.Wish> changes, String next) {}

    private Batch batch(RegisteredObject store, boolean everything, String after) {
        List<Stored<OwnerState>> owners = waiting(store, everything, after);
        Changes batch = new Changes(catalog.snapshot(), this.owners);
        String last = after;
        for (Stored<OwnerState> owner : owners) {
            Optional<Changes.Wish> wish = batch.addShared(owner) ? Optional.empty() : batch.wishOf(owner);
            long size = wish.map(Changes.Wish::size).orElse(0L);
            if (batch.size() + size > MOST_BYTES && !batch.isEmpty() && !everything) {
                return new Batch(batch.wishes(), last);
            }
            wish.ifPresent(batch::add);
            last = owner.key();
        }
        return new Batch(batch.wishes(), owners.size() == MOST_CHANGES && !everything ? last : "");
    }

    private List<Stored<OwnerState>> waiting(RegisteredObject store, boolean everything, String after) {
        String name =
                store.document().kind() + "/" + store.document().metadata().name();
        Query query = everything
                ? Query.where(OwnerState.BY_STORE, name)
                : Query.where(OwnerState.PENDING_IN, name).limit(MOST_CHANGES);
        return registry.list(Table.OWNERS, query.after(after)).stream()
                // what an owner has left stays as it is until its files hold at the new place
                .filter(state -> !state.value().former() || state.value().isLeaving())
                .toList();
    }

    private boolean completes(RegisteredObject store, List<Changes.Wish> batch, StorePath below) {
        List<String> said = batch.stream()
                .flatMap(wish -> wish.owners().stream())
                .map(Stored::key)
                .toList();
        return waiting(store, true, "").stream()
                .filter(owner -> owner.value().area().root().startsWith(below)
                        || below.startsWith(owner.value().area().root()))
                .allMatch(owner -> said.contains(owner.key()));
    }

    private void record(List<Changes.Wish> batch, List<ChangeOutcome> outcomes) {
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            for (int i = 0; i < batch.size(); i++) {
                Changes.Wish wish = batch.get(i);
                ChangeOutcome outcome = outcomes.get(i);
                wish.owners().forEach(owner -> record(step, owner, wish.held(), outcome));
            }
            return step.build();
        });
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
        if (owner.kind().equals(Kinds.DESTINATION)) {
            step.enqueue(Owners.ownerTask(owner));
        }
        Objects.worksOf(registry, owner)
                .forEach(work -> step.enqueue(Owners.workTask(work.value().work())));
    }

    private void finish(Claim claim, boolean refused) {
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            if (refused) {
                return step.retry(claim, REFUSED_PAUSE, "the State Store refused changes")
                        .build();
            }
            return step.finish(claim).build();
        });
    }

    private void ready(RegisteredObject store, StateStore open) throws InterruptedException {
        if (isReady(store)) {
            return;
        }
        Boundary.call(open, () -> {
            open.checkAccess(StorePath.ROOT);
            return true;
        });
        report(store, Status.TRUE, "StateStoreReady", "State store is ready");
    }

    private boolean isReady(RegisteredObject store) {
        return Objects.find(registry, store.reference().toString())
                .map(stored -> new StatusEditor(stored.value().document().status(), clock.instant()))
                .filter(status -> status.has("Ready", Status.TRUE)
                        && Long.valueOf(store.generation()).equals(status.get("observedGeneration")))
                .isPresent();
    }

    private void notReady(RegisteredObject store, PluginException e) {
        report(store, Status.FALSE, "StateStore" + camelCase(e.reason()), e.message());
    }

    private void report(RegisteredObject store, Status ready, String reason, String message) {
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            Objects.find(registry, store.reference().toString()).ifPresent(stored -> {
                StatusEditor status = new StatusEditor(stored.value().document().status(), clock.instant());
                boolean told = status.field("Ready", "message").equals(message);
                status.condition("Ready", ready, reason, message)
                        .set(ready == Status.TRUE ? "Ready" : "NotReady", "status")
                        .set(store.generation(), "observedGeneration");
                step.update(stored, Objects.withStatus(stored.value(), status.build()));
                if (!told) {
                    step.event(event(store, ready, message));
                }
            });
            return step.build();
        });
    }

    private io.kratix.model.Event event(RegisteredObject store, Status ready, String message) {
        String name =
                store.document().kind() + " \"" + store.document().metadata().name() + "\" is ready";
        return ready == Status.TRUE
                ? Objects.normal(clock.instant(), store.reference(), "Ready", name)
                : Objects.warning(clock.instant(), store.reference(), "NotReady", message);
    }

    private static String camelCase(Reason reason) {
        String name = reason.name();
        return name.charAt(0) + name.substring(1).toLowerCase(java.util.Locale.ROOT);
    }
}
