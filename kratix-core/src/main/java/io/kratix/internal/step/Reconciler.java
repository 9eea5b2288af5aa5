// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.step;

import io.kratix.registry.Claim;

/** Works on tasks of one type: does the next step, and can be run again at any moment. */
public interface Reconciler {
    /**
     * Does the next step for a task and commits it, with the end of the claim in it.
     *
     * @param claim the task
     * @throws InterruptedException if the engine asked to stop waiting; the task is tried again
     */
    void reconcile(Claim claim) throws InterruptedException;
}
