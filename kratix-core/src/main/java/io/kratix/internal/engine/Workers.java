// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.registry.Claim;
import io.kratix.registry.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who works on what, one after another in each lane: a lease that was lost unnoticed, because a clock was put forward or
 * the JVM stood still, must not have two work side by side. Safe for several threads.
 */
final class Workers {
    private final Map<Claim, Worker> byClaim = new ConcurrentHashMap<>();
    private final Map<String, Worker> lastInLane = new ConcurrentHashMap<>();
    private final Set<Worker> stuck = ConcurrentHashMap.newKeySet();

    /** Adds a worker, and has it begin: at once, or when the one before it in its lane has left. */
    void add(Worker worker, Runnable begin) {
        byClaim.put(worker.claim(), worker);
        @Nullable Worker before = lastInLane.put(lane(worker), worker);
        if (before == null || !before.follow(begin)) {
            begin.run();
        }
    }

    /** Gives back a worker's room, once, and lets the next one of its lane begin. */
    void remove(Worker worker) {
        if (byClaim.remove(worker.claim(), worker)) {
            lastInLane.remove(lane(worker), worker);
            worker.pool().giveBack();
            worker.gone().ifPresent(Runnable::run);
        }
    }

    /** Remembers a worker that was given up until it comes back. */
    void giveUp(Worker worker) {
        stuck.add(worker);
        if (worker.hasLeft()) {
            stuck.remove(worker);
        }
    }

    /** Notes that a worker's thread is free, whether or not it was given up before. */
    void cameBack(Worker worker) {
        stuck.remove(worker);
    }

    /** {@return the tasks of those that were given up and have not come back} */
    Stream<Task> stuck() {
        return stuck.stream().map(worker -> worker.claim().task());
    }

    Optional<Worker> find(Claim claim) {
        return Optional.ofNullable(byClaim.get(claim));
    }

    /** {@return whether it has not been removed} */
    boolean has(Worker worker) {
        return find(worker.claim()).filter(worker::equals).isPresent();
    }

    boolean isEmpty() {
        return byClaim.isEmpty();
    }

    List<Worker> all() {
        return List.copyOf(byClaim.values());
    }

    /** {@return the tasks that are worked on} */
    Stream<Task> tasks() {
        return byClaim.keySet().stream().map(Claim::task);
    }

    private static String lane(Worker worker) {
        return worker.claim().task().lane();
    }
}
