// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Entries as they were read last: since a registry serves one engine, nobody else changes them. What a step is about to
 * change is forgotten before the step is committed, and not kept again until its end is known, so that whoever is woken by
 * a step finds what it wrote. Safe for several threads.
 */
final class EntryCache {
    private static final long MOST_CHARACTERS = 4L * 1024 * 1024;
    private static final long MOST_OF_ONE_ANSWER = MOST_CHARACTERS / 16;
    private static final long CHARACTERS_OF_AN_EMPTY_ANSWER = 200;
    private static final int STRIPES = 1024;

    private final Map<Place, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Place, Integer> changing = new HashMap<>();
    private final long[] changes = new long[STRIPES];
    private long characters;
    private long moments;

    /**
     * What was asked for.
     *
     * @param table the table
     * @param index the index; empty for an entry by its key
     * @param value the index's value, or the entry's key
     */
    record Place(Table<?> table, String index, String value) {}

    /**
     * What was found.
     *
     * @param entries the entries
     * @param characters how long they are in the database
     * @param <T> their type
     */
    record Found<T>(List<Stored<T>> entries, long characters) {}

    private record Answer(Object entries, long characters) {}

    /**
     * {@return the entries at a place}
     *
     * @param place where
     * @param read reads them, without a lock; all that there are
     * @param <T> the entries of the place's table
     */
    <T> List<Stored<T>> find(Place place, Supplier<Found<T>> read) {
        long begun;
        synchronized (this) {
            @Nullable Answer known = answers.get(place);
            if (known != null) {
                return entries(known);
            }
            begun = ++moments;
        }
        Found<T> found = read.get();
        keep(place, found, begun);
        return found.entries();
    }

    /** An answer is kept under the table of its entries. */
    @SuppressWarnings("unchecked")
    private static <T> List<Stored<T>> entries(Answer known) {
        return (List<Stored<T>>) known.entries();
    }

    /** {@return the places that a step changes} */
    static Set<Place> places(Step step) {
        Set<Place> places = new HashSet<>();
        step.writes().forEach(write -> addPlaces(places, write));
        return places;
    }

    private static <T> void addPlaces(Set<Place> places, Step.Write<T> write) {
        places.add(new Place(write.table(), "", write.key()));
        write.before().ifPresent(before -> addPlaces(places, write.table(), before.value()));
        Optional.ofNullable(write.value()).ifPresent(after -> addPlaces(places, write.table(), after));
    }

    private static <T> void addPlaces(Set<Place> places, Table<T> table, T entry) {
        table.indexesOf(entry).forEach((index, value) -> places.add(new Place(table, index, value)));
    }

    /** Nothing is known of these places until {@link #changed}. */
    synchronized void changing(Set<Place> places) {
        for (Place place : places) {
            changing.merge(place, 1, Integer::sum);
            forget(place);
        }
    }

    /** The change was committed, or it was not. */
    synchronized void changed(Set<Place> places) {
        long now = ++moments;
        for (Place place : places) {
            changing.computeIfPresent(place, (any, count) -> count == 1 ? null : count - 1);
            changes[stripe(place)] = now;
        }
    }

    /** Nothing is known any more: the database may not be what it was. */
    synchronized void forgetAll() {
        Arrays.fill(changes, ++moments);
        answers.clear();
        characters = 0;
    }

    private synchronized void keep(Place place, Found<?> found, long begun) {
        long size = found.characters() + CHARACTERS_OF_AN_EMPTY_ANSWER;
        if (size > MOST_OF_ONE_ANSWER || changing.containsKey(place) || changes[stripe(place)] > begun) {
            return;
        }
        forget(place);
        answers.put(place, new Answer(found.entries(), size));
        characters += size;
        for (Iterator<Answer> eldest = answers.values().iterator(); characters > MOST_CHARACTERS; eldest.remove()) {
            characters -= eldest.next().characters();
        }
    }

    private void forget(Place place) {
        @Nullable Answer forgotten = answers.remove(place);
        characters -= forgotten == null ? 0 : forgotten.characters();
    }

    private static int stripe(Place place) {
        return Math.floorMod(place.hashCode(), STRIPES);
    }
}
