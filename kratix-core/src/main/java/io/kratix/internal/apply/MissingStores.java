// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.admission.DestinationAdmission;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.Suggestion;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds Destinations that came before their State Store. */
final class MissingStores {
    private final Registry registry;
    private final Set<ObjectReference> accepted;
    private final Map<String, Set<String>> names = new HashMap<>();

    /** Looks on record, and among what the same call declares. */
    MissingStores(Registry registry, Set<ObjectReference> accepted) {
        this.registry = registry;
        this.accepted = accepted;
    }

    /** {@return the warning that a Destination's State Store is not there; empty for other documents, and if it is} */
    List<String> warning(Document document) {
        if (!document.reference().isDestination()) {
            return List.of();
        }
        Destination destination = Destination.of(document);
        ObjectReference store = destination.stateStore().reference();
        return isThere(store)
                ? List.of()
                : List.of(DestinationAdmission.storeMissing(destination) + " - " + remedy(store));
    }

    private boolean isThere(ObjectReference store) {
        return accepted.contains(store)
                || registry.find(Table.OBJECTS, store.toString()).isPresent();
    }

    private String remedy(ObjectReference store) {
        return Suggestion.nearest(store.name(), names(store.kind()))
                .map(name -> Suggestion.question(name) + " Else apply it")
                .orElse("apply it");
    }

    private Set<String> names(String kind) {
        return names.computeIfAbsent(kind, this::list);
    }

    private Set<String> list(String kind) {
        Set<String> found = new TreeSet<>();
        Query query = Query.where(RegisteredObject.BY_KIND, RegisteredObject.platformKind(kind));
        registry.list(Table.OBJECTS, query)
                .forEach(stored -> found.add(stored.value().reference().name()));
        accepted.stream()
                .filter(reference -> reference.isPlatform() && reference.kind().equals(kind))
                .forEach(reference -> found.add(reference.name()));
        return found;
    }
}
