// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** That a server answered a request with a status that is no success. */
final class HttpStatusException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The status, 300 to 599. */
    private final int status;

    /** How long to wait, if the server said so. */
    private final @Nullable Duration retryAfter;

    HttpStatusException(int status, String message, Optional<Duration> retryAfter) {
        super(message);
        this.status = status;
        this.retryAfter = retryAfter.orElse(null);
    }

    int status() {
        return status;
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
