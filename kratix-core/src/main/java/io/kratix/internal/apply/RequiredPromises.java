// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.admission.PromiseAdmission;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.model.Document;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRevision;
import io.kratix.model.RequiredPromise;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Table;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The Promises that others need: those on record, and those of the same call. */
final class RequiredPromises {
    /** The way of each of them is told, which may be as long. */
    private static final int MOST = 100;

    private final Registry registry;
    private final Predicate<ObjectReference> open;
    private final Map<String, List<String>> required = new HashMap<>();
    private final Map<String, SourcedDocument> inThisCall = new LinkedHashMap<>();

    /**
     * Looks at the Promises of a call.
     *
     * @param registry what is declared already
     * @param call the documents of the call
     * @param open of which objects nobody knows what they will be
     */
    RequiredPromises(Registry registry, Collection<SourcedDocument> call, Predicate<ObjectReference> open) {
        this.registry = registry;
        this.open = open;
        call.stream()
                .filter(sourced -> sourced.document().reference().isPromise())
                .forEach(sourced -> inThisCall.put(sourced.document().metadata().name(), sourced));
    }

    /** {@return a sentence for each Promise that a document's Promise needs, and that is not there and does not come with it} */
    List<String> missing(Document document) {
        if (!document.reference().isPromise()) {
            return List.of();
        }
        Promise promise = Promise.of(document);
        List<RequiredPromise> required = promise.requiredPromises().stream()
                .filter(one -> isThere(one.name()) || !isBrought(promise, one))
                .toList();
        Map<String, Set<String>> installed = new HashMap<>();
        required.stream()
                .map(RequiredPromise::name)
                .filter(this::isThere)
                .forEach(name -> installed.put(name, versions(name)));
        return PromiseAdmission.missing(required, installed);
    }

    private static boolean isBrought(Promise promise, RequiredPromise required) {
        return PromiseAdmission.brought(promise, required.name())
                .filter(version ->
                        required.version().isEmpty() || version.isEmpty() || version.equals(required.version()))
                .isPresent();
    }

    /** {@return a problem for each Promise of the call that needs itself, directly or by others} */
    List<Problem> cycles() {
        Set<String> members = Circles.members(inThisCall.keySet(), this::required);
        return inThisCall.entrySet().stream()
                .filter(promise -> members.contains(promise.getKey()))
                .limit(MOST)
                .flatMap(promise -> cycle(promise.getValue()).stream())
                .toList();
    }

    private Optional<Problem> cycle(SourcedDocument sourced) {
        String name = sourced.document().metadata().name();
        return wayBack(name).map(way -> Problem.invalid(
                        "spec.requiredPromises",
                        way.get(1),
                        "Promise '" + name + "' would need itself: " + String.join(" -> ", way)
                                + "; none of them could ever be available",
                        "take one of these requirements out")
                .of(sourced.document().toString())
                .at(sourced.source()));
    }

    /** The shortest way from a Promise to itself, over what each needs. */
    private Optional<List<String>> wayBack(String promise) {
        Map<String, String> cameFrom = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(promise));
        while (!open.isEmpty()) {
            String current = open.remove();
            for (String next : required(current)) {
                if (next.equals(promise)) {
                    return Optional.of(way(promise, current, cameFrom));
                }
                if (cameFrom.putIfAbsent(next, current) == null) {
                    open.add(next);
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> way(String promise, String last, Map<String, String> cameFrom) {
        Deque<String> way = new ArrayDeque<>(List.of(promise));
        for (String name = last; !name.equals(promise); name = cameFrom.getOrDefault(name, promise)) {
            way.addFirst(name);
        }
        way.addFirst(promise);
        return List.copyOf(way);
    }

    private List<String> required(String promise) {
        List<String> known = required.get(promise);
        if (known != null) {
            return known;
        }
        List<String> read = read(promise);
        required.put(promise, read);
        return read;
    }

    private List<String> read(String promise) {
        return Optional.ofNullable(inThisCall.get(promise))
                .map(SourcedDocument::document)
                .or(() -> onRecord(ObjectReference.promise(promise)))
                .flatMap(document -> PromiseAdmission.part(document, "requiredPromises"))
                .map(part -> part.requiredPromises().stream()
                        .map(RequiredPromise::name)
                        .toList())
                .orElse(List.of());
    }

    private Optional<Document> onRecord(ObjectReference promise) {
        return open.test(promise)
                ? Optional.empty()
                : registry.find(Table.OBJECTS, promise.toString())
                        .map(stored -> stored.value().document());
    }

    private boolean isThere(String promise) {
        return inThisCall.containsKey(promise)
                || registry.find(Table.OBJECTS, ObjectReference.promise(promise).toString())
                        .isPresent();
    }

    private Set<String> versions(String promise) {
        Set<String> versions = new HashSet<>();
        registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_REVISION_OF, promise))
                .forEach(stored -> versions.add(
                        PromiseRevision.of(stored.value().document()).version()));
        Optional.ofNullable(inThisCall.get(promise))
                .map(sourced -> sourced.document().metadata().labels())
                .ifPresent(labels -> versions.add(labels.getOrDefault(KratixLabels.PROMISE_VERSION, "")));
        return versions;
    }
}
