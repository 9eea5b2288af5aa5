// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Condition.Status;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.RequiredPromise;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Whether the Promises that a Promise needs are there, told in Kratix' states, reasons and messages. */
final class Requirements {
    static final String CONDITION = "RequirementsFulfilled";

    private final Registry registry;
    private final Revisions revisions;

    Requirements(Registry registry, Revisions revisions) {
        this.registry = registry;
        this.revisions = revisions;
    }

    /** How it is with one required Promise. */
    enum State {
        /** It is there and available. */
        INSTALLED("Requirement installed", "RequirementsInstalled"),
        /** There is no such Promise. */
        MISSING("Requirement not installed", "RequirementsNotInstalled"),
        /** The Promise has never been of that version. */
        OTHER_VERSION("Requirement not installed at the specified version", "RequirementsNotInstalled"),
        /** The Promise is there, and not available. */
        UNAVAILABLE("Requirement not available", "RequirementsNotAvailable");

        private final String text;
        private final String reason;

        State(String text, String reason) {
            this.text = text;
            this.reason = reason;
        }
    }

    /**
     * Looks at what a Promise needs, and reports it.
     *
     * @param turn the Promise
     * @return whether nothing is missing
     */
    boolean areFulfilled(Turn turn) {
        List<RequiredPromise> required = Promise.of(turn.document()).requiredPromises();
        if (required.isEmpty()) {
            turn.status().remove("requiredPromises").withoutCondition(CONDITION);
            return true;
        }
        Map<RequiredPromise, State> states = new LinkedHashMap<>();
        required.forEach(one -> states.put(one, state(one)));
        report(turn, states);
        return states.values().stream().allMatch(State.INSTALLED::equals);
    }

    /**
     * Reports who needs a Promise.
     *
     * @param turn the Promise
     */
    void reportDependents(Turn turn) {
        String name = turn.reference().name();
        List<Map<String, Object>> requiredBy = dependentsOf(name).entrySet().stream()
                .map(dependent -> requiredBy(dependent.getKey(), dependent.getValue()))
                .toList();
        if (requiredBy.isEmpty()) {
            turn.status().remove("requiredBy");
        } else {
            turn.status().set(requiredBy, "requiredBy");
        }
    }

    /**
     * Has everybody looked at who needs a Promise.
     *
     * @param step where to add the tasks
     * @param promise the Promise's name
     */
    void lookAtDependents(Step.Builder step, String promise) {
        dependentsOf(promise)
                .keySet()
                .forEach(dependent -> step.enqueue(Task.of(Task.Type.PROMISE, dependent.reference())));
    }

    /**
     * Has everybody looked at whom a Promise needs, so that they know of it.
     *
     * @param step where to add the tasks
     * @param promise the Promise
     */
    void lookAtRequired(Step.Builder step, Promise promise) {
        promise.requiredPromises().stream()
                .map(required -> ObjectReference.promise(required.name()))
                .filter(reference ->
                        RegisteredObjects.find(registry, reference.toString()).isPresent())
                .forEach(reference -> step.enqueue(Task.of(Task.Type.PROMISE, reference)));
    }

    private State state(RequiredPromise required) {
        Optional<RegisteredObject> promise =
                RegisteredObjects.promise(registry, required.name()).map(Stored::value);
        if (promise.isEmpty()) {
            return State.MISSING;
        }
        boolean known = required.version().isEmpty()
                || revisions.versions(required.name()).contains(required.version());
        if (!known) {
            return State.OTHER_VERSION;
        }
        return isReportedAvailable(promise.get()) ? State.INSTALLED : State.UNAVAILABLE;
    }

    /** {@return whether a Promise was reported as available when it was looked at last} */
    static boolean isReportedAvailable(RegisteredObject promise) {
        return new StatusEditor(promise.document().status(), promise.created())
                .has(PromiseStatus.AVAILABLE, Status.TRUE);
    }

    /** {@return whether a Promise was reported as not available when it was looked at last} */
    static boolean isReportedUnavailable(RegisteredObject promise) {
        return new StatusEditor(promise.document().status(), promise.created())
                .has(PromiseStatus.AVAILABLE, Status.FALSE);
    }

    /**
     * {@return a sentence for each Promise that a Promise was reported to lack; none for other objects}
     *
     * @param promise the Promise
     * @param whyMissing what to say of one that is not there, by its name; nothing if that is empty
     */
    static List<String> unfulfilled(RegisteredObject promise, UnaryOperator<String> whyMissing) {
        if (!promise.reference().isPromise()
                || !(promise.document().status().get("requiredPromises") instanceof List<?> rows)) {
            return List.of();
        }
        return rows.stream()
                .map(row -> (Map<?, ?>) row)
                .filter(row -> !State.INSTALLED.text.equals(row.get("state")))
                .map(row -> "it needs Promise '" + row.get("name") + "'" + version(row) + ": " + row.get("state")
                        + (State.MISSING.text.equals(row.get("state"))
                                ? whyMissing.apply(String.valueOf(row.get("name")))
                                : ""))
                .toList();
    }

    private static String version(Map<?, ?> row) {
        return row.get("version") instanceof String version && !version.isEmpty() ? " " + version : "";
    }

    private static void report(Turn turn, Map<RequiredPromise, State> states) {
        StatusEditor status = turn.status();
        Optional<State> failing = states.values().stream()
                .filter(state -> state != State.INSTALLED)
                .reduce((one, next) -> next);
        List<Map<String, Object>> rows = states.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .toList();
        boolean changed = !rows.equals(status.get("requiredPromises"));
        status.set(rows, "requiredPromises");
        if (failing.isEmpty()) {
            status.condition(CONDITION, Status.TRUE, State.INSTALLED.reason, "Requirements fulfilled");
        } else {
            status.condition(CONDITION, Status.FALSE, failing.get().reason, "Requirements not fulfilled");
        }
        if (changed) {
            tell(turn, states, failing.isEmpty());
        }
    }

    private static void tell(Turn turn, Map<RequiredPromise, State> states, boolean fulfilled) {
        if (fulfilled) {
            turn.tell("RequirementsFulfilled", "All required promises are available");
        }
        states.forEach((required, state) -> {
            if (state == State.MISSING) {
                turn.tell(state.reason, "Required Promise " + required.name() + " not installed or unknown state");
            } else if (state != State.INSTALLED) {
                turn.tell(state.reason, "Waiting for required Promise " + required.name() + ": " + state.text);
            }
        });
    }

    private static Map<String, Object> row(RequiredPromise required, State state) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", required.name());
        row.put("state", state.text);
        row.put("version", required.version());
        return row;
    }

    private static Map<String, Object> requiredBy(RegisteredObject dependent, String version) {
        @Nullable Object present = dependent.document().status().get("version");
        return Map.of(
                "promise",
                Map.of("name", dependent.reference().name(), "version", present == null ? "" : present),
                "requiredVersion",
                version);
    }

    /** The Promises that need one, with the version that each needs. */
    private Map<RegisteredObject, String> dependentsOf(String promise) {
        String kind = RegisteredObject.platformKind(Kinds.PROMISE);
        Map<RegisteredObject, String> dependents = new TreeMap<>(Comparator.comparing(RegisteredObject::reference));
        registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_KIND, kind)).stream()
                .map(Stored::value)
                .filter(other -> !other.isDeleting() && other.document().spec().containsKey("requiredPromises"))
                .forEach(other -> Promise.of(other.document()).requiredPromises().stream()
                        .filter(required -> required.name().equals(promise))
                        .forEach(required -> dependents.put(other, required.version())));
        return dependents;
    }
}
