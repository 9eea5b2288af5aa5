// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.registry.QueueState;
import io.kratix.registry.Task;
import java.util.List;
import java.util.stream.Collectors;

/** Tells what keeps an engine from being settled: the first of it by name, the others by their number. */
final class Unsettled {
    private static final int MOST_NAMED = 10;

    private Unsettled() {}

    static String describe(QueueState queue) {
        return "running: " + some(queue.active(), queue.size().active()) + ", due: "
                + some(queue.due(), queue.size().due());
    }

    private static String some(List<Task> first, long all) {
        String named = first.stream().limit(MOST_NAMED).map(Task::key).collect(Collectors.joining(", ", "[", ""));
        return all > MOST_NAMED ? named + ", and " + (all - MOST_NAMED) + " more]" : named + "]";
    }
}
