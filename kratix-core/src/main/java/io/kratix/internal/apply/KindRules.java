// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.admission.Admission;
import io.kratix.internal.admission.LifecycleAdmission;
import io.kratix.internal.admission.PromiseAdmission;
import io.kratix.internal.admission.RequestAdmission;
import io.kratix.internal.admission.StateStoreAdmission;
import io.kratix.internal.plugin.StateStores;
import io.kratix.internal.run.TimeLimit;
import io.kratix.model.Document;
import io.kratix.model.HealthRecord;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import io.kratix.model.PromiseApi;
import io.kratix.model.PromiseRevision;
import io.kratix.model.ResourceBinding;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Table;
import io.kratix.scheduling.SchedulingPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a document of each kind has to fulfil beside what is declared already, and what is recorded of it. One for each
 * call: documents of one call may not contradict each other.
 */
final class KindRules {
    private final Registry registry;
    private final StateStores stores;
    private final DestinationRules destinations;
    private final List<String> strategies;
    private final PromiseApis apis;
    private final ApplyCall.Policy policy;
    private final Map<ObjectReference, ExportNote> notes;
    private final Map<ObjectReference, Document> expected = new HashMap<>();
    private final Map<String, ObjectReference> boundInThisCall = new HashMap<>();

    KindRules(Registry registry, StateStores stores, ApplyCall.Policy policy, Map<ObjectReference, ExportNote> notes) {
        this.registry = registry;
        this.stores = stores;
        this.policy = policy;
        this.notes = notes;
        this.destinations = new DestinationRules(registry, stores.kinds(), policy.defaultMode(), notes);
        this.strategies = policy.strategies();
        this.apis = new PromiseApis(registry, policy.unknownFields(), Kind.ofEngine(stores));
    }

    /**
     * A document that is as it has to be.
     *
     * @param document what is recorded
     * @param facts what is fixed about it, in the registry's words
     * @param warnings what people should know
     */
    record Accepted(Document document, Map<String, String> facts, List<String> warnings) {
        private Accepted(Admission admission, Map<String, String> facts) {
            this(admission.orThrow(), facts, admission.warnings());
        }
    }

    /**
     * {@return what is recorded of a document}
     *
     * @param kind what the document is to this engine
     * @param document the document
     * @param before what is declared of it already
     * @throws InvalidDocumentException with everything that is wrong with it
     */
    Accepted check(Kind kind, Document document, Optional<Document> before) {
        if (document.reference().isPlatform() && !document.apiVersion().equals(Kinds.API_VERSION)) {
            refuse(List.of(UnknownKind.ofOtherVersion(document)));
        }
        return switch (kind) {
            case PROMISE -> promise(document, before);
            case PROMISE_RELEASE -> new Accepted(LifecycleAdmission.release(document), Map.of());
            case PROMISE_REVISION -> revision(document, before);
            case RESOURCE_BINDING -> binding(document);
            case DESTINATION -> new Accepted(document, destinations.check(document), List.of());
            case STATE_STORE ->
                new Accepted(document, Map.of(RegisteredObject.LOCATION, location(document)), List.of());
            case HEALTH_RECORD -> health(document);
            case REQUEST -> request(document, before);
            case LEFT_OUT, UNKNOWN -> throw new IllegalArgumentException(document + " is not of a kind that is kept");
        };
    }

    /** Takes in what this call declares. */
    void expect(Map<ObjectReference, Document> declared) {
        expected.putAll(declared);
    }

    /** Takes in that a Promise of this call is refused. */
    void refuse(Document promise) {
        apis.refuse(promise);
    }

    /** Takes in that there may be Promises in this call that nobody could read. */
    void missPromises() {
        apis.missPromises();
    }

    /** {@return whether a request's Promise is, or may be, one of this call that is refused} */
    boolean lacksItsPromise(Document request) {
        return apis.isLacking(request);
    }

    /** {@return what is wrong with a document of the engine's group, of a kind that it does not have} */
    Problem unknown(Document document) {
        return UnknownKind.ofEngine(document, stores);
    }

