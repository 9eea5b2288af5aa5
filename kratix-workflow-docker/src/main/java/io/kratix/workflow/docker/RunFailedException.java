// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.io.Serial;

/** The run has failed: by what its Pipeline asks for or did, what it left, or the time that it took. No further try of the same run mends it. */
final class RunFailedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    RunFailedException(String message) {
        super(message);
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
