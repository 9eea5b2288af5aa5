// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.release;

import io.kratix.internal.apply.Applier;
import io.kratix.internal.apply.Origin;
import io.kratix.internal.documents.Reading;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.internal.reconcile.Tasks;
import io.kratix.internal.step.Decision;
import io.kratix.internal.step.Outer;
import io.kratix.internal.step.Reconciler;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.PromiseRelease;
import io.kratix.registry.Claim;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Installs the Promise of a release, installs it anew when the release changes, and takes it away with the release. */
public final class ReleaseReconciler implements Reconciler {
    private final Registry registry;
    private final Applier applier;
    private final PromiseSource source;
    private final Clock clock;

    /**
     * Makes the reconciler.
     *
     * @param registry what is declared
     * @param applier applies the Promise
     * @param source where Promises are fetched from
     * @param clock the engine's clock
     */
    public ReleaseReconciler(Registry registry, Applier applier, PromiseSource source, Clock clock) {
        this.registry = registry;
        this.applier = applier;
        this.source = source;
        this.clock = clock;
    }

    @Override
    public void reconcile(Claim claim) throws InterruptedException {
        Optional<RegisteredObject> release =
                registry.find(Table.OBJECTS, claim.task().subject()).map(Stored::value);
        if (release.isEmpty()) {
            registry.commit(Step.builder().finish(claim).build());
        } else if (release.get().isDeleting()) {
            remove(claim);
        } else {
            install(claim, release.get());
        }
    }

    private void install(Claim claim, RegisteredObject registered) throws InterruptedException {
        PromiseRelease release = PromiseRelease.of(registered.document());
        try {
            if (!isInstalled(release, registered)) {
                apply(release, fetched(release));
            }
            report(claim, registered, ReleaseStatus.INSTALLED);
        } catch (ReleaseFailure failure) {
            report(registered, failure.status());
            throw failure;
        }
    }

    /** What is there already is not fetched again: a source that changes under one version changes nothing. */
    private boolean isInstalled(PromiseRelease release, RegisteredObject registered) {
        List<Stored<RegisteredObject>> promises = promises(registered.reference());
        return promises.size() == 1
                && !promises.get(0).value().isDeleting()
                && ReleaseStatus.isAbout(registered)
                && (release.version().isEmpty()
                        || release.version()
                                .equals(version(promises.get(0).value().document())));
    }

    private SourcedDocument fetched(PromiseRelease release) throws InterruptedException {
        SourcedDocument promise;
        try {
            promise = source.fetch(release);
        } catch (FetchException e) {
            throw new ReleaseFailure(ReleaseStatus.notFetched(e.text()), e);
        }
        String version = version(promise.document());
        if (version.isEmpty()) {
            throw new ReleaseFailure(ReleaseStatus.withoutVersion());
        }
        if (!release.version().isEmpty() && !release.version().equals(version)) {
            throw new ReleaseFailure(ReleaseStatus.mismatch(version, release.version()));
        }
        return promise;
    }

    private void apply(PromiseRelease release, SourcedDocument promise) {
        ObjectReference reference = release.document().reference();
        Document document = promise.document();
        String name = document.metadata().name();
        Optional<String> other = promises(reference).stream()
                .map(stored -> stored.value().reference().name())
                .filter(known -> !known.equals(name))
                .findFirst();
        if (other.isPresent()) {
            throw new ReleaseFailure(ReleaseStatus.notApplied(
                    name,
                    "this release has installed Promise '" + other.get()
                            + "'; delete the release first, or make another" + " one for '" + name + "'"));
        }
        try {
            applier.apply(Reading.of(List.of(promise)), Origin.release(reference));
        } catch (InvalidDocumentException e) {
            throw new ReleaseFailure(ReleaseStatus.notApplied(name, String.valueOf(e.getMessage())), e);
        }
    }

    private void remove(Claim claim) {
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder().finish(claim);
            registry.find(Table.OBJECTS, claim.task().subject()).ifPresent(stored -> {
                List<Stored<RegisteredObject>> promises =
                        promises(stored.value().reference());
                if (promises.isEmpty()) {
                    Tasks.afterRemoving(step, stored.value());
                    step.remove(stored)
                            .event(ReleaseStatus.deleted(stored.value().reference(), clock.instant()));
                } else {
                    promises.forEach(promise -> requestDeletion(step, promise));
                    RegisteredObject after =
                            ReleaseStatus.deleting(promises.size()).on(stored.value(), clock.instant());
                    step.update(stored, after);
                    Outer.follow(step, stored.value(), after);
                }
            });
            return step.build();
        });
    }

    private void requestDeletion(Step.Builder step, Stored<RegisteredObject> promise) {
        if (!promise.value().isDeleting()) {
            Tasks.beginDeletion(step, registry, promise, promise.value().deleting(clock.instant()));
        }
    }

    private List<Stored<RegisteredObject>> promises(ObjectReference release) {
        return registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_ORIGIN, release.toString()));
    }

    private void report(Claim claim, RegisteredObject registered, ReleaseStatus status) {
        Decision.commit(
                registry, () -> reported(registered, status).finish(claim).build());
    }

    private void report(RegisteredObject registered, ReleaseStatus status) {
        Decision.commit(registry, () -> reported(registered, status).build());
    }

    /** A release that was changed meanwhile is looked at again; what is said is about the one that was tried. */
    private Step.Builder reported(RegisteredObject registered, ReleaseStatus status) {
        Step.Builder step = Step.builder();
        registry.find(Table.OBJECTS, registered.reference().toString())
                .filter(stored -> stored.value().generation() == registered.generation())
                .ifPresent(stored -> {
                    RegisteredObject after = status.on(stored.value(), clock.instant());
                    step.update(stored, after);
                    Outer.follow(step, stored.value(), after);
                    status.event(stored.value(), clock.instant()).ifPresent(step::event);
                });
        return step;
    }

    private static String version(Document promise) {
        return promise.metadata().labels().getOrDefault(KratixLabels.PROMISE_VERSION, "");
    }
}