    private Accepted promise(Document document, Optional<Document> before) {
        Admission admission = PromiseAdmission.admit(document, before);
        List<Problem> found = new ArrayList<>(admission.problems());
        found.addAll(SchedulingPolicy.problems(document.metadata().annotations(), strategies));
        PromiseAdmission.part(document, "workflows").map(TimeLimit::problems).ifPresent(found::addAll);
        found.addAll(apis.claim(document));
        refuse(found);
        Promise promise = Promise.of(document);
        List<String> warnings = new ArrayList<>(admission.warnings());
        warnings.addAll(review(promise, before));
        apis.define(promise);
        if (document.spec().get("workflows") instanceof Map<?, ?> workflows
                && workflows.get("config") instanceof Map<?, ?> config
                && config.containsKey("pipelineNamespace")) {
            warnings.add("spec.workflows.config.pipelineNamespace means nothing outside of a cluster");
        }
        if (deliversNothing(promise)) {
            warnings.add("requests of this Promise will be ready with nothing delivered for them - write"
                    + " spec.workflows.resource.configure or dependencies");
        }
        return new Accepted(document, facts(promise), warnings);
    }

    private static boolean deliversNothing(Promise promise) {
        return promise.api().isPresent()
                && promise.dependencies().isEmpty()
                && promise.workflows().resourceConfigure().isEmpty()
                && promise.workflows().promiseConfigure().isEmpty();
    }

    private static Map<String, String> facts(Promise promise) {
        Map<String, String> facts = new HashMap<>();
        PromiseApis.keyOf(promise).ifPresent(api -> facts.put(RegisteredObject.API, api));
        promise.api().ifPresent(api -> facts.put(RegisteredObject.DEFINITION, api.plural() + "." + api.group()));
        promise.api().map(RequestAdmission::form).ifPresent(form -> facts.put(RegisteredObject.API_FORM, form));
        return facts;
    }

    private List<String> review(Promise promise, Optional<Document> before) {
        Optional<PromiseApi> old =
                before.flatMap(document -> Promise.of(document).api());
        return old.isEmpty() || promise.api().isEmpty()
                ? List.of()
                : new StandingRequests(registry, policy, expected)
                        .review(promise.name(), old.get(), promise.api().get());
    }

    private static Accepted revision(Document document, Optional<Document> before) {
        Admission admission = LifecycleAdmission.revision(document, before);
        String promise = PromiseRevision.of(admission.orThrow()).promise();
        return new Accepted(admission, Map.of(RegisteredObject.REVISION_OF, promise));
    }

    private Accepted binding(Document document) {
        Admission admission = LifecycleAdmission.binding(document);
        String bound = bound(ResourceBinding.of(admission.orThrow()));
        return new Accepted(admission, Map.of(RegisteredObject.BINDS, bound));
    }

    private static Accepted health(Document document) {
        Admission admission = LifecycleAdmission.health(document);
        String subject = HealthRecord.of(admission.orThrow()).subject();
        return new Accepted(document, Map.of(RegisteredObject.SUBJECT, subject), admission.warnings());
    }

    private Accepted request(Document document, Optional<Document> before) {
        Optional<ExportNote> going = Optional.ofNullable(notes.get(document.reference()))
                .filter(note -> note.deletionRequested().isPresent());
        return going.map(note -> asRecorded(document, note)).orElseGet(() -> admitted(document, before));
    }

    /** What goes need not fit, neither a Promise that was changed since nor one that is there. */
    private static Accepted asRecorded(Document document, ExportNote note) {
        String promise = note.engineLabels().getOrDefault(KratixLabels.PROMISE_NAME, "");
        Map<String, String> facts = Map.of(RegisteredObject.PROMISE, promise, RegisteredObject.API_FORM, "");
        return new Accepted(document, facts, List.of());
    }

    private Accepted admitted(Document document, Optional<Document> before) {
        PromiseApis.Admitted admitted = apis.admit(document, before);
        Map<String, String> facts =
                Map.of(RegisteredObject.PROMISE, admitted.promise(), RegisteredObject.API_FORM, admitted.form());
        return new Accepted(admitted.document(), facts, admitted.warnings());
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
        Stream.concat(known, Stream.ofNullable(boundInThisCall.putIfAbsent(key, reference)))
                .filter(other -> !other.equals(reference))
                .findFirst()
                .ifPresent(other -> refuse(List.of(Problem.ofDocument(
                        key + " has a binding already, " + other, "apply that one alone, under its name"))));
        return key;
    }

    private static void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
    }
}
