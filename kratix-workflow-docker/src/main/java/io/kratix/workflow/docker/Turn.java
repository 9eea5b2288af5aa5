// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.spi.PluginException;

/**
 * One call of {@code run}. A release that comes beside it ends it: whatever is made for the run is made in a turn, and
 * nothing is once the turn is over.
 */
final class Turn {
    private final String runId;
    private boolean over;

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
    synchronized void make(Making making) throws InterruptedException {
        requireOpen();
        making.make();
    }

    /** Lets nothing be made any more; waits for what is being made now. */
    synchronized void end() {
        over = true;
    }

    /** Passes unless the run was released. */
    synchronized void requireOpen() {
        if (over) {
            throw PluginException.unavailable("the run '" + runId + "' was released while it went on");
        }
    }
}
