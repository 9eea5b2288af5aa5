// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.spi.PluginException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of {@code run}. A release that comes beside it ends it: whatever is made for the run is made in a call, and
 * nothing is once the call is over.
 */
final class RunCall {
    private static final Logger LOG = LoggerFactory.getLogger(RunCall.class);

    private final String runId;
    private final ReentrantLock making = new ReentrantLock();
    private volatile boolean over;
    private volatile CompletableFuture<?> beside = CompletableFuture.completedFuture(null);

    RunCall(String runId) {
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

    /**
     * Has something done beside the call, which may outlast it; where no thread is free, it is not done.
     *
     * @param work makes things in this call; throws nothing
     */
    synchronized void beside(Executor executor, Runnable work) {
        try {
            beside = CompletableFuture.allOf(beside, CompletableFuture.runAsync(work, executor));
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: nothing is made ahead, since no thread is free", runId, e);
        }
    }

    /** Waits until nothing is done beside the call: as long as calls of the engine may take, each of which is bounded. */
    void awaitBeside() throws InterruptedException {
        try {
            while (!isQuiet()) { // what is done beside may have more done beside
                beside.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("what is done beside a run throws nothing", e);
        }
    }

    /** {@return whether nothing is done beside the call now} */
    boolean isQuiet() {
        return beside.isDone();
    }

    /** Does something when nothing is done beside the call any more. */
    void whenQuiet(Runnable action) {
        CompletableFuture<?> unused = beside.whenComplete((done, thrown) -> {
            if (isQuiet()) {
                action.run();
            } else {
                whenQuiet(action);
            }
        });
    }

    /** Lets nothing be made any more. */
    void end() {
        over = true;
    }

    /** Waits for what is being made now. */
    void awaitMade() throws InterruptedException {
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
