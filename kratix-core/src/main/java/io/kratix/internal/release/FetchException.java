// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.release;

/** Why a Promise could not be fetched; the message is fit for a status. */
final class FetchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FetchException(String message) {
        super(message);
    }

    FetchException(String message, Throwable cause) {
        super(message, cause);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
