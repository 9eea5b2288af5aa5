// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What may be said to a place that was lost, the most first: a reader that prunes takes what is not in the first request for
 * gone, until the others are through. Made while somebody looks, and no further.
 */
final class Portions {
    /** So many that the calls of one try suffice, with some left for those that are left out. */
    private static final int MOST_PARTS = 16;

    private final List<Changes.Wish> all;
    private final List<Changes.Wish> sound;

    /**
     * Makes the portions.
     *
     * @param all everything of a document
     */
    Portions(List<Changes.Wish> all) {
        this.all = all;
        List<Changes.Wish> unrefused =
                all.stream().filter(Predicate.not(Portions::wasRefused)).toList();
        this.sound = unrefused.isEmpty() ? all : unrefused;
    }

    private static boolean wasRefused(Changes.Wish wish) {
        return wish.owners().stream().anyMatch(owner -> !owner.value().failure().isEmpty());
    }

    /** {@return everything; all that was not refused the last time; that without a small part; a part of it, ever smaller} */
    Stream<List<Changes.Wish>> any() {
        return Stream.of(most(), withoutAPart(), parts()).flatMap(portions -> portions);
    }

    /**
     * {@return everything; all that was not refused the last time; a single change}
     *
     * @param which picks the change
     */
    Stream<List<Changes.Wish>> few(int which) {
        Stream<List<Changes.Wish>> one =
                sound.size() > 1 ? Stream.of(List.of(sound.get(which % sound.size()))) : Stream.empty();
        return Stream.concat(most(), one);
    }

    private Stream<List<Changes.Wish>> most() {
        return sound.size() < all.size() ? Stream.of(all, sound) : Stream.of(all);
    }

    private Stream<List<Changes.Wish>> withoutAPart() {
        return sound.size() > 1 ? bounds(MOST_PARTS).map(this::without) : Stream.empty();
    }

    private Stream<List<Changes.Wish>> parts() {
        return IntStream.iterate(2, count -> count <= MOST_PARTS && count < 2 * sound.size(), count -> 2 * count)
                .boxed()
                .filter(count -> sound.size() > 2)
                .flatMap(this::bounds)
                .map(part -> sound.subList(part.from(), part.to()));
    }

    private List<Changes.Wish> without(Part part) {
        List<Changes.Wish> others = new ArrayList<>(sound.subList(0, part.from()));
        others.addAll(sound.subList(part.to(), sound.size()));
        return others;
    }

    private Stream<Part> bounds(int most) {
        int count = Math.min(most, sound.size());
        return IntStream.range(0, count)
                .mapToObj(i -> new Part(i * sound.size() / count, (i + 1) * sound.size() / count));
    }

    private record Part(int from, int to) {}
}
