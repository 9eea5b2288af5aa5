// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is in the queue at one moment: how much of each kind, and of each the first tasks, however long the queue is.
 *
 * @param active the first tasks that are worked on
 * @param due the first tasks that nobody works on and that wait for nothing, the longest due first
 * @param waiting the first tasks that wait for a time, the soonest first
 * @param size how many there are of each
 * @param oldest how long the first of the due ones has been due; empty if none is due
 */
public record QueueState(
        List<Task> active, List<Task> due, List<Waiting> waiting, Size size, Optional<Duration> oldest) {
    /** How many tasks of each kind are shown at the most. */
    public static final int MOST_SHOWN = 100;

    /** Copies the lists. */
    public QueueState {
        active = List.copyOf(active);
        due = List.copyOf(due);
        waiting = List.copyOf(waiting);
    }

    /**
     * A queue of which all is shown, and nobody knows since when something is due.
     *
     * @param active tasks that are worked on
     * @param due tasks that nobody works on and that wait for nothing
     * @param waiting tasks that wait for a time
     */
    public QueueState(List<Task> active, List<Task> due, List<Waiting> waiting) {
        this(active, due, waiting, new Size(active.size(), due.size(), waiting.size()), Optional.empty());
    }

    /**
     * How many tasks there are.
     *
     * @param active that are worked on
     * @param due that nobody works on and that wait for nothing
     * @param waiting that wait for a time
     */
    public record Size(long active, long due, long waiting) {}

    /**
     * A task that waits for a time.
     *
     * @param task the task
     * @param remaining how long it still waits
     * @param reason why it waits; empty if it was so planned
     */
    public record Waiting(Task task, Duration remaining, String reason) {}
}
