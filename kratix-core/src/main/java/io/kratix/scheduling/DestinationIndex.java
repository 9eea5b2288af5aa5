// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Destination;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Destinations that there are, found by name and by labels. Immutable. */
public final class DestinationIndex {
    private final Map<String, Destination> byName;

    private DestinationIndex(Map<String, Destination> byName) {
        this.byName = byName;
    }

    /**
     * {@return an index over Destinations}
     *
     * @param destinations those that take placements: none that is being deleted
     */
    public static DestinationIndex of(Collection<Destination> destinations) {
        Map<String, Destination> byName = new TreeMap<>();
        destinations.forEach(destination -> byName.put(destination.name(), destination));
        return new DestinationIndex(byName);
    }

    /**
     * {@return the Destination of that name}
     *
     * @param name a Destination's name
     */
    public Optional<Destination> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * {@return the Destinations that take a group which asks for these labels, by name}
     *
     * @param matchLabels labels that a Destination must carry; without any, those that are not strict or have none match
     */
    public List<Destination> matching(Map<String, String> matchLabels) {
        return byName.values().stream()
                .filter(destination -> matches(destination, matchLabels))
                .toList();
    }

    private static boolean matches(Destination destination, Map<String, String> matchLabels) {
        if (matchLabels.isEmpty()) {
            return !destination.strictMatchLabels() || destination.labels().isEmpty();
        }
        return destination.labels().entrySet().containsAll(matchLabels.entrySet());
    }
}
