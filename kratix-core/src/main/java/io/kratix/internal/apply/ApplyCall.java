// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.admission.Admission;
import io.kratix.internal.admission.DestinationAdmission;
import io.kratix.internal.admission.ForeignKinds;
import io.kratix.internal.admission.LifecycleAdmission;
import io.kratix.internal.admission.PromiseAdmission;
import io.kratix.internal.admission.StateStoreAdmission;
import io.kratix.internal.admission.UnknownFields;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.internal.plugin.StateStores;
import io.kratix.internal.reconcile.Decision;
import io.kratix.internal.reconcile.HealthReconciler;
import io.kratix.internal.reconcile.Tasks;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.HealthRecord;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRevision;
import io.kratix.model.ResourceBinding;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import io.kratix.scheduling.SchedulingPolicy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One call of {@code apply}: checks all documents, then has all of them recorded in one step, or none. */
public final class ApplyCall {
    private final Registry registry;
    private final StateStores stores;
    private final DestinationRules destinations;
    private final List<String> strategies;
    private final Clock clock;
    private final Origin origin;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<ObjectReference, SourcedDocument> accepted = new LinkedHashMap<>();
    private final Map<ObjectReference, Map<String, String>> facts = new LinkedHashMap<>();
    private final PromiseApis apis;

    /**
     * Begins a call.
     *
     * @param registry where to look up what is declared already, and to commit
     * @param stores knows which kinds of State Stores there are
     * @param policy what the embedder decided
     * @param clock the engine's clock
     * @param origin on whose behalf
     */
    ApplyCall(Registry registry, StateStores stores, Policy policy, Clock clock, Origin origin) {
        this.registry = registry;
        this.stores = stores;
        this.destinations = new DestinationRules(registry, policy.defaultMode());
        this.strategies = policy.strategies();
        this.clock = clock;
        this.origin = origin;
        this.apis = new PromiseApis(registry, policy.unknownFields());
    }

    /**
     * What the embedder decided about documents.
     *
     * @param defaultMode the layout of Destinations that name none
     * @param unknownFields what becomes of requests' fields that no schema knows
     * @param strategies the names of the scheduling strategies that a Promise may ask for
     */
    public record Policy(FilepathMode defaultMode, UnknownFields unknownFields, List<String> strategies) {}

    /**
     * What became of a call.
     *
     * @param changes what happened to each object: Promises first, then the others in their order
     * @param warnings what people should know
     */
    public record Applied(Map<ObjectReference, Change> changes, List<String> warnings) {}

    /** What happened to an object. */
    public enum Change {
        /** It is new. */
        CREATED,
        /** It is declared differently. */
        CONFIGURED,
        /** It is declared as before. */
        UNCHANGED
    }

    /**
     * Applies documents.
     *
     * @param documents the documents, and where each of them was read
     * @return what happened to each object
     * @throws InvalidDocumentException with everything that is wrong with any of them; nothing was applied
     */
    public Applied apply(List<SourcedDocument> documents) {
        documents.forEach(sourced -> warn(sourced, sourced.warnings()));
        // a request may stand before its Promise, so Promises are looked at first
        documents.stream().filter(Kind.PROMISE::matches).forEach(this::acceptPromise);
        documents.stream().filter(document -> !Kind.PROMISE.matches(document)).forEach(this::accept);
        if (problems.isEmpty()) {
            problems.addAll(new PlaceRules(registry, facts).collisions(accepted));
        }
        refuse(problems);
        warnOfMissingStores();
        warnOfMissingPromises();
        return commit();
    }

    private void acceptPromise(SourcedDocument sourced) {
        check(sourced, () -> {
            Document document = sourced.document();
            Promise promise =
                    Promise.of(admitted(sourced, PromiseAdmission.admit(document, before(document.reference()))));
            refuse(SchedulingPolicy.problems(document.metadata().annotations(), strategies));
            apis.define(promise);
            if (document.spec().get("workflows") instanceof Map<?, ?> workflows
                    && workflows.get("config") instanceof Map<?, ?> config
                    && config.containsKey("pipelineNamespace")) {
                warn(sourced, List.of("spec.workflows.config.pipelineNamespace means nothing outside of a cluster"));
            }
            PromiseApis.keyOf(promise)
                    .ifPresent(api -> facts.put(sourced.document().reference(), Map.of(RegisteredObject.API, api)));
            return sourced.document();
        });
    }

