// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.spi.PluginException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One call of {@code run}. A release that comes beside it ends it: whatever is made for the run is made in a turn, and
 * nothing is once the turn is over.
 */
final class Turn {
    private final String runId;
    private final ReentrantLock making = new ReentrantLock();
    private volatile boolean over;

    Turn(String runId) {
        this.runId = runId;
    }

    boolean isOf(String run) {
        return runId.equals(run);
    }

    /** Something that is made on an engine. */
    @FunctionalInterface
    interface Making {
        void make() throws InterruptedException;
    }

    /**
     * Makes something.
     *
     * @throws PluginException if the run was released
     */
    void make(Making something) throws InterruptedException {
        making.lockInterruptibly();
        try {
            requireOpen();
            something.make();
        } finally {
            making.unlock();
        }
    }

    /** Lets nothing be made any more; waits for what is being made now. */
    void end() throws InterruptedException {
        over = true;
        making.lockInterruptibly();
        making.unlock();
    }

    /** Passes unless the run was released. */
    void requireOpen() {
        if (over) {
            throw PluginException.unavailable("the run '" + runId + "' was released while it went on");
        }
    }
}
