// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * When each share had its turn last, so that they take turns even where one task at a time is worked on. Nothing that has to
 * last: whoever begins anew begins with all of them alike. For one thread at a time.
 */
final class ShareTurns {
    private final Map<String, Long> last = new HashMap<>();
    private long turns;

    void taken(String share) {
        last.put(share, ++turns);
    }

    /** {@return whose turn comes first: the one with the least to do; of equals, the one that waited longest for its turn} */
    Comparator<String> order(ShareLoad load) {
        return Comparator.<String>comparingLong(load::of).thenComparingLong(share -> last.getOrDefault(share, 0L));
    }
}
