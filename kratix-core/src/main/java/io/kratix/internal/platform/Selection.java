// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.platform;

import io.kratix.internal.step.Outer;
import io.kratix.internal.store.PlatformTree.Arrival;
import io.kratix.model.ObjectReference;
import io.kratix.registry.RegisteredObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which documents of a tree are applied: one for each object, of the owner from whose files the object came first. */
final class Selection {
    private final Map<ObjectReference, List<Arrival>> candidates = new LinkedHashMap<>();
    private final List<Arrival> chosen = new ArrayList<>();
    private final List<Unapplied> unapplied = new ArrayList<>();

    private Selection() {}

    /**
     * {@return what is chosen}
     *
     * @param arrivals documents, in their order
     * @param known what came from the platform Destination before
     * @param kept tells whether an object stays its owner's though no file of that owner's holds it
     * @param objection says why a document cannot be applied at all
     */
    static Selection of(
            Collection<Arrival> arrivals,
            Map<ObjectReference, RegisteredObject> known,
            Predicate<RegisteredObject> kept,
            Function<Arrival, Optional<String>> objection) {
        Selection selection = new Selection();
        for (Arrival arrival : arrivals) {
            objection
                    .apply(arrival)
                    .ifPresentOrElse(why -> selection.unapplied.add(Unapplied.of(arrival, why)), () -> selection
                            .candidates
                            .computeIfAbsent(arrival.document().reference(), any -> new ArrayList<>())
                            .add(arrival));
        }
        selection.candidates.forEach(
                (reference, all) -> selection.choose(all, Optional.ofNullable(known.get(reference)), kept));
        return selection;
    }

    /** {@return what is applied} */
    List<Arrival> chosen() {
        return chosen;
    }

    /** {@return what is not, and why} */
    List<Unapplied> unapplied() {
        return unapplied;
    }

    /** {@return every object that some document stands for} */
    Set<ObjectReference> declared() {
        return candidates.keySet();
    }

    private void choose(List<Arrival> all, Optional<RegisteredObject> known, Predicate<RegisteredObject> kept) {
        String owner = known.map(Outer::referenceOf).orElse("");
        List<Arrival> theirs = all.stream()
                .filter(arrival -> arrival.owner().toString().equals(owner))
                .toList();
        if (theirs.isEmpty() && known.filter(kept).isPresent()) {
            all.forEach(arrival -> unapplied.add(Unapplied.of(arrival, belongsTo(arrival, owner))));
            return;
        }
        Arrival first = theirs.isEmpty() ? all.get(0) : theirs.get(0);
        chosen.add(first);
        all.stream()
                .filter(arrival -> !arrival.equals(first))
                .forEach(arrival -> unapplied.add(
                        Unapplied.of(arrival, belongsTo(arrival, first.owner() + " in " + first.file()))));
    }

    private static String belongsTo(Arrival arrival, String whom) {
        return arrival.document() + " belongs to " + whom + " until it is gone from there";
    }
}
