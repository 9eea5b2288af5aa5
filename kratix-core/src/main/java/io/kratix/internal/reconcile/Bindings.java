// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Condition.Status;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRevision;
import io.kratix.model.ResourceBinding;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import java.util.Optional;

/** Finds the version of a Promise that a request runs with, and tells how the request gets there. */
final class Bindings {
    private static final String UNKNOWN = "FailedPromiseRevisionLookup";

    private final Registry registry;
    private final Revisions revisions;
    private final boolean pinned;

    /**
     * Makes bindings.
     *
     * @param registry where they are
     * @param pinned whether a new request stays at the version that is the latest when it is made
     */
    Bindings(Registry registry, boolean pinned) {
        this.registry = registry;
        this.revisions = new Revisions(registry);
        this.pinned = pinned;
    }

    /**
     * A request's binding, and what it means.
     *
     * @param binding the binding
     * @param revision the revision that the request runs with
     */
    record Bound(Binding binding, PromiseRevision revision) {
        Promise promise() {
            return revision.asPromise();
        }

        /** Reports how the request gets on, and records the binding. */
        void report(Workflow workflow) {
            binding.report(revision, workflow);
            binding.record();
        }
    }

    /** {@return a Promise's latest revision; empty before it is looked at for the first time} */
    Optional<PromiseRevision> latest(String promise) {
        return revisions.latest(promise);
    }

    /**
     * Finds out which version a request runs with, and has its workflow run if the binding asks for it.
     *
     * @param turn the request
     * @param promise its Promise as it is declared now
     * @param known the Promise's latest revision
     * @return empty if the request has to wait: for the Promise to be looked at first, or, as its status says, for a version
     */
    Optional<Bound> bind(Turn turn, RegisteredObject promise, Optional<PromiseRevision> known) {
        String name = promise.reference().name();
        Optional<PromiseRevision> latest = known.filter(revision -> isOfNow(revision, promise));
        if (latest.isEmpty()) {
            return Optional.empty(); // the Promise's own task has its requests looked at
        }
        Binding binding = Binding.of(registry, turn, name, version(turn, latest.get()));
        try {
            PromiseRevision revision = revisions.find(name, binding.version());
            known(turn);
            binding.ask(revision);
            return Optional.of(new Bound(binding, revision));
        } catch (Revisions.UnknownVersionException e) {
            unknown(turn, String.valueOf(e.getMessage()));
            binding.reportMissing();
            binding.record();
            return Optional.empty();
        }
    }

    /**
     * {@return the Promise whose delete workflow takes a request back: as it was at the version that was applied, or as it
     * is now if nobody knows that version any more}
     *
     * @param turn the request
     * @param promise the Promise as it is now
     */
    Promise toTakeBack(Turn turn, RegisteredObject promise) {
        String name = promise.reference().name();
        String present = turn.status().get("promiseVersion") instanceof String version ? version : "";
        String applied = Binding.find(registry, name, turn.reference())
                .map(stored ->
                        new Upgrade(new StatusEditor(stored.value().document().status(), turn.now())).applied())
                .orElse("");
        String version = Upgrade.toTakeBack(present, applied);
        Optional<PromiseRevision> revision =
                version.equals(ResourceBinding.LATEST) ? revisions.latest(name) : revisions.lookUp(name, version);
        return revision.map(PromiseRevision::asPromise).orElseGet(() -> Promise.of(promise.document()));
    }

    /** Forgets the binding of a request that goes. */
    void forget(Turn turn, String promise) {
        Binding.find(registry, promise, turn.reference()).ifPresent(turn.step()::remove);
    }

    /** What a new binding names: what the request's last one did, else as the engine is set. */
    private String version(Turn turn, PromiseRevision latest) {
        String before = turn.status().get("resourceBindingVersion") instanceof String version ? version : "";
        return Upgrade.named("", before, pinned ? latest.version() : ResourceBinding.LATEST);
    }

    /** {@return whether a revision is the Promise as it is declared now} */
    private static boolean isOfNow(PromiseRevision revision, RegisteredObject promise) {
        return revision.version().equals(Versions.current(promise.document())) && revision.isOf(promise.document());
    }

    private static void unknown(Turn turn, String why) {
        if (!turn.status().field(WorkflowStatus.RECONCILED, "message").equals(why)) {
            turn.warn(UNKNOWN, why);
        }
        turn.status().condition(WorkflowStatus.RECONCILED, Status.UNKNOWN, UNKNOWN, why);
    }

    private static void known(Turn turn) {
        if (turn.status().field(WorkflowStatus.RECONCILED, "reason").equals(UNKNOWN)) {
            turn.status()
                    .condition(WorkflowStatus.RECONCILED, Status.UNKNOWN, "WorkflowPending", WorkflowStatus.PENDING);
        }
    }
}
