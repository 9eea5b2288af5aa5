// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.documents.SourcedDocument;
import io.kratix.layout.Collisions;
import io.kratix.layout.PathSet;
import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What Destinations must fulfil together: no two of them could ever write to the same path. A Destination that moves has
 * its old place until its files are gone from there: nobody else takes it before.
 */
final class PlaceRules {
    private static final String REMEDY = "give one of the two another path, or another mode of spec.filepath";
    private static final String WAIT =
            "apply it when the other one has left: its files go as soon as they are confirmed at its new place";
    private static final String GOING = "apply it when the other one is gone: it is being deleted";
    private static final String APART = "move it to a place apart from this one first, and from there to the new one";
    private static final String AS_BEFORE =
            "apply it in the mode that it had, or give it another spec.path; to have it in"
                    + " another mode here, apply it in the old one, and delete it with spec.cleanup: all";

    private final Registry registry;
    private final Map<ObjectReference, SourcedDocument> accepted;
    private final Predicate<ObjectReference> open;
    private final Map<String, Collisions.Site> before;
    private final DeclaredSites after;
    private final List<Problem> problems = new ArrayList<>();

    private PlaceRules(
            Registry registry,
            Map<ObjectReference, SourcedDocument> accepted,
            Map<ObjectReference, Map<String, String>> facts,
            Predicate<ObjectReference> open) {
        this.registry = registry;
        this.open = open;
        this.accepted = accepted;
        this.after = DeclaredSites.after(registry, accepted, facts, open);
        this.before = DeclaredSites.before(registry, after.concerned()).sites();
    }

    /**
     * {@return a problem for each two Destinations that could collide, once the call is applied; none if the call changes
     * no Destination and no State Store}
     *
     * @param registry what is declared already
     * @param accepted the documents of the call
     * @param facts what the call fixes, by object
     * @param open of which objects nobody knows what they will be, so that nothing is said of their places
     */
    static List<Problem> problems(
            Registry registry,
            Map<ObjectReference, SourcedDocument> accepted,
            Map<ObjectReference, Map<String, String>> facts,
            Predicate<ObjectReference> open) {
        boolean concerned = accepted.entrySet().stream()
                .filter(one -> one.getKey().group().equals(Kinds.GROUP))
                .filter(one -> !one.getKey().kind().equals(Kinds.PROMISE))
                .anyMatch(one -> isOtherwise(registry, one.getValue().document(), facts));
        return concerned ? new PlaceRules(registry, accepted, facts, open).problems() : List.of();
    }

    /** Labels and the like move nothing: there is no need to look at every other Destination for them. */
    private static boolean isOtherwise(
            Registry registry, Document document, Map<ObjectReference, Map<String, String>> facts) {
        ObjectReference reference = document.reference();
        return registry.find(Table.OBJECTS, reference.toString())
                .map(Stored::value)
                .filter(known -> known.document().spec().equals(document.spec()))
                .filter(known -> isSame(known.facts(), facts.getOrDefault(reference, known.facts())))
                .isEmpty();
    }

    private static boolean isSame(Map<String, String> before, Map<String, String> after) {
        return Stream.of(RegisteredObject.MODE, RegisteredObject.NAMESPACE, RegisteredObject.LOCATION)
                .allMatch(fact -> Objects.equals(before.get(fact), after.get(fact)));
    }

    private List<Problem> problems() {
        problems.addAll(after.problems());
        List<Collisions.Site> concerned = after.concerned().stream()
                .map(destination -> after.sites().get(destination.name()))
                .toList();
        checkOthers(concerned);
        List<Collisions.Site> moving = concerned.stream()
                .filter(site -> !isSame(site, Optional.ofNullable(before.get(name(site)))))
                .toList();
        if (problems.isEmpty() && !moving.isEmpty()) {
            checkLeaving(moving);
            checkHeld(moving);
        }
        return problems;
    }

