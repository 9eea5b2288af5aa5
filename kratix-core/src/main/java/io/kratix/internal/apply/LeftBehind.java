// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.model.Event;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What stays where a State Store's document pointed before. It is not touched, since the new location may be the same
 * place under another name; people are told what it is and where.
 */
final class LeftBehind {
    private final Registry registry;
    private final Clock clock;

    LeftBehind(Registry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * {@return a State Store's object whose status says what is left elsewhere; the same object if nothing is}
     *
     * @param step tells of it
     * @param store a State Store as it is about to be recorded, or any other object
     */
    RegisteredObject report(Step.Builder step, RegisteredObject store) {
        String location = store.facts().getOrDefault(RegisteredObject.LOCATION, "");
        if (location.isEmpty()) {
            return store;
        }
        Map<String, @Nullable Object> status =
                new LinkedHashMap<>(store.document().status());
        Map<String, @Nullable Object> kratix = copy(status.get("kratix"));
        List<Object> left = before(kratix, location);
        elsewhere(store, location).forEach((where, roots) -> {
            left.add(Map.of("location", where, "paths", List.copyOf(roots)));
            step.event(event(store, location, where, roots));
        });
        set(kratix, "left", left);
        set(status, "kratix", kratix);
        return store.withDocument(store.document().withStatus(status));
    }

    /** A location that is the store's again is not elsewhere any more. */
    private static List<Object> before(Map<String, @Nullable Object> kratix, String location) {
        List<Object> left = new ArrayList<>();
        if (kratix.get("left") instanceof List<?> list) {
            list.stream()
                    .filter(entry -> entry instanceof Map<?, ?> map && !location.equals(map.get("location")))
                    .forEach(left::add);
        }
        return left;
    }

    /** The Destinations' roots by location. */
    private Map<String, Set<String>> elsewhere(RegisteredObject store, String location) {
        Map<String, Set<String>> elsewhere = new TreeMap<>();
        String name =
                store.document().kind() + "/" + store.document().metadata().name();
        for (Stored<OwnerState> owner : registry.list(Table.OWNERS, Query.where(OwnerState.BY_STORE, name))) {
            OwnerState.Area area = owner.value().area();
            boolean mayHold = !owner.value().confirmed().isEmpty();
            if (mayHold && !area.location().equals(location)) {
                elsewhere
                        .computeIfAbsent(area.location(), any -> new TreeSet<>())
                        .add(area.root().toString());
            }
        }
        return elsewhere;
    }

    private Event event(RegisteredObject store, String location, String where, Set<String> roots) {
        return new Event(
                clock.instant(),
                Event.Type.WARNING,
                store.reference(),
                "LocationChanged",
                "everything is written to " + location + " now; what is at " + where + " below "
                        + String.join(", ", roots) + " stays there and is nobody's: remove it if it is not needed");
    }

    private static Map<String, @Nullable Object> copy(@Nullable Object tree) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        }
        return copy;
    }

    private static void set(Map<String, @Nullable Object> parent, String key, Object value) {
        boolean empty = value instanceof List<?> list ? list.isEmpty() : ((Map<?, ?>) value).isEmpty();
        if (empty) {
            parent.remove(key);
        } else {
            parent.put(key, value);
        }
    }
}
