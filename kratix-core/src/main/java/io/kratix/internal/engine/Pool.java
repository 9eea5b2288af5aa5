// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.registry.Task;
import java.util.Set;

/** Tasks that share a bound on how many of them are worked on at once. */
final class Pool {
    private final Set<Task.Type> types;
    private final boolean blocking;
    private final int perShare;
    private int free;

    /**
     * Makes a pool.
     *
     * @param types the tasks
     * @param limit how many at once
     * @param blocking whether they wait for somebody outside, and are interrupted when the engine closes
     */
    Pool(Set<Task.Type> types, int limit, boolean blocking) {
        this(types, limit, Integer.MAX_VALUE, blocking);
    }

    /**
     * Makes a pool in which nobody takes all the room.
     *
     * @param types the tasks
     * @param limit how many at once
     * @param perShare how many of them for one share
     * @param blocking whether they wait for somebody outside, and are interrupted when the engine closes
     */
    Pool(Set<Task.Type> types, int limit, int perShare, boolean blocking) {
        this.types = Set.copyOf(types);
        this.free = limit;
        this.perShare = perShare;
        this.blocking = blocking;
    }

    Set<Task.Type> types() {
        return types;
    }

    int perShare() {
        return perShare;
    }

    boolean isBlocking() {
        return blocking;
    }

    synchronized int free() {
        return free;
    }

    synchronized void take() {
        free--;
    }

    synchronized void giveBack() {
        free++;
    }
}
