// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import java.time.Duration;

/**
 * How workflows run where nobody says otherwise.
 *
 * @param retries how often a Pipeline that failed is tried again
 * @param timeLimit how long a try may take
 * @param interval after which time a workflow that has ended runs again
 * @param afterFailure whether one that failed does so, too
 * @param keptRuns how many runs of each Pipeline stay on record
 * @param perPromise how many Pipelines of one Promise run at once
 * @param pinned whether a new request stays at the version of its Promise that is the latest then
 */
public record WorkflowSettings(
        int retries,
        Duration timeLimit,
        Duration interval,
        boolean afterFailure,
        int keptRuns,
        int perPromise,
        boolean pinned) {
    private static final int UNBOUNDED = Integer.MAX_VALUE;

    /** Kratix' own, with six tries as Kubernetes has them, and a time limit, which Kratix has not. */
    public static final WorkflowSettings DEFAULTS =
            new WorkflowSettings(6, Duration.ofHours(1), Duration.ofHours(10), true, 5, UNBOUNDED, false);

    /**
     * {@return a copy with another setting}
     *
     * @param other how often a Pipeline that failed is tried again
     */
    public WorkflowSettings withRetries(int other) {
        return new WorkflowSettings(other, timeLimit, interval, afterFailure, keptRuns, perPromise, pinned);
    }

    /**
     * {@return a copy with another setting}
     *
     * @param other how long a try may take
     */
    public WorkflowSettings withTimeLimit(Duration other) {
        return new WorkflowSettings(retries, other, interval, afterFailure, keptRuns, perPromise, pinned);
    }

    /**
     * {@return a copy with another setting}
     *
     * @param other after which time a workflow that has ended runs again
     */
    public WorkflowSettings withInterval(Duration other) {
        return new WorkflowSettings(retries, timeLimit, other, afterFailure, keptRuns, perPromise, pinned);
    }

    /**
     * {@return a copy with another setting}
     *
     * @param other whether one that failed does so, too
     */
    public WorkflowSettings withAfterFailure(boolean other) {
        return new WorkflowSettings(retries, timeLimit, interval, other, keptRuns, perPromise, pinned);
    }

    /**
     * {@return a copy with another setting}
     *
     * @param other how many runs of each Pipeline stay on record
     */
    public WorkflowSettings withKeptRuns(int other) {
        return new WorkflowSettings(retries, timeLimit, interval, afterFailure, other, perPromise, pinned);
    }

    /**
     * {@return a copy with another setting}
     *
     * @param other how many Pipelines of one Promise run at once
     */
    public WorkflowSettings withPerPromise(int other) {
        return new WorkflowSettings(retries, timeLimit, interval, afterFailure, keptRuns, other, pinned);
    }

    /**
     * {@return a copy with another setting}
     *
     * @param other whether a new request stays at the version of its Promise that is the latest then
     */
    public WorkflowSettings withPinned(boolean other) {
        return new WorkflowSettings(retries, timeLimit, interval, afterFailure, keptRuns, perPromise, other);
    }
}
