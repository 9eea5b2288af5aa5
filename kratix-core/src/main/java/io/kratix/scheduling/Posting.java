// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The places of some Destinations within a sorted list of them. Few are kept as a sorted list, many as bits, so that an
 * intersection costs what its smallest part has, or a sixty-fourth of all.
 */
final class Posting {
    private final int[] few;
    private final long[] many;
    private final int size;

    private Posting(int[] few, long[] many, int size) {
        this.few = few;
        this.many = many;
        this.size = size;
    }

    /** {@return a posting of places in rising order} */
    static Posting of(int[] places, int count, int total) {
        int words = (total + 63) >>> 6;
        if (count <= words) {
            return new Posting(Arrays.copyOf(places, count), new long[0], count);
        }
        long[] bits = new long[words];
        for (int i = 0; i < count; i++) {
            bits[places[i] >>> 6] |= 1L << places[i];
        }
        return new Posting(new int[0], bits, count);
    }

    int size() {
        return size;
    }

    boolean has(int place) {
        return many.length > 0 ? (many[place >>> 6] & (1L << place)) != 0 : Arrays.binarySearch(few, place) >= 0;
    }

    /** Gives every place that all postings have, in rising order; there must be at least one posting. */
    static void intersect(List<Posting> postings, IntConsumer found) {
        Posting smallest = postings.get(0);
        for (Posting posting : postings) {
            smallest = posting.size < smallest.size ? posting : smallest;
        }
        if (smallest.many.length == 0) {
            intersectFew(smallest, postings, found);
        } else {
            intersectMany(postings, smallest.many.length, found);
        }
    }

    private static void intersectFew(Posting smallest, List<Posting> postings, IntConsumer found) {
        for (int place : smallest.few) {
            boolean everywhere = true;
            for (Posting posting : postings) {
                everywhere &= posting == smallest || posting.has(place);
            }
            if (everywhere) {
                found.accept(place);
            }
        }
    }

    /** The smallest one is kept as bits, so all are. */
    private static void intersectMany(List<Posting> postings, int words, IntConsumer found) {
        for (int word = 0; word < words; word++) {
            long bits = -1L;
            for (Posting posting : postings) {
                bits &= posting.many[word];
            }
            for (; bits != 0; bits &= bits - 1) {
                found.accept((word << 6) + Long.numberOfTrailingZeros(bits));
            }
        }
    }
}
