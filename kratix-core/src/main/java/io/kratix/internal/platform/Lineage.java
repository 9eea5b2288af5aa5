// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.platform;

import io.kratix.internal.store.PlatformTree.Arrival;
import io.kratix.model.Kinds;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From which objects others came: by files on the platform Destination, or a Promise by its release. */
final class Lineage {
    static final int LONGEST = 16;

    private final Registry registry;
    private final Map<String, List<String>> known = new HashMap<>();

    Lineage(Registry registry) {
        this.registry = registry;
    }

    /** {@return why a document cannot be applied: it descends from itself, or from too many others} */
    Optional<String> objection(Arrival arrival) {
        List<String> lineage = known.computeIfAbsent(arrival.owner().toString(), this::of);
        String object = arrival.document().reference().toString();
        int itself = lineage.indexOf(object);
        if (itself >= 0) {
            return Optional.of(
                    object + " descends from itself: " + way(lineage.subList(itself, lineage.size()), object));
        }
        return lineage.size() + comingAtOnce(arrival) <= LONGEST
                ? Optional.empty()
                : Optional.of("more than " + LONGEST + " objects would come one of the other: " + way(lineage, object));
    }

    /** A release brings its Promise along. */
    private static int comingAtOnce(Arrival arrival) {
        boolean isRelease = arrival.document().reference().isPlatform()
                && arrival.document().kind().equals(Kinds.PROMISE_RELEASE);
        return isRelease ? 2 : 1;
    }

    private static String way(List<String> lineage, String object) {
        return String.join(" -> ", lineage) + " -> " + object;
    }

    /** The outermost first. */
    private List<String> of(String owner) {
        List<String> lineage = new ArrayList<>(List.of(owner));
        Optional<String> next = outer(owner);
        while (next.isPresent() && !lineage.contains(next.get()) && lineage.size() < LONGEST) {
            lineage.add(next.get());
            next = outer(next.get());
        }
        Collections.reverse(lineage);
        return lineage;
    }

    private Optional<String> outer(String object) {
        return registry.find(Table.OBJECTS, object)
                .map(Stored::value)
                .map(RegisteredObject::facts)
                .flatMap(facts -> Optional.ofNullable(facts.get(RegisteredObject.OUTER))
                        .or(() -> Optional.ofNullable(facts.get(RegisteredObject.ORIGIN))));
    }
}
