// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.platform;

import io.kratix.internal.reconcile.Placing;
import io.kratix.internal.step.Outer;
import io.kratix.internal.step.Readiness;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.store.PlatformTree;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stays as it is although the platform Destination does not hold it: nobody can say yet that it shall go. */
final class Keeping {
    private final Registry registry;
    private final Placing placing;
    private final ObjectReference destination;
    private final Set<String> undecided;
    private final Map<String, Boolean> coming = new HashMap<>();
    private final Map<String, Boolean> unwritten = new HashMap<>();

    /**
     * Asks.
     *
     * @param registry what is declared
     * @param placing knows what has yet to come
     * @param destination the platform Destination
     * @param tree what lies there
     */
    Keeping(Registry registry, Placing placing, ObjectReference destination, PlatformTree tree) {
        this.registry = registry;
        this.placing = placing;
        this.destination = destination;
        this.undecided =
                tree.undecided().stream().map(ObjectReference::toString).collect(Collectors.toSet());
    }

    /**
     * {@return whether it stays as it came, whatever other owners' files say} Its owner's files are expected, then on their
     * way, then confirmed: asked for in this order, since they may come on while somebody asks.
     */
    boolean keeps(RegisteredObject object) {
        return undecided.contains(Outer.referenceOf(object))
                || isExpected(object)
                || isUnconfirmed(object)
                || isElsewhere(object);
    }

    /** {@return whether its owner's files are on their way, which was not known when the tree was read} */
    private boolean isUnconfirmed(RegisteredObject object) {
        return statesOf(object)
                .anyMatch(state ->
                        state.destination().equals(destination.name()) && !state.former() && state.isPending());
    }

    /** {@return whether its owner has files on the Destination that was the platform's when it came} */
    boolean isElsewhere(RegisteredObject object) {
        String from = origin(object);
        return !from.equals(destination.toString())
                && statesOf(object)
                        .anyMatch(state -> from.equals(
                                ObjectReference.destination(state.destination()).toString()));
    }

    private Stream<OwnerState> statesOf(RegisteredObject object) {
        return registry.list(Table.OWNERS, Query.where(OwnerState.BY_OWNER, Outer.referenceOf(object))).stream()
                .map(Stored::value);
    }

    /** {@return whether files of objects that stay have yet to come here, which nobody may tell when they have} */
    boolean awaitsFiles() {
        return coming.containsValue(true) || unwritten.containsValue(true);
    }

    static String origin(RegisteredObject object) {
        return object.facts().getOrDefault(RegisteredObject.ORIGIN, "");
    }

    /** What was imported has never been seen here, where its owner's Pipelines may have yet to run. */
    private boolean isExpected(RegisteredObject object) {
        String owner = Outer.referenceOf(object);
        boolean isImported = !object.facts().containsKey(RegisteredObject.DIGEST);
        return coming.computeIfAbsent(owner, this::hasYetToCome)
                || (isImported && unwritten.computeIfAbsent(owner, this::hasYetToWrite));
    }

    private boolean hasYetToCome(String owner) {
        return staying(owner)
                .filter(found -> placing.hasYetToCome(found.reference(), destination.name()))
                .isPresent();
    }

    /** {@return whether an owner has not yet written all that it writes since it was imported} */
    private boolean hasYetToWrite(String owner) {
        return staying(owner)
                .filter(found -> !Readiness.isReady(found) || !hasBegun(found))
                .isPresent();
    }

    /** The status that was imported is the engine's own only when the owner was looked at. */
    private boolean hasBegun(RegisteredObject owner) {
        String key = owner.reference().toString();
        return !RegisteredObjects.worksOf(registry, owner.reference()).isEmpty()
                || !registry.list(
                                Table.RUNS, Query.where(RunRecord.BY_OWNER, key).limit(1))
                        .isEmpty()
                || writesNothing(owner);
    }

    private static boolean writesNothing(RegisteredObject owner) {
        if (!owner.reference().isPromise()) {
            return Long.valueOf(0).equals(owner.document().status().get("workflows"));
        }
        Promise promise = Promise.of(owner.document());
        return promise.dependencies().isEmpty()
                && promise.workflows().promiseConfigure().isEmpty();
    }

    private Optional<RegisteredObject> staying(String owner) {
        return RegisteredObjects.find(registry, owner).map(Stored::value).filter(found -> !found.isDeleting());
    }
}
