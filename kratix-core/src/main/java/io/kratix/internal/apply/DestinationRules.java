// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.layout.LayoutRules;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a Destination's document must fulfil by itself, and what is fixed when it is first applied. */
final class DestinationRules {
    private final Registry registry;
    private final FilepathMode defaultMode;

    DestinationRules(Registry registry, FilepathMode defaultMode) {
        this.registry = registry;
        this.defaultMode = defaultMode;
    }

    /**
     * {@return the facts of a Destination: its effective mode and namespace, as fixed when it was first applied}
     *
     * @param document a Destination's document
     * @throws InvalidDocumentException if it cannot be laid out, or changes what never changes
     */
    Map<String, String> check(Document document) {
        Destination destination = Destination.of(document);
        Optional<RegisteredObject> before =
                registry.find(Table.OBJECTS, document.reference().toString()).map(stored -> stored.value());
        FilepathMode mode = before.flatMap(DestinationRules::mode)
                .orElseGet(() -> destination.mode().orElse(defaultMode));
        String namespace = before.map(known -> known.facts().getOrDefault(RegisteredObject.NAMESPACE, ""))
                .orElseGet(destination::namespace);
        List<Problem> problems = new ArrayList<>(LayoutRules.problems(destination, mode, namespace));
        before.ifPresent(known ->
                problems.addAll(LayoutRules.changes(Destination.of(known.document()), mode, namespace, destination)));
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
        return Map.of(RegisteredObject.MODE, mode.text(), RegisteredObject.NAMESPACE, namespace);
    }

    private static Optional<FilepathMode> mode(RegisteredObject known) {
        return FilepathMode.of(known.facts().getOrDefault(RegisteredObject.MODE, ""));
    }
}
