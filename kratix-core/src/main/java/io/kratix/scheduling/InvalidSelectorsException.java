// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

/** A workflow's {@code destination-selectors.yaml} cannot be followed: nothing of the Pipeline's output is used. */
public final class InvalidSelectorsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong.
     *
     * @param message which entry, which value, what is allowed; Kratix' words where it has some
     */
    public InvalidSelectorsException(String message) {
        super(message);
    }
}
