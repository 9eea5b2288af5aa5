// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls of {@code run} that have not returned; several may be of one run. Safe for several threads. */
final class RunCalls {
    private final Set<RunCall> open = ConcurrentHashMap.newKeySet();

    RunCall begin(String runId) {
        RunCall call = new RunCall(runId);
        open.add(call);
        return call;
    }

    /** A call has returned; it counts as open until nothing is done beside it any more. */
    void finish(RunCall call) {
        call.whenQuiet(() -> open.remove(call));
    }

    /**
     * Ends all of a run's; waits for what is being made in them now.
     *
     * @return those beside which the engine may still be at something that nobody waits for
     */
    List<RunCall> end(String runId) throws InterruptedException {
        List<RunCall> calls = open.stream().filter(call -> call.isOf(runId)).toList();
        calls.forEach(RunCall::end);
        for (RunCall call : calls) {
            call.awaitMade();
        }
        return calls.stream().filter(call -> !call.isQuiet()).toList();
    }
}
