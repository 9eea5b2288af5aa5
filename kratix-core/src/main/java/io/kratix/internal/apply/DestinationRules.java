// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.admission.DestinationAdmission;
import io.kratix.internal.admission.DestinationAdmission.Standing;
import io.kratix.internal.plugin.StateStores;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.model.Suggestion;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a Destination's document must fulfil by itself, and what is fixed when it is first applied. */
final class DestinationRules {
    private final Registry registry;
    private final Set<String> offered;
    private final FilepathMode defaultMode;
    private final Map<ObjectReference, ExportNote> notes;

    DestinationRules(
            Registry registry, Set<String> offered, FilepathMode defaultMode, Map<ObjectReference, ExportNote> notes) {
        this.registry = registry;
        this.offered = offered;
        this.defaultMode = defaultMode;
        this.notes = notes;
    }

    /**
     * {@return the facts of a Destination: its effective mode and namespace, as fixed when it was first applied}
     *
     * @param document a Destination's document
     * @throws InvalidDocumentException if it cannot be laid out, or changes what never changes
     */
    Map<String, String> check(Document document) {
        Optional<Standing> before = registry.find(
                        Table.OBJECTS, document.reference().toString())
                .map(Stored::value)
                .map(known -> standing(Destination.of(known.document()), known.facts()))
                .or(() -> Optional.ofNullable(notes.get(document.reference()))
                        .map(note -> standing(Destination.of(document), note.facts())));
        refuse(document, before);
        Destination destination = Destination.of(document);
        Standing standing = before.orElseGet(() -> Standing.first(destination, defaultMode));
        return Map.of(RegisteredObject.MODE, standing.mode().text(), RegisteredObject.NAMESPACE, standing.namespace());
    }

    private void refuse(Document document, Optional<Standing> before) {
        List<Problem> found = new ArrayList<>(
                DestinationAdmission.admit(document, defaultMode, before).problems());
        unoffered(document).ifPresent(found::add);
        if (!found.isEmpty()) {
            throw new InvalidDocumentException(found);
        }
    }

    /** A State Store of such a kind could never come. */
    private Optional<Problem> unoffered(Document document) {
        return document.spec().get("stateStoreRef") instanceof Map<?, ?> reference
                        && reference.get("kind") instanceof String kind
                        && !kind.isEmpty()
                        && !offered.contains(kind)
                ? Optional.of(Problem.invalid(
                        "spec.stateStoreRef.kind",
                        kind,
                        "no plugin offers this kind (found: "
                                + (offered.isEmpty() ? "none" : String.join(", ", offered)) + ")",
                        remedy(kind)))
                : Optional.empty();
    }

    private String remedy(String kind) {
        Set<String> known = new TreeSet<>(offered);
        known.addAll(List.of(Kinds.GIT_STATE_STORE, Kinds.BUCKET_STATE_STORE));
        return Suggestion.nearest(kind, known)
                .filter(nearest -> !nearest.equals(kind))
                .map(Suggestion::question)
                .orElseGet(() -> StateStores.remedyFor(kind));
    }

    private Standing standing(Destination destination, Map<String, String> facts) {
        return new Standing(
                destination,
                FilepathMode.of(facts.getOrDefault(RegisteredObject.MODE, "")).orElse(defaultMode),
                facts.getOrDefault(RegisteredObject.NAMESPACE, destination.namespace()));
    }
}
