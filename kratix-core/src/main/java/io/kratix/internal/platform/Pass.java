// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.platform;

import io.kratix.internal.apply.Applier;
import io.kratix.internal.apply.Origin;
import io.kratix.internal.documents.DocumentPrinter;
import io.kratix.internal.documents.Reading;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.internal.store.PlatformTree;
import io.kratix.internal.store.PlatformTree.Arrival;
import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One pass over what lies on the platform Destination: each document is applied by itself. */
final class Pass {
    private final Registry registry;
    private final Applier applier;
    private final ObjectReference destination;
    private final PlatformTree tree;
    private final Map<ObjectReference, RegisteredObject> known;
    private final Keeping keeping;
    private final Lineage lineage;
    private final Set<ObjectReference> declared = new HashSet<>();
    private final Map<String, Optional<Problem>> mistakes = new HashMap<>();
    private final Map<String, Long> leftAlone = new TreeMap<>();
    private final List<Unapplied> unapplied = new ArrayList<>();
    private long applied;

    /**
     * Makes a pass.
     *
     * @param registry what is declared
     * @param applier applies documents
     * @param destination the platform Destination
     * @param tree what lies there
     * @param keeping says what stays although it is not there
     * @param known what came from there before, or from the Destination that was the platform's then
     */
    Pass(
            Registry registry,
            Applier applier,
            ObjectReference destination,
            PlatformTree tree,
            Keeping keeping,
            Map<ObjectReference, RegisteredObject> known) {
        this.registry = registry;
        this.applier = applier;
        this.destination = destination;
        this.tree = tree;
        this.known = known;
        this.keeping = keeping;
        this.lineage = new Lineage(registry);
    }

    /** Applies what can be applied; Promises before what may be a request of them. */
    void apply() {
        Map<Boolean, List<Arrival>> parts = tree.arrivals().stream()
                .collect(Collectors.partitioningBy(
                        arrival -> arrival.document().reference().isPlatform()));
        apply(parts.getOrDefault(true, List.of()));
        apply(parts.getOrDefault(false, List.of()));
        tree.unreadable()
                .forEach(file -> file.owners().forEach(owner -> unapplied.add(Unapplied.unreadable(file, owner))));
    }

    /** {@return whether an object that came from the platform Destination is not there any more} */
    boolean isToGo(RegisteredObject object) {
        return !object.isDeleting()
                && !declared.contains(object.reference())
                && !tree.strangers().contains(object.facts().getOrDefault(RegisteredObject.FILE, ""))
                && !keeping.keeps(object);
    }

    /** {@return how many objects stay as they came from another Destination, where their owners' files are, by its name} */
    Map<String, Long> elsewhere() {
        return known.values().stream()
                .filter(object -> !declared.contains(object.reference()))
                .filter(keeping::isElsewhere)
                .collect(Collectors.groupingBy(Keeping::origin, TreeMap::new, Collectors.counting()));
    }

    /** {@return how many objects are as the platform Destination has them} */
    long applied() {
        return applied;
    }

    /** {@return how many documents are of kinds that mean nothing here, by kind} */
    Map<String, Long> leftAlone() {
        return leftAlone;
    }

    /** {@return what is not applied} */
    List<Unapplied> unapplied() {
        return unapplied;
    }

    private void apply(List<Arrival> arrivals) {
        List<Arrival> meant = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            if (applier.knows(arrival.document())
                    || known.containsKey(arrival.document().reference())) {
                meant.add(arrival);
            } else {
                leaveAlone(arrival);
            }
        }
        Selection selection = Selection.of(meant, known, keeping::keeps, lineage::objection);
        declared.addAll(selection.declared());
        unapplied.addAll(selection.unapplied());
        selection.chosen().forEach(this::apply);
    }

    /** What is likely to have been meant for somebody here is told. */
    private void leaveAlone(Arrival arrival) {
        Document document = arrival.document();
        mistakes.computeIfAbsent(document.apiVersion() + "/" + document.kind(), any -> applier.mistake(document))
                .ifPresentOrElse(
                        mistake -> unapplied.add(
                                Unapplied.refused(arrival, List.of(mistake.message() + "; " + mistake.remedy()))),
                        () -> leftAlone.merge(document.kind(), 1L, Long::sum));
    }

    private void apply(Arrival arrival) {
        Document document = arrival.document();
        Origin origin =
                Origin.platform(destination, arrival.owner(), arrival.file(), digest(document), parents(arrival));
        @Nullable RegisteredObject before = known.get(document.reference());
        if (before != null && before.isDeleting()) {
            return; // it comes back when it is gone
        }
        if (before == null
                || !before.facts().entrySet().containsAll(origin.facts().entrySet())) {
            // what this pass has applied may have become one of those that it would come of
            Optional<String> objection = new Lineage(registry).objection(arrival);
            if (objection.isPresent()) {
                unapplied.add(Unapplied.of(arrival, objection.get()));
                declared.remove(document.reference());
                return;
            }
            try {
                applier.apply(Reading.of(List.of(new SourcedDocument(document, arrival.file()))), origin);
            } catch (InvalidDocumentException e) {
                unapplied.add(Unapplied.refused(
                        arrival, e.problems().stream().map(Problem::message).toList()));
                return;
            }
        }
        applied++;
    }

    /** What the document itself says of its parent stands. */
    private Map<String, String> parents(Arrival arrival) {
        if (arrival.owner().isPlatform() || arrival.document().reference().isPlatform()) {
            return Map.of();
        }
        Map<String, String> labels = new LinkedHashMap<>();
        registry.find(Table.OBJECTS, arrival.owner().toString())
                .map(Stored::value)
                .map(outer -> outer.facts().getOrDefault(RegisteredObject.PROMISE, ""))
                .ifPresent(promise -> labels.put(KratixLabels.PARENT_PROMISE_NAME, promise));
        labels.put(KratixLabels.PARENT_RESOURCE_NAME, arrival.owner().name());
        labels.put(KratixLabels.PARENT_RESOURCE_NAMESPACE, arrival.owner().namespace());
        labels.keySet().removeAll(arrival.document().metadata().labels().keySet());
        return labels;
    }

    private static String digest(Document document) {
        return Content.of(DocumentPrinter.print(document)).sha256();
    }
}
