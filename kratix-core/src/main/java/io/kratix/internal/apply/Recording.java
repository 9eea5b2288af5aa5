// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.documents.SourcedDocument;
import io.kratix.internal.reconcile.HealthReconciler;
import io.kratix.internal.reconcile.Tasks;
import io.kratix.internal.step.Decision;
import io.kratix.internal.step.Outer;
import io.kratix.model.Document;
import io.kratix.model.HealthRecord;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a call of {@code apply} changes in the registry, as one step. */
final class Recording {
    private final Registry registry;
    private final Clock clock;
    private final Origin origin;
    private final Map<ObjectReference, SourcedDocument> accepted;
    private final Map<ObjectReference, Map<String, String>> facts;
    private final Map<ObjectReference, ExportNote> notes;

    /**
     * Takes what was checked.
     *
     * @param registry where to commit
     * @param clock the engine's clock
     * @param origin on whose behalf
     * @param accepted the documents to record
     * @param facts what is fixed about each of them
     * @param notes what an export noted of some of them
     */
    Recording(
            Registry registry,
            Clock clock,
            Origin origin,
            Map<ObjectReference, SourcedDocument> accepted,
            Map<ObjectReference, Map<String, String>> facts,
            Map<ObjectReference, ExportNote> notes) {
        this.registry = registry;
        this.clock = clock;
        this.origin = origin;
        this.accepted = accepted;
        this.facts = facts;
        this.notes = notes;
    }

