// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.RegisteredObjects;
import io.kratix.model.Document;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRevision;
import io.kratix.model.ResourceBinding;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What Promises were at their versions: recorded when they are installed, looked up for the requests that are bound to one. */
final class Revisions {
    private static final String LATEST = "latest";

    private final Registry registry;

    Revisions(Registry registry) {
        this.registry = registry;
    }

    /** There is no revision of that version. */
    static final class UnknownVersionException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownVersionException(String message) {
            super(message);
        }
    }

    /**
     * Records a Promise as it is now: as its latest revision, new or written over.
     *
     * @param step where to record it
     * @param promise the Promise
     * @param version its version
     * @param now the engine's time
     * @return whether it was not yet recorded like that
     */
    boolean record(Step.Builder step, Promise promise, String version, Instant now) {
        PromiseRevision revision = PromiseRevision.of(promise, version);
        Optional<Stored<RegisteredObject>> before = find(revision.document().reference());
        RegisteredObject after = before.map(stored -> marked(withSpec(stored.value(), promise, revision), true))
                .orElseGet(() -> created(promise, revision, now));
        if (before.isEmpty()) {
            step.create(Table.OBJECTS, after);
            step.event(RegisteredObjects.normal(
                    now,
                    ObjectReference.promise(promise.name()),
                    "RevisionCreated",
                    "Revision " + revision.document().metadata().name() + " created"));
        } else {
            step.update(before.get(), after);
        }
        of(promise.name()).stream()
                .filter(other ->
                        !other.key().equals(revision.document().reference().toString()))
                // those are written when they let their requests go
                .filter(other -> !other.value().isDeleting())
                .filter(other -> read(other).isLatest())
                .forEach(other -> step.update(other, marked(other.value(), false)));
        return before.isEmpty() || !before.get().value().equals(after);
    }

    /**
     * {@return a Promise as it was at a version}
     *
     * @param promise the Promise's name
     * @param version the version, or {@link ResourceBinding#LATEST}
     * @throws UnknownVersionException if there is no such revision
     */
    PromiseRevision find(String promise, String version) {
        if (version.equals(ResourceBinding.LATEST)) {
            return latest(promise)
                    .orElseThrow(() -> new UnknownVersionException("cannot find any PromiseRevision for Promise "
                            + promise + " with status.latest set to true: no latest promise revision yet"));
        }
        return ofVersion(promise, version, stored -> !stored.value().isDeleting())
                .map(Revisions::read)
                .orElseThrow(() -> new UnknownVersionException("cannot find a PromiseRevision for Promise " + promise
                        + " with version " + version + ": promise revision not found"));
    }

    /** {@return why a binding's version cannot be had; empty if it can} */
    Optional<String> missing(ResourceBinding binding) {
        try {
            find(binding.promise(), binding.version());
            return Optional.empty();
        } catch (UnknownVersionException e) {
            return Optional.of(e.getMessage() + " (there are: " + staying(binding.promise()) + ")");
        }
    }

    /** {@return a Promise's newest revision; empty before it is looked at for the first time} */
    Optional<PromiseRevision> latest(String promise) {
        return of(promise).stream()
                .map(Revisions::read)
                .filter(PromiseRevision::isLatest)
                .findFirst();
    }

    /** {@return the versions that there are revisions of} */
    Set<String> versions(String promise) {
        return of(promise).stream().map(stored -> read(stored).version()).collect(Collectors.toSet());
    }

    private Set<String> staying(String promise) {
        return of(promise).stream()
                .filter(stored -> !stored.value().isDeleting())
                .map(stored -> read(stored).version())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Forgets all revisions of a Promise that goes, and the bindings to them that no request has taken with it. */
    void forget(Step.Builder step, String promise) {
        of(promise).forEach(step::remove);
        bindings(promise).forEach(step::remove);
    }

    /**
     * Has the requests go that are bound to a revision which is to go, and the revision after them; at once if another one
     * of its version stays. That of the Promise's own version stays: it has become the latest since.
     *
     * @param step where to record it
     * @param promise the Promise
     * @param version its version
     * @param now the engine's time
     * @return whether a revision has gone
     */
    boolean letGo(Step.Builder step, Promise promise, String version, Instant now) {
        ObjectReference own = PromiseRevision.reference(promise.name(), version);
        List<Stored<RegisteredObject>> all = of(promise.name());
        Predicate<Stored<RegisteredObject>> goes = stored ->
                stored.value().isDeleting() && !stored.value().reference().equals(own);
        Set<String> staying = all.stream()
                .filter(goes.negate())
                .map(stored -> read(stored).version())
                .collect(Collectors.toCollection(HashSet::new));
        staying.add(version); // it is recorded in the same step
        boolean gone = false;
        // two revisions of one version may go, and a step writes a request once
        Map<String, Stored<RegisteredObject>> requests = new LinkedHashMap<>();
        for (Stored<RegisteredObject> revision : all.stream().filter(goes).toList()) {
            String its = read(revision).version();
            List<Stored<RegisteredObject>> bound = staying.contains(its) ? List.of() : requests(promise, its);
            bound.forEach(request -> requests.put(request.key(), request));
            gone |= letGo(step, revision, bound);
        }
        requests.values().stream()
                .filter(request -> !request.value().isDeleting())
                .forEach(request -> Tasks.beginDeletion(
                        step, registry, request, request.value().deleting(now)));
        return gone;
    }

    private static boolean letGo(
            Step.Builder step, Stored<RegisteredObject> revision, List<Stored<RegisteredObject>> requests) {
        if (requests.isEmpty()) {
            step.remove(revision);
        } else {
            step.update(revision, waiting(revision.value(), requests));
        }
        return requests.isEmpty();
    }

    private List<Stored<RegisteredObject>> requests(Promise promise, String version) {
        return bindings(promise.name()).stream()
                .map(stored -> ResourceBinding.of(stored.value().document()))
                .filter(binding -> binding.version().equals(version))
                .flatMap(binding -> requestOf(promise, binding).stream())
                .toList();
    }

    private static RegisteredObject waiting(RegisteredObject revision, List<Stored<RegisteredObject>> requests) {
        String message = "Waiting for " + Removal.count(requests.size(), "request") + " to be deleted: "
                + Removal.names(requests.stream().map(Stored::key).toList());
        return marked(revision, false).withDocument(revision.document().withStatus(Map.of("message", message)));
    }

    private Optional<Stored<RegisteredObject>> requestOf(Promise promise, ResourceBinding binding) {
        return promise.api()
                .flatMap(api -> find(
                        ObjectReference.request(api.group(), api.kind(), binding.namespace(), binding.resource())));
    }

    private List<Stored<RegisteredObject>> bindings(String promise) {
        return registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_BINDING_TO, promise));
    }

    /**
     * {@return the revision of exactly that version: one that stays before those that go, and the one that the engine made
     * before others}
     */
    Optional<PromiseRevision> lookUp(String promise, String version) {
        return ofVersion(promise, version, stored -> !stored.value().isDeleting())
                .or(() -> ofVersion(promise, version, any -> true))
                .map(Revisions::read);
    }

    private Optional<Stored<RegisteredObject>> ofVersion(
            String promise, String version, Predicate<Stored<RegisteredObject>> fit) {
        Predicate<Stored<RegisteredObject>> meant =
                fit.and(stored -> read(stored).version().equals(version));
        return find(PromiseRevision.reference(promise, version))
                .filter(meant)
                .or(() -> of(promise).stream().filter(meant).findFirst());
    }

    private List<Stored<RegisteredObject>> of(String promise) {
        return registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_REVISION_OF, promise));
    }

    private Optional<Stored<RegisteredObject>> find(ObjectReference reference) {
        return registry.find(Table.OBJECTS, reference.toString());
    }

    private static PromiseRevision read(Stored<RegisteredObject> stored) {
        return PromiseRevision.of(stored.value().document());
    }

    private static RegisteredObject created(Promise promise, PromiseRevision revision, Instant now) {
        RegisteredObject object = new RegisteredObject(
                withInterval(revision.document(), promise),
                1,
                now,
                Optional.empty(),
                Map.of(),
                Map.of(RegisteredObject.REVISION_OF, promise.name()));
        return marked(object, true);
    }

    private static RegisteredObject withSpec(RegisteredObject known, Promise promise, PromiseRevision revision) {
        Document before = known.document();
        Document after = withInterval(before.withBody(revision.document().body()), promise);
        boolean same = before.body().equals(after.body());
        return new RegisteredObject(
                after,
                same ? known.generation() : known.generation() + 1,
                known.created(),
                Optional.empty(),
                known.engineLabels(),
                known.facts());
    }

    /** The Promise's interval goes with its revision. */
    private static Document withInterval(Document revision, Promise promise) {
        Optional<String> interval = Optional.ofNullable(
                promise.document().metadata().annotations().get(KratixLabels.RECONCILIATION_INTERVAL));
        return revision.withMetadata(revision.metadata()
                .withAnnotations(interval.map(value -> Map.of(KratixLabels.RECONCILIATION_INTERVAL, value))
                        .orElse(Map.of())));
    }

    private static RegisteredObject marked(RegisteredObject revision, boolean latest) {
        Document document = revision.document();
        return new RegisteredObject(
                document.withStatus(latest ? Map.of(LATEST, true) : Map.of()),
                revision.generation(),
                revision.created(),
                revision.deletionRequested(),
                latest ? Map.of(KratixLabels.LATEST_REVISION, "true") : Map.of(),
                revision.facts());
    }
}
