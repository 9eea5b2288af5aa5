// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

import java.util.List;

/**
 * Runs Pipelines. A run is known by its id, which the engine has recorded before it calls; whoever asks for the same id
 * joins the same run. Safe for several threads.
 */
public interface WorkflowRunner extends AutoCloseable {
    /**
     * Starts the run, or carries on with what an earlier call of this id left, from this JVM or another; returns when it
     * has ended and the run's workspace holds its files. A container that fails is an outcome. Interrupted, it stops
     * waiting and leaves the run as it is.
     *
     * @param run what to run
     * @return how it ended
     * @throws io.kratix.spi.PluginException {@code REJECTED}: the try has failed; any other reason: the engine calls again
     *     with the same id, and that is no try
     * @throws InterruptedException if the engine asked to stop waiting
     */
    PipelineOutcome run(PipelineRun run) throws InterruptedException;

    /**
     * Stops a run if it still goes on, gently, then by force, and removes all that is left of it. Called when its
     * outcome is recorded, when it is cancelled or too late, and for leftovers; maybe beside a {@link #run} that does
     * not return. An unknown id is fine. Interrupted after 30 s; the engine then asks again later.
     *
     * @param runId the run's id
     * @throws InterruptedException if the engine asked to stop waiting
     */
    void release(String runId) throws InterruptedException;

    /**
     * {@return ids of runs of this platform that have left anything} The engine asks when it starts and once an hour, and
     * releases those that no record of its registry knows as running. A runner of whose runs nothing can outlive a call
     * needs not say anything.
     *
     * @throws InterruptedException if the engine asked to stop waiting
     */
    default List<String> leftovers() throws InterruptedException {
        return List.of();
    }

    /**
     * {@return whether a run and its files survive this JVM until released} If so, the next engine calls {@link #run} with the
     * id of a run that was cut off, which has to join it and tell its outcome. If not, that call begins the run anew, with
     * as much time as it had at first.
     */
    default boolean durable() {
        return false;
    }

    /**
     * Shows that the backend answers and lets us in.
     *
     * @throws InterruptedException if the engine asked to stop waiting
     */
    default void checkAccess() throws InterruptedException {}

    /** Frees clients; stops no run. An instance serves one engine, which closes it. */
    @Override
    void close();
}
