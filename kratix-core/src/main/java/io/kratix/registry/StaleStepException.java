// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

/** A step was decided from something that has changed since: nothing of it was committed; decide again. */
public final class StaleStepException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what has changed.
     *
     * @param what the entry or claim
     */
    public StaleStepException(String what) {
        super(what + " has changed since the step was decided");
    }
}
