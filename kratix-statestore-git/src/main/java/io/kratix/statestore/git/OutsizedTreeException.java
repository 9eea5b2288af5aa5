// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;

/** That somebody has pushed trees that nobody can look through: too deep, too wide, or the same one within itself too often. */
final class OutsizedTreeException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is too much.
     *
     * @param message completes a sentence whose subject is the place
     */
    OutsizedTreeException(String message) {
        super(message);
    }
}
