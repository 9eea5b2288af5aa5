// SPDX-License-Identifier: Apache-2.0
package io.kratix;

/** Something that was waited for did not come; the message says what is missing. */
public final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReadyException(String message) {
        super(message);
    }
}
