// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.admission.PromiseAdmission;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.model.Document;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRevision;
import io.kratix.model.RequiredPromise;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Table;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The Promises that others need: those on record, and those of the same call. */
final class RequiredPromises {
    private final Registry registry;
    private final Map<String, String> versionsInThisCall = new HashMap<>();

    RequiredPromises(Registry registry, Collection<SourcedDocument> call) {
        this.registry = registry;
        call.stream()
                .map(SourcedDocument::document)
                .filter(document -> document.reference().isPromise())
                .forEach(document -> versionsInThisCall.put(
                        document.metadata().name(),
                        document.metadata().labels().getOrDefault(KratixLabels.PROMISE_VERSION, "")));
    }

    /** {@return a sentence for each Promise that a document's Promise needs and that is not there} */
    List<String> missing(Document document) {
        if (!document.reference().isPromise()) {
            return List.of();
        }
        List<RequiredPromise> required = Promise.of(document).requiredPromises();
        Map<String, Set<String>> installed = new HashMap<>();
        required.stream()
                .map(RequiredPromise::name)
                .filter(this::isThere)
                .forEach(name -> installed.put(name, versions(name)));
        return PromiseAdmission.missing(required, installed);
    }

    private boolean isThere(String promise) {
        return versionsInThisCall.containsKey(promise)
                || registry.find(Table.OBJECTS, ObjectReference.promise(promise).toString())
                        .isPresent();
    }

    private Set<String> versions(String promise) {
        Set<String> versions = new HashSet<>();
        registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_REVISION_OF, promise))
                .forEach(stored -> versions.add(
                        PromiseRevision.of(stored.value().document()).version()));
        versions.add(versionsInThisCall.getOrDefault(promise, ""));
        return versions;
    }
}
