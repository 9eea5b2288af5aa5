// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.documents.SourcedDocument;
import io.kratix.layout.Collisions;
import io.kratix.layout.Layout;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.model.StorePath;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Destinations must fulfil together: no two of them could ever write to the same path. */
final class PlaceRules {
    private static final String REMEDY = "give one of the two another path, or another mode of spec.filepath";

    private final Registry registry;
    private final Map<ObjectReference, Map<String, String>> facts;

    /**
     * Makes the rules of one call.
     *
     * @param registry what is declared already
     * @param facts what the call fixes, by object
     */
    PlaceRules(Registry registry, Map<ObjectReference, Map<String, String>> facts) {
        this.registry = registry;
        this.facts = facts;
    }

    /**
     * {@return a problem for each two Destinations that could collide, once the call is applied; none if the call
     * concerns neither Destinations nor State Stores}
     *
     * @param accepted the documents of the call
     */
    List<Problem> collisions(Map<ObjectReference, SourcedDocument> accepted) {
        boolean concerned = accepted.keySet().stream()
                .anyMatch(reference -> reference.group().equals(Kinds.GROUP)
                        && !reference.kind().equals(Kinds.PROMISE));
        if (!concerned) {
            return List.of();
        }
        Map<ObjectReference, Document> destinations = new LinkedHashMap<>();
        String kind = RegisteredObject.platformKind(Kinds.DESTINATION);
        registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_KIND, kind))
                .forEach(stored -> destinations.put(
                        stored.value().reference(), stored.value().document()));
        accepted.forEach((reference, sourced) -> {
            if (reference.group().equals(Kinds.GROUP) && reference.kind().equals(Kinds.DESTINATION)) {
                destinations.put(reference, sourced.document());
            }
        });
        List<Collisions.Site> sites = new ArrayList<>();
        destinations.values().forEach(document -> site(document, accepted).ifPresent(sites::add));
        return Collisions.among(sites).stream()
                .map(collision -> problem(collision, accepted))
                .toList();
    }

    private static Problem problem(Collisions.Collision collision, Map<ObjectReference, SourcedDocument> accepted) {
        ObjectReference one = ObjectReference.destination(collision.one());
        ObjectReference other = ObjectReference.destination(collision.other());
        ObjectReference subject = accepted.containsKey(other) ? other : one;
        String source = Optional.ofNullable(accepted.get(subject))
                .map(SourcedDocument::source)
                .orElse("");
        return Problem.ofDocument(collision.message(), REMEDY)
                .of(subject.toString())
                .at(source);
    }

    /** Empty if the State Store is not known (yet): it is looked at again when the store is applied. */
    private Optional<Collisions.Site> site(Document document, Map<ObjectReference, SourcedDocument> accepted) {
        Destination destination = Destination.of(document);
        ObjectReference store = destination.stateStore().reference();
        Optional<Document> storeDocument = Optional.ofNullable(accepted.get(store))
                .map(SourcedDocument::document)
                .or(() -> registry.find(Table.OBJECTS, store.toString())
                        .map(stored -> stored.value().document()));
        return storeDocument.map(known -> new Collisions.Site(
                fact(store, RegisteredObject.LOCATION),
                Layout.of(
                        storePath(known),
                        destination,
                        FilepathMode.of(fact(document.reference(), RegisteredObject.MODE))
                                .orElseThrow(),
                        fact(document.reference(), RegisteredObject.NAMESPACE))));
    }

    private String fact(ObjectReference reference, String name) {
        return Optional.ofNullable(facts.get(reference))
                .map(known -> known.getOrDefault(name, ""))
                .or(() -> registry.find(Table.OBJECTS, reference.toString())
                        .map(stored -> stored.value().facts().getOrDefault(name, "")))
                .orElse("");
    }

    private static StorePath storePath(Document store) {
        return store.spec().get("path") instanceof String path ? Layout.normalised(path) : StorePath.ROOT;
    }
}