    private void accept(SourcedDocument sourced) {
        Document document = sourced.document();
        switch (Kind.of(document, stores)) {
            case DESTINATION ->
                check(sourced, () -> {
                    facts.put(document.reference(), destinations.check(document));
                    return document;
                });
            case STATE_STORE ->
                check(sourced, () -> {
                    facts.put(document.reference(), Map.of(RegisteredObject.LOCATION, location(document)));
                    return document;
                });
            case PROMISE_RELEASE -> check(sourced, () -> admitted(sourced, LifecycleAdmission.release(document)));
            case PROMISE_REVISION ->
                check(sourced, () -> {
                    Document revision =
                            admitted(sourced, LifecycleAdmission.revision(document, before(document.reference())));
                    String promise = PromiseRevision.of(revision).promise();
                    facts.put(document.reference(), Map.of(RegisteredObject.REVISION_OF, promise));
                    return revision;
                });
            case RESOURCE_BINDING ->
                check(sourced, () -> {
                    Document binding = admitted(sourced, LifecycleAdmission.binding(document));
                    facts.put(document.reference(), Map.of(RegisteredObject.BINDS, bound(ResourceBinding.of(binding))));
                    return binding;
                });
            case HEALTH_RECORD ->
                check(sourced, () -> {
                    HealthRecord record = HealthRecord.of(admitted(sourced, LifecycleAdmission.health(document)));
                    facts.put(document.reference(), Map.of(RegisteredObject.SUBJECT, record.subject()));
                    return document;
                });
            case LEFT_OUT ->
                warn(sourced, List.of(document + " is left out: " + Kind.remedyForLeftOut(document.kind())));
            case UNKNOWN -> problems.add(unknownKind(sourced));
            case PROMISE -> throw new IllegalStateException("Promises are looked at first");
            case REQUEST ->
                check(sourced, () -> {
                    PromiseApis.Admitted admitted = apis.admit(document, before(document.reference()));
                    facts.put(document.reference(), Map.of(RegisteredObject.PROMISE, admitted.promise()));
                    warn(sourced, admitted.warnings());
                    return admitted.document();
                });
        }
    }

    /** Checks one document; gives the document to record. */
    @FunctionalInterface
    private interface Check {
        Document run();
    }

    private void check(SourcedDocument sourced, Check check) {
        Document document = sourced.document();
        @Nullable SourcedDocument twin = accepted.putIfAbsent(document.reference(), sourced);
        if (twin != null) {
            problems.add(Problem.ofDocument(
                            document + " is declared twice, here and in " + twin.source(), "remove one of the two")
                    .of(document.toString())
                    .at(sourced.source()));
            return;
        }
        try {
            refuse(origin(document));
            accepted.put(document.reference(), new SourcedDocument(check.run(), sourced.source()));
        } catch (InvalidDocumentException e) {
            e.problems().stream()
                    .map(problem -> problem.subject().isEmpty() ? problem.of(document.toString()) : problem)
                    .map(problem -> problem.at(sourced.source()))
                    .forEach(problems::add);
        }
    }

    /** What everybody knows about State Stores and what the plugin knows about its own is told together. */
    private String location(Document store) {
        List<Problem> found = new ArrayList<>(StateStoreAdmission.admit(store).problems());
        String location = "";
        try {
            location = stores.location(store);
        } catch (InvalidDocumentException e) {
            Set<String> fields = found.stream().map(Problem::field).collect(Collectors.toSet());
            e.problems().stream()
                    .filter(problem -> !fields.contains(problem.field()))
                    .forEach(found::add);
        }
        refuse(found);
        return location;
    }

