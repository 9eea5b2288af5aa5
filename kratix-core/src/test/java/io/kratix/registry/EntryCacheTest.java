// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.registry.EntryCache.Found;
import io.kratix.registry.EntryCache.Place;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is remembered of the registry's entries, and what is not while they change. */
final class EntryCacheTest {
    private final EntryCache cache = new EntryCache();
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void remembersWhatWasFound() {
        look("a", 1);
        look("a", 1);

        assertThat(reads).hasValue(1);
    }

    @Test
    void remembersNothingOfWhatIsChanging() {
        look("a", 1);
        cache.changing(Set.of(place("a")));

        look("a", 1);
        look("a", 1);

        assertThat(reads).hasValue(3);
    }

    @Test
    void remembersItAgainWhenAllWhoChangedItAreDone() {
        Set<Place> places = Set.of(place("a"));
        cache.changing(places);
        cache.changing(places);
        cache.changed(places);
        look("a", 1);
        cache.changed(places);

        look("a", 1);
        look("a", 1);

        assertThat(reads).hasValue(2);
    }

    @Test
    void doesNotKeepWhatWasReadBeforeAChangeThatIsDone() {
        Set<Place> places = Set.of(place("a"));
        cache.find(place("a"), () -> {
            cache.changing(places);
            cache.changed(places);
            return found(1);
        });

        look("a", 1);

        assertThat(reads).hasValue(1);
    }

    @Test
    void doesNotKeepWhatWasReadBeforeEverythingWasForgotten() {
        cache.find(place("a"), () -> {
            cache.forgetAll();
            return found(1);
        });

        look("a", 1);

        assertThat(reads).hasValue(1);
    }

    @Test
    void forgetsWhatWasNotAskedForLongest() {
        for (int i = 0; i < 20; i++) {
            look("a", 200_000);
            look("b" + i, 200_000);
        }

        look("a", 200_000);
        look("b19", 200_000);
        look("b0", 200_000);

        assertThat(reads).hasValue(22);
    }

    @Test
    void remembersNoAnswerThatIsTooLong() {
        look("a", 300_000);
        look("a", 300_000);

        assertThat(reads).hasValue(2);
    }

    private void look(String value, long characters) {
        cache.find(place(value), () -> {
            reads.incrementAndGet();
            return found(characters);
        });
    }

    private static Found<FilesTaken> found(long characters) {
        return new Found<>(List.of(), characters);
    }

    private static Place place(String value) {
        return new Place(Table.FILES_TAKEN, "", value);
    }
}
