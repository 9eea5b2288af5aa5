// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.util.HashMap;
import java.util.Map;

/** How much is worked on for each share, and whether more may be. */
final class ShareLoad {
    private final int most;
    private final Map<String, Long> active = new HashMap<>();

    /**
     * Nothing is worked on.
     *
     * @param most how much may be for one share
     */
    ShareLoad(int most) {
        this.most = most;
    }

    void add(String share, long tasks) {
        active.merge(share, tasks, Long::sum);
    }

    long of(String share) {
        return active.getOrDefault(share, 0L);
    }

    /** {@return whether one more may be worked on; what counts for nobody may always} */
    boolean hasRoom(String share) {
        return share.isEmpty() || of(share) < most;
    }
}