    /** There is one binding for each request. */
    private String bound(ResourceBinding binding) {
        String key = ResourceBinding.key(binding.promise(), binding.namespace(), binding.resource());
        ObjectReference reference = binding.document().reference();
        Stream<ObjectReference> known =
                registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_BINDS, key)).stream()
                        .map(stored -> stored.value().reference());
        Stream<ObjectReference> inThisCall = facts.entrySet().stream()
                .filter(entry -> key.equals(entry.getValue().get(RegisteredObject.BINDS)))
                .map(Map.Entry::getKey);
        Stream.concat(known, inThisCall)
                .filter(other -> !other.equals(reference))
                .findFirst()
                .ifPresent(other -> refuse(List.of(Problem.ofDocument(
                        key + " has a binding already, " + other, "change that one, or delete it first"))));
        return key;
    }

    /** An object belongs to where it came from. */
    private List<Problem> origin(Document document) {
        String from = known(document.reference())
                .map(object -> object.facts().getOrDefault(RegisteredObject.ORIGIN, ""))
                .orElse("");
        return origin.mayChange(from)
                ? List.of()
                : List.of(Problem.ofDocument(
                        document + " belongs to " + from + ", which the engine applied it for",
                        "change it there, or delete " + from + " first"));
    }

    private Document admitted(SourcedDocument sourced, Admission admission) {
        warn(sourced, admission.warnings());
        return admission.orThrow();
    }

    private void warn(SourcedDocument sourced, List<String> sentences) {
        String where = sourced.source().isEmpty() ? sourced.document().toString() : sourced.source();
        sentences.forEach(sentence -> warnings.add(where + ": " + sentence));
    }

    private void warnOfMissingStores() {
        for (SourcedDocument sourced : accepted.values()) {
            if (Kind.of(sourced.document(), stores) == Kind.DESTINATION) {
                Destination destination = Destination.of(sourced.document());
                ObjectReference store = destination.stateStore().reference();
                if (!accepted.containsKey(store)
                        && registry.find(Table.OBJECTS, store.toString()).isEmpty()) {
                    warn(sourced, List.of(DestinationAdmission.storeMissing(destination)));
                }
            }
        }
    }

    private void warnOfMissingPromises() {
        RequiredPromises required = new RequiredPromises(registry, accepted.values());
        accepted.values().forEach(sourced -> warn(sourced, required.missing(sourced.document())));
    }

    private Problem unknownKind(SourcedDocument sourced) {
        return ForeignKinds.refusal(sourced.document())
                .orElseGet(() -> apis.unknown(sourced.document()))
                .of(sourced.document().toString())
                .at(sourced.source());
    }

    private Applied commit() {
        Map<ObjectReference, Change> changes = new LinkedHashMap<>();
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            accepted.forEach((reference, sourced) -> changes.put(reference, record(step, sourced.document())));
            return step.build();
        });
        return new Applied(changes, warnings);
    }

    private Change record(Step.Builder step, Document document) {
        Optional.ofNullable(facts.getOrDefault(document.reference(), Map.of()).get(RegisteredObject.PROMISE))
                .ifPresent(promise -> dependOn(step, promise, document));
        Optional<Stored<RegisteredObject>> before =
                registry.find(Table.OBJECTS, document.reference().toString());
        if (before.isEmpty()) {
            RegisteredObject created = new LeftBehind(registry, clock).report(step, created(document));
            step.create(Table.OBJECTS, created);
            afterDeclaring(step, created);
            healthIsKnown(created).ifPresent(step::enqueue);
            return Change.CREATED;
        }
        RegisteredObject known = before.get().value();
        RegisteredObject updated = updated(known, document);
        if (known.equals(updated)) {
            return Change.UNCHANGED;
        }
        boolean moved = !known.facts().equals(updated.facts());
        step.update(before.get(), moved ? new LeftBehind(registry, clock).report(step, updated) : updated);
        if (moved) {
            Optional.ofNullable(known.facts().get(RegisteredObject.SUBJECT))
                    .map(HealthReconciler::task)
                    .ifPresent(step::enqueue);
        }
        afterDeclaring(step, updated);
        return Change.CONFIGURED;
    }

    /** A request is recorded only as long as its Promise stays, unless the Promise comes with the same call. */
    private void dependOn(Step.Builder step, String promise, Document request) {
        ObjectReference reference = ObjectReference.promise(promise);
        if (accepted.containsKey(reference)) {
            return;
        }
        Optional<Stored<RegisteredObject>> stored = registry.find(Table.OBJECTS, reference.toString());
        if (stored.filter(known -> !known.value().isDeleting()).isEmpty()) {
            throw new InvalidDocumentException(List.of(Problem.ofDocument(
                            "Promise '" + promise + "' is being deleted", "apply the Promise again once it is gone")
                    .of(request.toString())));
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

    private void afterDeclaring(Step.Builder step, RegisteredObject object) {
        String location = object.facts().getOrDefault(RegisteredObject.LOCATION, "");
        Tasks.afterDeclaring(step, registry, object.document(), location);
    }

    private RegisteredObject created(Document document) {
        return new RegisteredObject(
                document.withStatus(Map.of()),
                1,
                clock.instant(),
                Optional.empty(),
                engineLabels(document),
                fixed(Map.of(), document));
    }

    private RegisteredObject updated(RegisteredObject known, Document document) {
        if (known.isDeleting()) {
            throw new InvalidDocumentException(List.of(Problem.ofDocument(
                            known.reference() + " is being deleted", "wait until it is gone, then apply it again")
                    .of(known.reference().toString())));
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
                with(labels, origin.labels()),
                fixed(known.facts(), document));
    }

    /** What was fixed before stays, unless this call fixes it anew. */
    private Map<String, String> fixed(Map<String, String> before, Document document) {
        Map<String, String> fixed = with(before, facts.getOrDefault(document.reference(), Map.of()));
        return origin.key().isEmpty() ? fixed : with(fixed, Map.of(RegisteredObject.ORIGIN, origin.key()));
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
        Map<String, String> all = new LinkedHashMap<>(some);
        all.putAll(others);
        return all;
    }

    private Map<String, String> engineLabels(Document document) {
        Map<String, String> labels = new LinkedHashMap<>(askedOnce(document, Map.of()));
        @Nullable
        String promise = facts.getOrDefault(document.reference(), Map.of()).get(RegisteredObject.PROMISE);
        if (promise != null) {
            labels.put(KratixLabels.PROMISE_NAME, promise);
        }
        return with(labels, origin.labels());
    }

    /** What a document asks for that the one before it did not. */
    private static Map<String, String> askedOnce(Document document, Map<String, String> before) {
        Map<String, String> asked = new LinkedHashMap<>(document.metadata().labels());
        asked.entrySet()
                .removeIf(label -> !RegisteredObject.isRequestOfOnce(label.getKey(), label.getValue())
                        || label.getValue().equals(before.get(label.getKey())));
        return asked;
    }

    private static void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
    }

    private Optional<Document> before(ObjectReference reference) {
        return known(reference).map(RegisteredObject::document);
    }

    private Optional<RegisteredObject> known(ObjectReference reference) {
        return registry.find(Table.OBJECTS, reference.toString()).map(Stored::value);
    }
}
