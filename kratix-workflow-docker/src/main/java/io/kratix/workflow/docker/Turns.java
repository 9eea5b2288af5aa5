// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls of {@code run} that have not returned; several may be of one run. Safe for several threads. */
final class Turns {
    private final Set<Turn> open = ConcurrentHashMap.newKeySet();

    Turn begin(String runId) {
        Turn turn = new Turn(runId);
        open.add(turn);
        return turn;
    }

    /** A call has returned; it counts as open until nothing is done beside it any more. */
    void finish(Turn turn) {
        turn.whenQuiet(() -> open.remove(turn));
    }

    /** Ends all of a run's; waits for what is being made in them now. */
    void end(String runId) throws InterruptedException {
        List<Turn> turns = open.stream().filter(turn -> turn.isOf(runId)).toList();
        turns.forEach(Turn::end);
        for (Turn turn : turns) {
            turn.awaitMade();
        }
    }
}
