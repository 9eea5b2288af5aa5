// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.io.Serial;

/** The engine answered, and the answer was no. */
final class EngineRefusalException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;

    EngineRefusalException(int status, String words) {
        super(words);
        this.status = status;
    }

    EngineRefusalException(int status, String words, Throwable cause) {
        super(words, cause);
        this.status = status;
    }

    /** {@return the status of the engine's HTTP answer} */
    int status() {
        return status;
    }

    /** {@return what the engine said} */
    String words() {
        return String.valueOf(getMessage());
    }

    boolean isNotFound() {
        return status == 404;
    }

    boolean isConflict() {
        return status == 409;
    }
}
