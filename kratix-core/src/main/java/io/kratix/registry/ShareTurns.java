// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When each share had its turn last, so that they take turns even where one task at a time is worked on. Nothing that has to
 * last: whoever begins anew begins with all of them alike. For one thread at a time.
 */
final class ShareTurns {
    /** Of more shares those are forgotten that had no turn for the longest time: they come first in any case. */
    private static final int MOST = 10_000;

    private final Map<String, Long> last = new LinkedHashMap<>();
    private long turns;

    void taken(String share) {
        last.remove(share);
        last.put(share, ++turns);
        if (last.size() > MOST) {
            last.remove(last.keySet().iterator().next());
        }
    }

    /** {@return the number of a share's last turn; 0 if it had none, or none that anybody remembers} */
    long last(String share) {
        return last.getOrDefault(share, 0L);
    }

    /** {@return whose turn comes first: the one with the least to do; of equals, the one that waited longest for its turn} */
    Comparator<String> order(ShareLoad load) {
        return Comparator.<String>comparingLong(load::of).thenComparingLong(this::last);
    }
}
