// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.io.Serial;

/** What a Pipeline asks for, or what it left, is nothing that this runner can go on with: the run has failed. */
final class UnfitPipelineException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    UnfitPipelineException(String message) {
        super(message);
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
