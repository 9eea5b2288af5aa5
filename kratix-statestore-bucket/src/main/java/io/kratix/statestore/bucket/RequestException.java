// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

/** That a request did not succeed; the cause is what the client or the server said. */
final class RequestException extends Exception {
    private static final long serialVersionUID = 1L;

    RequestException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }

    /** {@return what the client or the server said} */
    Throwable said() {
        Throwable cause = getCause();
        return cause == null ? this : cause;
    }
}
