// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import java.util.Arrays;

/** Gathers places in rising order; the same place twice in a row counts once. */
final class PostingBuilder {
    private int[] places = new int[4];
    private int count;

    void add(int place) {
        if (count > 0 && places[count - 1] == place) {
            return;
        }
        if (count == places.length) {
            places = Arrays.copyOf(places, count * 2);
        }
        places[count++] = place;
    }

    Posting build(int total) {
        return Posting.of(places, count, total);
    }
}
