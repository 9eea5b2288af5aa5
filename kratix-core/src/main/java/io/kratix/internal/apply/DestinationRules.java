// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.admission.DestinationAdmission;
import io.kratix.internal.admission.DestinationAdmission.Standing;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.Map;
import java.util.Optional;

/** What a Destination's document must fulfil by itself, and what is fixed when it is first applied. */
final class DestinationRules {
    private final Registry registry;
    private final FilepathMode defaultMode;
    private final Map<ObjectReference, ExportNote> notes;

    DestinationRules(Registry registry, FilepathMode defaultMode, Map<ObjectReference, ExportNote> notes) {
        this.registry = registry;
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
        Destination destination = Destination.of(
                DestinationAdmission.admit(document, defaultMode, before).orThrow());
        Standing standing = before.orElseGet(() -> Standing.first(destination, defaultMode));
        return Map.of(RegisteredObject.MODE, standing.mode().text(), RegisteredObject.NAMESPACE, standing.namespace());
    }

    private Standing standing(Destination destination, Map<String, String> facts) {
        return new Standing(
                destination,
                FilepathMode.of(facts.getOrDefault(RegisteredObject.MODE, "")).orElse(defaultMode),
                facts.getOrDefault(RegisteredObject.NAMESPACE, destination.namespace()));
    }
}
