// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.admission.IncompatibleApis;
import io.kratix.internal.admission.UnknownFields;
import io.kratix.internal.documents.Reading;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.internal.plugin.StateStores;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One call of {@code apply}: checks all documents, then has all of them recorded in one step, or none. */
public final class ApplyCall {
    private static final int MOST_PROBLEMS = 1_000;
    private static final int MOST_WARNINGS = 1_000;

    private final Registry registry;
    private final StateStores stores;
    private final Clock clock;
    private final Origin origin;
    private final Map<ObjectReference, ExportNote> notes;
    private final KindRules rules;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<ObjectReference, SourcedDocument> declared = new LinkedHashMap<>();
    private final Map<ObjectReference, SourcedDocument> accepted = new LinkedHashMap<>();
    private final Set<ObjectReference> refused = new HashSet<>();
    private final Map<ObjectReference, Map<String, String>> facts = new LinkedHashMap<>();

    /**
     * Begins a call.
     *
     * @param registry where to look up what is declared already, and to commit
     * @param stores knows which kinds of State Stores there are
     * @param policy what the embedder decided
     * @param clock the engine's clock
     * @param origin on whose behalf
     * @param notes what an export noted of some of the documents
     */
    ApplyCall(
            Registry registry,
            StateStores stores,
            Policy policy,
            Clock clock,
            Origin origin,
            Map<ObjectReference, ExportNote> notes) {
        this.registry = registry;
        this.stores = stores;
        this.clock = clock;
        this.origin = origin;
        this.notes = notes;
        this.rules = new KindRules(registry, stores, policy, notes);
    }

    /**
     * What the embedder decided about documents.
     *
     * @param defaultMode the layout of Destinations that name none
     * @param unknownFields what becomes of requests' fields that no schema knows
     * @param incompatibleApis what becomes of an API that requests which are there do not fit
     * @param strategies the names of the scheduling strategies that a Promise may ask for
     */
    public record Policy(
            FilepathMode defaultMode,
            UnknownFields unknownFields,
            IncompatibleApis incompatibleApis,
            List<String> strategies) {}

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
     * @param reading the documents, and where each of them was read
     * @return what happened to each object
     * @throws InvalidDocumentException with everything that is wrong with any of them; nothing was applied
     */
    public Applied apply(Reading reading) {
        List<SourcedDocument> documents = reading.documents();
        problems.addAll(reading.problems());
        warnings.addAll(reading.warnings());
        documents.forEach(sourced -> warn(sourced, sourced.warnings()));
        rules.expect(documents.stream()
                .map(SourcedDocument::document)
                .collect(Collectors.toMap(Document::reference, document -> document, (first, twin) -> twin)));
        // a request may stand before its Promise, so Promises are looked at first
        documents.stream().filter(ApplyCall::isPromise).takeWhile(this::goOn).forEach(this::accept);
        if (!reading.complete()) {
            rules.missPromises();
        }
        documents.stream()
                .filter(document -> !isPromise(document))
                .takeWhile(this::goOn)
                .forEach(this::accept);
        Predicate<ObjectReference> open = reference -> isOpen(reference, reading);
        RequiredPromises required = new RequiredPromises(registry, declared.values(), open);
        problems.addAll(PlaceRules.problems(registry, accepted, facts, open));
        problems.addAll(required.cycles());
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
        MissingStores missing = new MissingStores(registry, accepted.keySet());
        accepted.values().forEach(sourced -> warn(sourced, missing.warning(sourced.document())));
        accepted.values().forEach(sourced -> warn(sourced, required.missing(sourced.document())));
        return new Applied(new Recording(registry, clock, origin, accepted, facts, notes).commit(), warnings);
    }

    /** Whoever has so many to mend will come again. */
    private boolean goOn(SourcedDocument next) {
        return problems.size() < MOST_PROBLEMS;
    }

    /** What becomes of an object is not known if its document is refused, or may be one that nobody could read. */
    private boolean isOpen(ObjectReference reference, Reading reading) {
        return refused.contains(reference) || (!reading.complete() && !declared.containsKey(reference));
    }

    private static boolean isPromise(SourcedDocument sourced) {
        return sourced.document().reference().isPromise();
    }

    private void accept(SourcedDocument sourced) {
        Kind kind = Kind.of(sourced.document(), stores);
        switch (kind) {
            case LEFT_OUT ->
                warn(
                        sourced,
                        List.of(sourced.document() + " is left out: "
                                + Kind.remedyForLeftOut(sourced.document().kind())));
            case UNKNOWN -> refuse(sourced, rules.unknown(sourced.document()));
            default -> check(sourced, kind);
        }
    }

    private void check(SourcedDocument sourced, Kind kind) {
        Document document = sourced.document();
        @Nullable SourcedDocument twin = declared.putIfAbsent(document.reference(), sourced);
        if (twin != null) {
            forget(document.reference());
            refuse(sourced, declaredTwice(document, twin.source()));
            return;
        }
        if (kind == Kind.REQUEST && rules.lacksItsPromise(document)) {
            return; // what is wrong with its Promise is told, and what would follow from it is not
        }
        try {
            Optional<RegisteredObject> known = registry.find(
                            Table.OBJECTS, document.reference().toString())
                    .map(Stored::value);
            known.ifPresent(this::mayChange);
            record(sourced, rules.check(kind, document, known.map(RegisteredObject::document)));
        } catch (InvalidDocumentException e) {
            e.problems().forEach(problem -> refuse(sourced, problem));
            forget(document.reference());
            if (kind == Kind.PROMISE) {
                rules.refuse(document);
            }
        }
    }

    private static Problem declaredTwice(Document document, String elsewhere) {
        String where = elsewhere.isEmpty() ? ", in two values of this call" : ", here and in " + elsewhere;
        return Problem.ofDocument(document + " is declared twice" + where, "remove one of the two");
    }

    private void record(SourcedDocument sourced, KindRules.Accepted document) {
        ObjectReference reference = sourced.document().reference();
        accepted.put(reference, new SourcedDocument(document.document(), sourced.source()));
        facts.put(reference, document.facts());
        warn(sourced, document.warnings());
    }

    private void forget(ObjectReference reference) {
        refused.add(reference);
        accepted.remove(reference);
        facts.remove(reference);
    }

    private void refuse(SourcedDocument sourced, Problem problem) {
        Problem named =
                problem.subject().isEmpty() ? problem.of(sourced.document().toString()) : problem;
        problems.add(named.at(sourced.source()));
    }

    /** An object belongs to where it came from. */
    private void mayChange(RegisteredObject known) {
        origin.objection(known).ifPresent(problem -> {
            throw new InvalidDocumentException(List.of(problem));
        });
    }

    private void warn(SourcedDocument sourced, List<String> sentences) {
        String where = sourced.source().isEmpty() ? sourced.document().toString() : sourced.source();
        for (String sentence : sentences) {
            if (warnings.size() < MOST_WARNINGS) {
                warnings.add(Problem.ofDocument(sentence, "").at(where).toString());
            } else if (warnings.size() == MOST_WARNINGS) {
                warnings.add("there are more warnings than these");
            }
        }
    }
}
