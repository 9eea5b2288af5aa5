// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.admission.UnknownFields;
import io.kratix.internal.documents.Reading;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.internal.plugin.StateStores;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.registry.Query;
import io.kratix.registry.Registry;
import io.kratix.registry.Table;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Applies documents for people and for the engine itself, one call at a time. Safe for several threads. */
public final class Applier {
    private final Registry registry;
    private final StateStores stores;
    private final ApplyCall.Policy policy;
    private final Clock clock;

    /**
     * Makes an applier.
     *
     * @param registry where to commit
     * @param stores knows which kinds of State Stores there are
     * @param policy what the embedder decided
     * @param clock the engine's clock
     */
    public Applier(Registry registry, StateStores stores, ApplyCall.Policy policy, Clock clock) {
        this.registry = registry;
        this.stores = stores;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * {@return whether documents of a kind mean anything here now: a kind of the engine's own, or one that a Promise offers}
     *
     * @param document the document
     */
    public boolean knows(Document document) {
        return switch (Kind.of(document, stores)) {
            case LEFT_OUT, UNKNOWN -> false;
            case REQUEST -> PromiseApis.isOffered(registry, document);
            default -> true;
        };
    }

    /**
     * {@return why a document that means nothing here was probably to mean something: it is of a group that the engine has, or
     *     that some Promise offers, and of none of its kinds}
     *
     * @param document the document
     */
    public Optional<Problem> mistake(Document document) {
        return switch (Kind.of(document, stores)) {
            case UNKNOWN -> Optional.of(UnknownKind.ofEngine(document, stores));
            case REQUEST -> UnknownKind.ofOfferedGroup(document, PromiseApis.onRecord(registry));
            default -> Optional.empty();
        };
    }

    /** {@return what becomes of requests' fields that no schema knows} */
    public UnknownFields unknownFields() {
        return policy.unknownFields();
    }

    /**
     * Applies documents; what one call has checked, such as whose an API is, still holds when it commits.
     *
     * @param reading the documents, and where each of them was read
     * @param origin on whose behalf
     * @return what happened to each object
     * @throws InvalidDocumentException with everything that is wrong; nothing was applied
     */
    public synchronized ApplyCall.Applied apply(Reading reading, Origin origin) {
        return apply(reading, origin, Map.of());
    }

    /**
     * Imports what was exported: documents with their status, and what was fixed about them.
     *
     * @param exported the documents, and where each of them was read
     * @return what happened to each object
     * @throws InvalidDocumentException with everything that is wrong; nothing was imported
     * @throws IllegalStateException if the registry holds any object
     */
    public synchronized ApplyCall.Applied restore(List<SourcedDocument> exported) {
        registry.list(Table.OBJECTS, Query.all().limit(1)).forEach(any -> {
            throw new IllegalStateException(
                    "the registry holds " + any.key() + " already; import into an empty one, or apply the documents");
        });
        ExportedDocuments documents = ExportedDocuments.of(exported);
        ApplyCall.Applied applied = apply(Reading.of(documents.plain()), Origin.PERSON, documents.notes());
        List<String> warnings = new ArrayList<>(applied.warnings());
        warnings.addAll(documents.warnings());
        return new ApplyCall.Applied(applied.changes(), warnings);
    }

    private ApplyCall.Applied apply(Reading reading, Origin origin, Map<ObjectReference, ExportNote> notes) {
        return new ApplyCall(registry, stores, policy, clock, origin, notes).apply(reading);
    }
}