    /** Those that lie neither above nor below what the call concerns are passed over. */
    private void checkOthers(List<Collisions.Site> concerned) {
        Map<String, PathSet> roots = new HashMap<>();
        concerned.forEach(site -> roots.computeIfAbsent(site.location(), location -> new PathSet())
                .add(site.layout().root()));
        List<Collisions.Site> near = after.sites().values().stream()
                .filter(site -> Optional.ofNullable(roots.get(site.location()))
                        .filter(paths -> paths.touches(site.layout().root()))
                        .isPresent())
                .toList();
        Collisions.among(near).forEach(this::add);
    }

    private static boolean isSame(Collisions.Site site, Optional<Collisions.Site> other) {
        return other.filter(same -> same.location().equals(site.location())
                        && same.layout().root().equals(site.layout().root()))
                .isPresent();
    }

    /** What is left by this call is not free before its owners have gone. */
    private void checkLeaving(List<Collisions.Site> moving) {
        List<Collisions.Site> left = moving.stream()
                .flatMap(site -> Stream.ofNullable(before.get(name(site))))
                .toList();
        for (Collisions.Site site : moving) {
            Collisions.find(site, left)
                    .ifPresent(met -> add(
                            met.one(),
                            met.other(),
                            "Destination '" + met.one() + "' would take a place that Destination '" + met.other()
                                    + "' leaves only now",
                            WAIT));
        }
    }

    private void checkHeld(List<Collisions.Site> moving) {
        List<OwnerState> held = registry.list(Table.OWNERS, Query.all()).stream()
                .map(Stored::value)
                .filter(OwnerState::isHeld)
                .filter(state -> !open.test(ObjectReference.destination(state.destination())))
                .toList();
        if (problems.isEmpty()) {
            List<Collisions.Held> paths = held.stream()
                    .map(state -> new Collisions.Held(
                            state.area().location(),
                            state.destination(),
                            state.area().paths()))
                    .toList();
            Collisions.with(moving, paths).forEach(met -> add(met.one(), met.other(), met.message(), WAIT));
            moving.forEach(site -> checkOwn(site, held));
            moving.forEach(site -> Remains.of(registry, site)
                    .obstacle()
                    .ifPresent(words -> add(name(site), name(site), words, AS_BEFORE)));
        }
    }

    /** A Destination that moved into what it has would have to remove what it just wrote. */
    private void checkOwn(Collisions.Site site, List<OwnerState> held) {
        StorePath root = site.layout().root();
        List<OwnerState.Area> leaving = held.stream()
                .filter(state -> state.destination().equals(name(site)))
                .map(OwnerState::area)
                .filter(area ->
                        area.location().equals(site.location()) && !area.root().equals(root))
                .toList();
        PathSet left = new PathSet();
        leaving.forEach(area -> area.paths().forEach(left::add));
        leaving.stream()
                .flatMap(area -> area.paths().stream()
                        .map(path -> below(root, area.root().relativize(path))))
                .filter(left::touches)
                .findFirst()
                .ifPresent(path -> add(
                        name(site),
                        name(site),
                        "Destination '" + name(site) + "' would move into its own files: '" + path
                                + "' is new and old at once",
                        APART));
    }

    /** Whether it is too long there is another's business. */
    private static StorePath below(StorePath root, StorePath path) {
        return StorePath.existing(root.isRoot() ? path.toString() : root + "/" + path);
    }

    private void add(Collisions.Collision collision) {
        boolean passing = Stream.of(collision.one(), collision.other())
                .map(name -> registry.find(
                        Table.OBJECTS, ObjectReference.destination(name).toString()))
                .flatMap(Optional::stream)
                .anyMatch(stored -> stored.value().isDeleting());
        add(collision.one(), collision.other(), collision.message(), passing ? GOING : REMEDY);
    }

    private void add(String one, String other, String message, String remedy) {
        ObjectReference first = ObjectReference.destination(one);
        ObjectReference second = ObjectReference.destination(other);
        ObjectReference subject = accepted.containsKey(second) && !accepted.containsKey(first) ? second : first;
        String source = Optional.ofNullable(accepted.get(subject))
                .map(SourcedDocument::source)
                .orElse("");
        problems.add(Problem.ofDocument(message, remedy).of(subject.toString()).at(source));
    }

    private static String name(Collisions.Site site) {
        return site.layout().destination().name();
    }
}
