// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

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

    void finish(Turn turn) {
        open.remove(turn);
    }

    /** Ends all of a run's; waits for what is being made in them now. */
    void end(String runId) throws InterruptedException {
        for (Turn turn : open) {
            if (turn.isOf(runId)) {
                turn.end();
            }
        }
    }
}
