// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.registry.Claim;
import java.time.Duration;

/** Watches what a reconciler waits for outside: the calls of plugins, each with its limit. */
public interface CallWatch {
    /**
     * {@return whether this engine may still act on a claim: it neither closes nor has lost the claim's lease}
     *
     * @param claim a claim that is worked on
     */
    boolean isOurs(Claim claim);

    /**
     * {@return whether what comes of a claim still counts: its lease is held, and the engine has not closed without waiting
     * for it any longer}
     *
     * @param claim a claim that is worked on
     */
    boolean isWaitedFor(Claim claim);

    /**
     * Begins a call that is bounded: the calling thread is interrupted when its time is up, when its lease is lost, or when
     * {@link #interrupt} asks for it. A call that has not returned 10 s after its interrupt is abandoned: its thread is
     * left to it, and its turn goes to somebody else.
     *
     * @param claim the claim that the calling thread works on
     * @param limit how long the call may take
     * @param whenAbandoned run on another thread when the call is given up; puts the claim off
     * @return the call, to be closed by the same thread when it has returned
     * @throws InterruptedException if the call was ended before it began
     */
    Call begin(Claim claim, Duration limit, Runnable whenAbandoned) throws InterruptedException;

    /**
     * Takes a claim from the thread that works on it and does not come back, and gives its turn to somebody else. Whoever
     * asks for it has finished the task or put it off.
     *
     * @param claim a claim that is worked on
     */
    void giveUp(Claim claim);

    /**
     * Ends the call that is under way for a task, if any: what it was begun with is not true any more.
     *
     * @param task the task's key
     */
    void interrupt(String task);

    /** One call under way. */
    interface Call extends AutoCloseable {
        /** {@return whether its time was up} */
        boolean isTooLate();

        /** {@return whether it was ended, for whatever reason, and should return soon} */
        boolean isEnded();

        /**
         * Ends the watch.
         *
         * @throws io.kratix.internal.plugin.EngineSignal if the call was given up: nothing of it counts
         */
        @Override
        void close();
    }
}
