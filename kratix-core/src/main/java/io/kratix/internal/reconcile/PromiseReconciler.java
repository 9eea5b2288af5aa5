// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Condition.Status;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.Work;
import io.kratix.registry.Claim;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Installs a Promise: its dependencies as a Work, its availability; has its requests follow; takes it all back. */
final class PromiseReconciler implements Reconciler {
    private final Registry registry;
    private final Clock clock;

    PromiseReconciler(Registry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    @Override
    public void reconcile(Claim claim) {
        Decision.commitAbout(registry, claim, (step, stored) -> {
            if (stored.value().isDeleting()) {
                remove(step, stored);
            } else {
                install(step, stored);
            }
        });
    }

    private void install(Step.Builder step, Stored<RegisteredObject> stored) {
        Promise promise = Objects.promise(stored);
        StatusEditor status = new StatusEditor(stored.value().document().status(), clock.instant());
        boolean changed = !Long.valueOf(stored.value().generation()).equals(status.get("observedGeneration"));

        installDependencies(step, promise);
        reportApi(status, promise);
        reportAvailable(step, status, stored.value().reference());
        status.set(stored.value().generation(), "observedGeneration");

        step.update(stored, Objects.withStatus(stored.value(), status.build()));
        if (changed) {
            haveRequestsFollow(step, stored.value().reference());
        }
    }

    private void installDependencies(Step.Builder step, Promise promise) {
        Optional<Stored<RegisteredWork>> before = registry.find(Table.WORKS, dependenciesKey(promise.name()));
        if (promise.dependencies().isEmpty()) {
            before.ifPresent(stored -> Works.goAway(step, stored));
            return;
        }
        Works.put(step, before, StaticDependencies.of(promise, registry));
    }

    private static void reportApi(StatusEditor status, Promise promise) {
        promise.api().ifPresent(api -> {
            String version = (api.group() + "/" + api.storageVersion().name()).toLowerCase(Locale.ROOT);
            status.set(api.kind(), "kind")
                    .set(version, "apiVersion")
                    .set(api.kind(), "kratix", "kind")
                    .set(version, "kratix", "apiVersion");
        });
        Versions.of(promise.document())
                .ifPresent(version -> status.set(version, "version").set(version, "kratix", "version"));
        status.setIfAbsent(Map.of(), "kratix", "workflows")
                .set(0L, "workflows")
                .set(0L, "workflowsFailed")
                .set(0L, "workflowsSucceeded");
    }

    private void reportAvailable(Step.Builder step, StatusEditor status, ObjectReference promise) {
        if (!status.has("Available", Status.TRUE)) {
            status.set(status.now(), "lastAvailableTime").set(status.now(), "kratix", "lastAvailableTime");
            step.event(Objects.normal(clock.instant(), promise, "Available", "Promise is available"));
        }
        status.condition("Available", Status.TRUE, "PromiseAvailable", "Ready to fulfil resource requests")
                .condition(
                        "WorksSucceeded",
                        Status.TRUE,
                        "WorksSucceeded",
                        "All works associated with this promise are ready")
                .set("Available", "status")
                .set("Available", "kratix", "status");
    }

    private void haveRequestsFollow(Step.Builder step, ObjectReference promise) {
        Objects.requestsOf(registry, promise.name())
                .forEach(request ->
                        step.enqueue(Task.of(Task.Type.REQUEST, request.key()).sharedBy(promise.name())));
    }

    private void remove(Step.Builder step, Stored<RegisteredObject> stored) {
        String name = stored.value().reference().name();
        List<Stored<RegisteredObject>> requests = Objects.requestsOf(registry, name);
        if (!requests.isEmpty()) {
            requests.forEach(request -> requestDeletion(step, request));
            report(step, stored, "Waiting for " + requests.size() + " requests to be deleted");
            return;
        }
        List<Stored<RegisteredWork>> works =
                Objects.worksOf(registry, stored.value().reference());
        if (!works.isEmpty()) {
            works.stream().filter(work -> !work.value().deleting()).forEach(work -> Works.goAway(step, work));
            report(step, stored, "Waiting for the files of its dependencies to be removed");
            return;
        }
        Tasks.afterRemoving(step, stored.value());
        step.remove(stored)
                .event(Objects.normal(clock.instant(), stored.value().reference(), "Deleted", "Promise is deleted"));
    }

    private void requestDeletion(Step.Builder step, Stored<RegisteredObject> request) {
        if (!request.value().isDeleting()) {
            step.update(request, request.value().deleting(clock.instant()));
            step.enqueue(Task.of(Task.Type.REQUEST, request.key()));
        }
    }

    private void report(Step.Builder step, Stored<RegisteredObject> stored, String message) {
        StatusEditor status = new StatusEditor(stored.value().document().status(), clock.instant());
        status.set("Unavailable", "status")
                .set("Unavailable", "kratix", "status")
                .condition("Available", Status.FALSE, "PromiseDeleting", message);
        step.update(stored, Objects.withStatus(stored.value(), status.build()));
    }

    private static String dependenciesKey(String promise) {
        return RegisteredWork.key(ObjectReference.promise(promise), Work.Type.STATIC_DEPENDENCY, "");
    }
}
