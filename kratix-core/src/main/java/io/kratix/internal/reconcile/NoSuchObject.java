// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Suggestion;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.List;

/** What may have been meant by the name of an object that is not there. */
final class NoSuchObject {
    private static final int MOST_COMPARED = 1000;

    private final Registry registry;

    NoSuchObject(Registry registry) {
        this.registry = registry;
    }

    /** {@return that it is not there, and what is there that is called almost like it} */
    String explain(ObjectReference reference) {
        String api = reference.kind() + "." + reference.group();
        if (!reference.isPlatform() && !isOffered(api)) {
            return "there is no such object, and no Promise has the API " + api + guess(api, apis());
        }
        return "there is no such object" + guess(place(reference), places(reference));
    }

    private boolean isOffered(String api) {
        return registry.count(Table.OBJECTS, Query.where(RegisteredObject.BY_API, api)) > 0;
    }

    private List<String> apis() {
        Query promises = Query.where(RegisteredObject.BY_KIND, RegisteredObject.platformKind(Kinds.PROMISE));
        return registry.list(Table.OBJECTS, promises.limit(MOST_COMPARED)).stream()
                .map(promise -> promise.value().facts().getOrDefault(RegisteredObject.API, ""))
                .filter(api -> !api.isEmpty())
                .toList();
    }

    private List<String> places(ObjectReference reference) {
        Query kind =
                Query.where(RegisteredObject.BY_KIND, RegisteredObject.kindOf(reference.group(), reference.kind()));
        return registry.list(Table.OBJECTS, kind.limit(MOST_COMPARED)).stream()
                .map(Stored::value)
                .map(object -> place(object.reference()))
                .toList();
    }

    private static String place(ObjectReference reference) {
        return reference.namespace().isEmpty() ? reference.name() : reference.namespace() + "/" + reference.name();
    }

    private static String guess(String missing, List<String> known) {
        return Suggestion.nearest(missing, known)
                .map(name -> " - " + Suggestion.question(name))
                .orElse("");
    }
}
