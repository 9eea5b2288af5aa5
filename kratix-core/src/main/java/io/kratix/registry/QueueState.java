// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is in the queue at one moment.
 *
 * @param active tasks that are worked on
 * @param due tasks that nobody works on and that wait for nothing
 * @param waiting tasks that wait for a time
 * @param oldest how long the first of the due ones has been due; empty if none is due
 */
public record QueueState(List<Task> active, List<Task> due, List<Waiting> waiting, Optional<Duration> oldest) {
    /** Copies the lists. */
    public QueueState {
        active = List.copyOf(active);
        due = List.copyOf(due);
        waiting = List.copyOf(waiting);
    }

    /**
     * A queue of which nobody knows since when something is due.
     *
     * @param active tasks that are worked on
     * @param due tasks that nobody works on and that wait for nothing
     * @param waiting tasks that wait for a time
     */
    public QueueState(List<Task> active, List<Task> due, List<Waiting> waiting) {
        this(active, due, waiting, Optional.empty());
    }

    /**
     * A task that waits for a time.
     *
     * @param task the task
     * @param remaining how long it still waits
     * @param reason why it waits; empty if it was so planned
     */
    public record Waiting(Task task, Duration remaining, String reason) {}
}
