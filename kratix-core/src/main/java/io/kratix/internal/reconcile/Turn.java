// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Decision;
import io.kratix.internal.step.Outer;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Claim;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** One look at a Promise or request: what is decided collects here, and is committed as one step with the end of its task. */
final class Turn {
    private final Step.Builder step;
    private final Claim claim;
    private final Stored<RegisteredObject> stored;
    private final Instant now;
    private final StatusEditor status;
    private RegisteredObject object;
    private boolean removed;

    private Turn(Step.Builder step, Claim claim, Stored<RegisteredObject> stored, Instant now) {
        this.step = step;
        this.claim = claim;
        this.stored = stored;
        this.now = now;
        this.object = stored.value();
        this.status = new StatusEditor(object.document().status(), now);
    }

    /**
     * Looks at the object of a task, decides and commits; again, if that was overtaken.
     *
     * @param registry where to look and to commit
     * @param clock the engine's
     * @param claim the task
     * @param decision what to do, if the object is still there
     */
    static void take(Registry registry, Clock clock, Claim claim, Consumer<Turn> decision) {
        Decision.commitAbout(registry, claim, (step, stored) -> {
            Turn turn = new Turn(step, claim, stored, clock.instant());
            decision.accept(turn);
            turn.end();
        });
    }

    Step.Builder step() {
        return step;
    }

    RegisteredObject object() {
        return object;
    }

    Document document() {
        return object.document();
    }

    ObjectReference reference() {
        return object.reference();
    }

    String key() {
        return stored.key();
    }

    Instant now() {
        return now;
    }

    StatusEditor status() {
        return status;
    }

    boolean isLabelled(String label) {
        return object.isLabelled(label);
    }

    /** Takes over what became of the object. */
    void become(RegisteredObject changed) {
        object = changed;
    }

    /** Sets a label of the engine. */
    void label(String label) {
        object = object.labelled(label);
    }

    /** Takes a label of the engine off. */
    void unlabel(String label) {
        object = object.unlabelled(label);
    }

    void tell(String reason, String message) {
        step.event(RegisteredObjects.normal(now, reference(), reason, message));
    }

    void warn(String reason, String message) {
        step.event(new Event(now, Event.Type.WARNING, reference(), reason, message));
    }

    /** Has the object looked at again, if nothing happens to it before. */
    void lookAgain(Instant when) {
        step.enqueue(claim.task().after(until(when)));
    }

    /** Has the object looked at again, and tells everybody who asks what it waits for. */
    void waitUntil(Instant when, String reason) {
        step.retry(claim, until(when), reason);
    }

    /** Has the object looked at again after a pause that grows each time. */
    void waitFor(String reason) {
        Duration pause = Duration.ofSeconds(1L << Math.min(1 + claim.attempts(), 8));
        step.retry(claim, pause, reason);
    }

    /** The object goes. */
    void remove() {
        step.remove(stored);
        removed = true;
    }

    private void end() {
        if (!removed) {
            RegisteredObject after = RegisteredObjects.withStatus(object, status.build());
            step.update(stored, after);
            Outer.follow(step, stored.value(), after);
        }
    }

    private Duration until(Instant when) {
        Duration left = Duration.between(now, when);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
