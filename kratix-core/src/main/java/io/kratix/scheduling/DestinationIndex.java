// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Destination;
import io.kratix.model.LabelSelector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The Destinations that there are, found by name and by labels. Immutable and safe for several threads; a changed
 * Destination gives another index, which shares with the first what did not change.
 */
public final class DestinationIndex {
    /** So many changes are looked through one by one, before everything is indexed anew. */
    private static final int LONGEST_OVERLAY = 64;

    private final LabelIndex indexed;

    /** What is otherwise than indexed, by name; empty for a Destination that is no more. */
    private final Map<String, Optional<Destination>> changed;

    private final Map<String, Destination> deleting;

    private DestinationIndex(
            LabelIndex indexed, Map<String, Optional<Destination>> changed, Map<String, Destination> deleting) {
        this.indexed = indexed;
        this.changed = changed;
        this.deleting = deleting;
    }

    /**
     * {@return an index over Destinations}
     *
     * @param destinations those that take placements: none that is being deleted
     */
    public static DestinationIndex of(Collection<Destination> destinations) {
        return of(destinations, Set.of());
    }

    /**
     * {@return an index over Destinations}
     *
     * @param destinations all that there are; of two with one name the later counts
     * @param deleting the names of those that are being deleted: they take no placement, and explanations say so
     */
    public static DestinationIndex of(Collection<Destination> destinations, Set<String> deleting) {
        Map<String, Destination> taking = new TreeMap<>();
        Map<String, Destination> leaving = new TreeMap<>();
        for (Destination destination : destinations) {
            (deleting.contains(destination.name()) ? leaving : taking).put(destination.name(), destination);
        }
        return new DestinationIndex(
                LabelIndex.of(taking.values()), Collections.emptyMap(), Collections.unmodifiableMap(leaving));
    }

    /**
     * {@return an index in which a Destination is new, or is as given}
     *
     * @param destination one that takes placements
     */
    public DestinationIndex with(Destination destination) {
        Map<String, Destination> others = new TreeMap<>(deleting);
        others.remove(destination.name());
        return change(destination.name(), Optional.of(destination), others);
    }

    /**
     * {@return an index in which a Destination is being deleted}
     *
     * @param destination one that takes no placement any more
     */
    public DestinationIndex withDeleting(Destination destination) {
        Map<String, Destination> others = new TreeMap<>(deleting);
        others.put(destination.name(), destination);
        return change(destination.name(), Optional.empty(), others);
    }

    /**
     * {@return an index without a Destination}
     *
     * @param name the Destination's name
     */
    public DestinationIndex without(String name) {
        Map<String, Destination> others = new TreeMap<>(deleting);
        others.remove(name);
        return change(name, Optional.empty(), others);
    }

    /**
     * {@return the Destination of that name that takes placements}
     *
     * @param name a Destination's name
     */
    public Optional<Destination> find(String name) {
        return changed.containsKey(name) ? changed.getOrDefault(name, Optional.empty()) : indexed.find(name);
    }

    /**
     * {@return the Destinations that take a group which asks for these labels, by name}
     *
     * @param matchLabels labels that a Destination must carry; without any, those that are not strict or have none match
     */
    public List<Destination> matching(Map<String, String> matchLabels) {
        return matching(LabelSelector.of(matchLabels));
    }

    /**
     * {@return the Destinations that take a group with this selector, by name} One with {@code strictMatchLabels} takes
     * only what asks for a label; one for dry runs, only what asks for them. The cost follows the matches, not the
     * Destinations.
     *
     * @param selector what the group asks for
     */
    public List<Destination> matching(LabelSelector selector) {
        List<Destination> matching = new ArrayList<>();
        indexed.matching(selector, destination -> {
            if (!changed.containsKey(destination.name())) {
                matching.add(destination);
            }
        });
        if (!changed.isEmpty()) {
            Admission admission = Admission.of(selector);
            changed.values().stream()
                    .flatMap(Optional::stream)
                    .filter(admission::admits)
                    .forEach(matching::add);
            matching.sort(Comparator.comparing(Destination::name));
        }
        return Collections.unmodifiableList(matching);
    }

    /** {@return every Destination that takes placements, by name} */
    public List<Destination> all() {
        return changed.isEmpty() ? indexed.all() : List.copyOf(taking().values());
    }

    /** {@return the Destinations that are being deleted, by name} */
    public List<Destination> deleting() {
        return List.copyOf(deleting.values());
    }

    Set<String> deletingNames() {
        return deleting.keySet();
    }

    private Map<String, Destination> taking() {
        Map<String, Destination> taking = new TreeMap<>();
        indexed.all().forEach(destination -> taking.put(destination.name(), destination));
        changed.forEach((name, change) ->
                change.ifPresentOrElse(destination -> taking.put(name, destination), () -> taking.remove(name)));
        return taking;
    }

    private DestinationIndex change(String name, Optional<Destination> change, Map<String, Destination> leaving) {
        Map<String, Optional<Destination>> changes = new TreeMap<>(changed);
        changes.put(name, change);
        DestinationIndex next = new DestinationIndex(indexed, changes, leaving);
        return changes.size() <= LONGEST_OVERLAY
                ? next
                : new DestinationIndex(LabelIndex.of(next.taking().values()), Collections.emptyMap(), leaving);
    }
}
