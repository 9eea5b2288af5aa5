// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.documents.SourcedDocument;
import io.kratix.layout.Collisions;
import io.kratix.layout.Layout;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidPathException;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.model.StorePath;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Where each Destination lies, as declared: by what is applied already, and by the documents of a call before that. */
final class DeclaredSites {
    private final Registry registry;
    private final Map<ObjectReference, SourcedDocument> accepted;
    private final Map<ObjectReference, Map<String, String>> facts;
    private final Predicate<ObjectReference> open;
    private final Map<String, Collisions.Site> sites = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private DeclaredSites(
            Registry registry,
            Map<ObjectReference, SourcedDocument> accepted,
            Map<ObjectReference, Map<String, String>> facts,
            Predicate<ObjectReference> open) {
        this.open = open;
        this.registry = registry;
        this.accepted = accepted;
        this.facts = facts;
    }

    /**
     * An object as it is declared, looked up once: it may be gone by the next look.
     *
     * @param document its document
     * @param facts what was fixed about it
     */
    private record Declared(Document document, Map<String, String> facts) {
        static Declared of(RegisteredObject object) {
            return new Declared(object.document(), object.facts());
        }

        String fact(String name) {
            return facts.getOrDefault(name, "");
        }
    }

    /** {@return where Destinations lie before any document of a call} */
    static DeclaredSites before(Registry registry, Collection<Destination> destinations) {
        DeclaredSites declared = new DeclaredSites(registry, Map.of(), Map.of(), reference -> false);
        destinations.forEach(destination ->
                declared.registered(destination.document().reference()).ifPresent(declared::add));
        return declared;
    }

    /**
     * {@return the sites once a call is applied}
     *
     * @param registry what is declared already
     * @param accepted the documents of the call
     * @param facts what the call fixes, by object
     * @param open of which objects nobody knows what they will be; they have no site
     */
    static DeclaredSites after(
            Registry registry,
            Map<ObjectReference, SourcedDocument> accepted,
            Map<ObjectReference, Map<String, String>> facts,
            Predicate<ObjectReference> open) {
        DeclaredSites declared = new DeclaredSites(registry, accepted, facts, open);
        declared.destinations().forEach(declared::add);
        return declared;
    }

    /** {@return the site of each Destination whose State Store is known, by name} */
    Map<String, Collisions.Site> sites() {
        return sites;
    }

    /** {@return the Destinations that a call concerns: it has them, or their State Store} */
    List<Destination> concerned() {
        return sites.values().stream()
                .map(site -> site.layout().destination())
                .filter(this::isConcerned)
                .toList();
    }

    private boolean isConcerned(Destination destination) {
        return accepted.containsKey(destination.document().reference())
                || accepted.containsKey(destination.stateStore().reference());
    }

    /** {@return why Destinations have no site although their State Stores are known} */
    List<Problem> problems() {
        return problems;
    }

    private Iterable<Declared> destinations() {
        Map<ObjectReference, Declared> destinations = new LinkedHashMap<>();
        String kind = RegisteredObject.platformKind(Kinds.DESTINATION);
        registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_KIND, kind))
                .forEach(stored -> destinations.put(stored.value().reference(), Declared.of(stored.value())));
        accepted.forEach((reference, sourced) -> {
            if (reference.group().equals(Kinds.GROUP) && reference.kind().equals(Kinds.DESTINATION)) {
                destinations.put(reference, called(reference, sourced));
            }
        });
        destinations.keySet().removeIf(open);
        return destinations.values();
    }

    private Declared called(ObjectReference reference, SourcedDocument sourced) {
        return new Declared(sourced.document(), facts.getOrDefault(reference, Map.of()));
    }

    private Optional<Declared> registered(ObjectReference reference) {
        return registry.find(Table.OBJECTS, reference.toString()).map(stored -> Declared.of(stored.value()));
    }

    /** Without a known State Store there is no site (yet): it is looked at again when the store is applied. */
    private void add(Declared declared) {
        Destination destination = Destination.of(declared.document());
        ObjectReference reference = destination.stateStore().reference();
        Optional<Declared> store = Optional.ofNullable(accepted.get(reference))
                .map(sourced -> called(reference, sourced))
                .or(() -> registered(reference));
        if (store.isEmpty() || open.test(reference)) {
            return;
        }
        try {
            Layout layout = layout(store.get().document(), destination, declared);
            if (isConcerned(destination)) {
                layout.canaries();
            }
            sites.put(destination.name(), new Collisions.Site(store.get().fact(RegisteredObject.LOCATION), layout));
        } catch (InvalidPathException e) {
            problems.add(tooLong(store.get().document(), destination, e));
        }
    }

    private static Layout layout(Document store, Destination destination, Declared declared) {
        return Layout.of(
                storePath(store),
                destination,
                FilepathMode.of(declared.fact(RegisteredObject.MODE)).orElseThrow(),
                declared.fact(RegisteredObject.NAMESPACE));
    }

    /** Each of the paths may be good by itself. */
    private Problem tooLong(Document store, Destination destination, InvalidPathException e) {
        ObjectReference reference = destination.document().reference();
        ObjectReference subject = accepted.containsKey(reference) ? reference : store.reference();
        return Problem.invalid(
                        "spec.path",
                        subject.equals(reference) ? destination.path() : storePath(store),
                        "with spec.path of " + destination.stateStore() + " and that of Destination '"
                                + destination.name() + "' together, a path " + e.rule(),
                        "shorten one of the two")
                .of(subject.toString())
                .at(source(subject));
    }

    private String source(ObjectReference subject) {
        return Optional.ofNullable(accepted.get(subject))
                .map(SourcedDocument::source)
                .orElse("");
    }

    private static StorePath storePath(Document store) {
        return store.spec().get("path") instanceof String path ? Layout.normalised(path) : StorePath.ROOT;
    }
}