    /**
     * {@return what happened to each object}
     *
     * @throws InvalidDocumentException if an object, or a request's Promise, is on its way out; nothing was recorded
     */
    Map<ObjectReference, ApplyCall.Change> commit() {
        Map<ObjectReference, ApplyCall.Change> changes = new LinkedHashMap<>();
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            accepted.forEach((reference, sourced) -> changes.put(reference, record(step, sourced)));
            return step.build();
        });
        return changes;
    }

    private ApplyCall.Change record(Step.Builder step, SourcedDocument sourced) {
        Document declared = sourced.document();
        Optional<Stored<RegisteredObject>> before =
                registry.find(Table.OBJECTS, declared.reference().toString());
        Document document = origin.steers() ? declared : withSteeringLabelsOf(before, declared);
        Optional.ofNullable(factsOf(document).get(RegisteredObject.PROMISE))
                .filter(promise -> !isGoing(document))
                .ifPresent(promise -> dependOn(step, promise, sourced));
        if (before.isEmpty()) {
            return create(step, created(document));
        }
        RegisteredObject updated = updated(before.get().value(), document, sourced.source());
        return before.get().value().equals(updated)
                ? ApplyCall.Change.UNCHANGED
                : configure(step, before.get(), updated);
    }

    /** {@return whether it was exported while it was being deleted} */
    private boolean isGoing(Document document) {
        return Optional.ofNullable(notes.get(document.reference()))
                .flatMap(ExportNote::deletionRequested)
                .isPresent();
    }

    /** Whoever has no say in them neither sets nor loses what those who run the platform have set. */
    private static Document withSteeringLabelsOf(Optional<Stored<RegisteredObject>> before, Document declared) {
        Map<String, String> labels = new TreeMap<>(declared.metadata().labels());
        labels.keySet().removeIf(LabelCall::isEngines);
        before.ifPresent(known -> known.value().document().metadata().labels().forEach((key, value) -> {
            if (LabelCall.isEngines(key)) {
                labels.put(key, value);
            }
        }));
        return declared.withMetadata(declared.metadata().withLabels(labels));
    }

    private ApplyCall.Change create(Step.Builder step, RegisteredObject created) {
        RegisteredObject reported = new LeftBehind(registry, clock).report(step, created);
        step.create(Table.OBJECTS, reported);
        Tasks.afterChange(step, registry, reported);
        healthIsKnown(reported).ifPresent(step::enqueue);
        return ApplyCall.Change.CREATED;
    }

    private ApplyCall.Change configure(Step.Builder step, Stored<RegisteredObject> before, RegisteredObject updated) {
        RegisteredObject known = before.value();
        boolean moved = !known.facts().equals(updated.facts());
        step.update(before, moved ? new LeftBehind(registry, clock).report(step, updated) : updated);
        if (moved) {
            Optional.ofNullable(known.facts().get(RegisteredObject.SUBJECT))
                    .map(HealthReconciler::task)
                    .ifPresent(step::enqueue);
        }
        Tasks.afterChange(step, registry, updated);
        Outer.handOver(step, known, updated);
        if (updated.reference().isPromise() && isOfAnotherForm(known, updated)) {
            Tasks.afterChangingApi(step, updated.reference());
        }
        return ApplyCall.Change.CONFIGURED;
    }

    private static boolean isOfAnotherForm(RegisteredObject known, RegisteredObject updated) {
        String before = known.facts().getOrDefault(RegisteredObject.API_FORM, "");
        return !updated.facts().getOrDefault(RegisteredObject.API_FORM, "").equals(before);
    }

    /** A request is recorded only as long as its Promise stays, unless the Promise comes with the same call. */
    private void dependOn(Step.Builder step, String promise, SourcedDocument request) {
        ObjectReference reference = ObjectReference.promise(promise);
        if (accepted.containsKey(reference)) {
            return;
        }
        Optional<Stored<RegisteredObject>> stored = registry.find(Table.OBJECTS, reference.toString());
        if (stored.filter(known -> !known.value().isDeleting()).isEmpty()) {
            throw new InvalidDocumentException(List.of(Problem.ofDocument(
                            "Promise '" + promise + "' is being deleted", "apply the Promise again once it is gone")
                    .of(request.document().toString())
                    .at(request.source())));
        }
        step.expect(stored.get());
    }

    /** What was said of a request's health before it came. */
    private Optional<Task> healthIsKnown(RegisteredObject created) {
        return Optional.ofNullable(created.facts().get(RegisteredObject.PROMISE))
                .map(promise -> HealthRecord.subject(
                        promise,
                        created.reference().namespace(),
                        created.reference().name()))
                .filter(subject -> HealthReconciler.isKnown(registry, subject))
                .map(HealthReconciler::task);
    }

    private RegisteredObject created(Document document) {
        RegisteredObject created = new RegisteredObject(
                document.withStatus(Map.of()),
                1,
                clock.instant(),
                Optional.empty(),
                engineLabels(document),
                fixed(Map.of(), document));
        return Optional.ofNullable(notes.get(document.reference()))
                .map(note -> note.restored(created))
                .orElse(created);
    }

    private RegisteredObject updated(RegisteredObject known, Document document, String source) {
        if (known.isDeleting()) {
            throw new InvalidDocumentException(List.of(Problem.ofDocument(
                            known.reference() + " is being deleted", "wait until it is gone, then apply it again")
                    .of(known.reference().toString())
                    .at(source)));
        }
        Map<String, String> labels = with(
                known.engineLabels(),
                askedOnce(document, known.document().metadata().labels()));
        boolean sameSpec = known.document().body().equals(document.body())
                && known.document().apiVersion().equals(document.apiVersion());
        return new RegisteredObject(
                document.withStatus(known.document().status()),
                sameSpec ? known.generation() : known.generation() + 1,
                known.created(),
                known.deletionRequested(),
                origin.labelled(labels),
                fixed(known.facts(), document));
    }

    /** What was fixed before stays, unless this call fixes it anew. */
    private Map<String, String> fixed(Map<String, String> before, Document document) {
        Map<String, String> fixed = with(before, factsOf(document));
        fixed.remove(RegisteredObject.MADE);
        return with(fixed, origin.facts());
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
        Map<String, String> all = new LinkedHashMap<>(some);
        all.putAll(others);
        return all;
    }

    private Map<String, String> engineLabels(Document document) {
        Map<String, String> labels = new LinkedHashMap<>(askedOnce(document, Map.of()));
        @Nullable String promise = factsOf(document).get(RegisteredObject.PROMISE);
        if (promise != null) {
            labels.put(KratixLabels.PROMISE_NAME, promise);
        }
        return origin.labelled(labels);
    }

    /** What a document asks for that the one before it did not. */
    private static Map<String, String> askedOnce(Document document, Map<String, String> before) {
        Map<String, String> asked = new LinkedHashMap<>(document.metadata().labels());
        asked.entrySet()
                .removeIf(label -> !RegisteredObject.isRequestOfOnce(label.getKey(), label.getValue())
                        || label.getValue().equals(before.get(label.getKey())));
        return asked;
    }

    private Map<String, String> factsOf(Document document) {
        return facts.getOrDefault(document.reference(), Map.of());
    }
}
