// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Outer;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.store.Owners;
import io.kratix.internal.store.PlatformDestination;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.HealthRecord;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRevision;
import io.kratix.model.ResourceBinding;
import io.kratix.model.StateStoreReference;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;

/** Which tasks follow when people change what is declared. */
public final class Tasks {
    private Tasks() {}

    /**
     * Adds the tasks that look at an object after it was declared, changed, asked to go or taken out.
     *
     * @param step the step that changes it
     * @param registry knows which Destinations refer to a State Store
     * @param object the object
     */
    public static void afterChange(Step.Builder step, Registry registry, RegisteredObject object) {
        Document document = object.document();
        ObjectReference reference = document.reference();
        if (!reference.isPlatform()) {
            step.enqueue(Task.of(Task.Type.REQUEST, reference));
            return;
        }
        switch (document.kind()) {
            case Kinds.PROMISE ->
                // what lies on the platform Destination may be a request of it
                step.enqueue(Task.of(Task.Type.PROMISE, reference)).enqueue(PlatformDestination.task());
            case Kinds.HEALTH_RECORD ->
                step.enqueue(HealthReconciler.task(HealthRecord.of(document).subject()));
            case Kinds.PROMISE_RELEASE -> step.enqueue(Task.of(Task.Type.RELEASE, reference));
            case Kinds.PROMISE_REVISION ->
                haveFollow(step, PromiseRevision.of(document).promise());
            case Kinds.RESOURCE_BINDING -> lookAtRequest(step, registry, ResourceBinding.of(document));
            case Kinds.DESTINATION ->
                step.enqueue(Task.of(Task.Type.DESTINATION, reference)).enqueue(RescheduleReconciler.task());
            default -> {
                // State Stores of one location take turns
                String location = object.facts().getOrDefault(RegisteredObject.LOCATION, "");
                step.enqueue(Task.of(Task.Type.STORE, reference).inLane(location));
                haveDestinationsFollow(step, registry, new StateStoreReference(document.kind(), reference.name()));
            }
        }
    }

    /**
     * Has an object go, which takes more than one step: whoever looks at it, and whoever it came of, hears of it now.
     *
     * @param step the step in which its deletion begins
     * @param registry knows which Destinations refer to a State Store
     * @param stored the object as it was read
     * @param going the object as it is on its way out
     */
    public static void beginDeletion(
            Step.Builder step, Registry registry, Stored<RegisteredObject> stored, RegisteredObject going) {
        step.update(stored, going);
        afterChange(step, registry, going);
        Outer.follow(step, stored.value(), going);
        if (going.cameByFile()) {
            // it does not count there as applied any more
            step.enqueue(PlatformDestination.task());
        }
    }

    /**
     * Has the requests of a Promise looked at whose API has another form now.
     *
     * @param step the step that changes it
     * @param promise the Promise
     */
    public static void afterChangingApi(Step.Builder step, ObjectReference promise) {
        step.enqueue(FollowReconciler.task(promise.name(), FollowReconciler.Who.REQUESTS));
    }

    /** A revision that people change, or bring back, may be what requests and other Promises wait for. */
    private static void haveFollow(Step.Builder step, String promise) {
        step.enqueue(Task.of(Task.Type.PROMISE, ObjectReference.promise(promise)))
                .enqueue(FollowReconciler.task(promise, FollowReconciler.Who.REQUESTS))
                .enqueue(FollowReconciler.task(promise, FollowReconciler.Who.DEPENDENTS));
    }

    /** A binding may be there before its request, and before its Promise. */
    private static void lookAtRequest(Step.Builder step, Registry registry, ResourceBinding binding) {
        RegisteredObjects.promise(registry, binding.promise())
                .map(RegisteredObjects::promise)
                .flatMap(Promise::api)
                .map(api -> ObjectReference.request(api.group(), api.kind(), binding.namespace(), binding.resource()))
                .ifPresent(request -> step.enqueue(Task.of(Task.Type.REQUEST, request)));
    }

    /**
     * Has those looked at whom it concerns that an object is gone: for whom the engine applied it, and who may have its place.
     *
     * @param step the step that removes it
     * @param removed the object
     */
    public static void afterRemoving(Step.Builder step, RegisteredObject removed) {
        String origin = removed.facts().getOrDefault(RegisteredObject.ORIGIN, "");
        if (origin.startsWith(Kinds.PROMISE_RELEASE + "/")) {
            step.enqueue(Task.of(Task.Type.RELEASE, origin));
        }
        Outer.tell(step, removed);
        step.enqueue(PlatformDestination.task());
    }

    /**
     * Has an object that is being deleted go, whatever it still waits for.
     *
     * @param step the step that asks for it
     * @param stored a Promise or request
     */
    public static void forget(Step.Builder step, Stored<RegisteredObject> stored) {
        step.update(stored, stored.value().labelled(Removal.FORGET))
                .enqueue(Owners.ownerTask(stored.value().reference()));
    }

    private static void haveDestinationsFollow(Step.Builder step, Registry registry, StateStoreReference store) {
        String kind = RegisteredObject.platformKind(Kinds.DESTINATION);
        registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_KIND, kind)).stream()
                .filter(stored ->
                        Destination.of(stored.value().document()).stateStore().equals(store))
                .forEach(stored -> step.enqueue(Task.of(Task.Type.DESTINATION, stored.key())));
        // some may have left it, but not with all of their files
        registry.list(Table.OWNERS, Query.where(OwnerState.BY_STORE, store.toString()))
                .forEach(stored -> step.enqueue(Task.of(
                        Task.Type.DESTINATION,
                        ObjectReference.destination(stored.value().destination()))));
        step.enqueue(RescheduleReconciler.task());
    }
}
