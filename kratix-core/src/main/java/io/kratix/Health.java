// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.model.ObjectReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How an engine and what it rests on are, at one moment.
 *
 * @param registry whether the registry answers, and the last change of it could be written
 * @param runner whether what runs Pipelines answers and lets the engine in
 * @param stores the State Stores that are declared, by reference
 * @param queue what there is to do
 * @param stuck tasks whose calls of a plugin or function did not return when they were interrupted, and have not since: each
 *     keeps a thread, and nothing but the end of the JVM frees one that never returns
 */
public record Health(Reach registry, Reach runner, List<Store> stores, Queue queue, List<String> stuck) {
    /** Copies the lists. */
    public Health {
        stores = List.copyOf(stores);
        stuck = List.copyOf(stuck);
    }

    /** {@return whether everything answers, every State Store is ready, and no call is stuck} */
    public boolean isWell() {
        return registry.isReachable()
                && runner.isReachable()
                && stores.stream().allMatch(Store::ready)
                && stuck.isEmpty();
    }

    /**
     * Whether somebody answers.
     *
     * @param problem why not, in words; empty if it does
     */
    public record Reach(Optional<String> problem) {
        /** {@return whether it answers} */
        public boolean isReachable() {
            return problem.isEmpty();
        }
    }

    /**
     * A State Store, as its status has it; nobody is asked for it.
     *
     * @param reference which State Store
     * @param ready whether it could be written to when that was last tried
     * @param message what its condition says; empty as long as nothing was tried
     */
    public record Store(ObjectReference reference, boolean ready, String message) {}

    /**
     * What there is to do.
     *
     * @param running how many tasks are worked on
     * @param due how many wait for nothing but a turn
     * @param waiting how many wait for a time
     * @param oldest how long the one has been due that nobody works on and that was due first; empty if none is due
     */
    public record Queue(long running, long due, long waiting, Optional<Duration> oldest) {}
}
