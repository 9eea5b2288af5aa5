// SPDX-License-Identifier: Apache-2.0
package io.kratix;

/** A narrowed handle was asked for what it must not do; nothing was done. */
public final class OutOfScopeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfScopeException(String message) {
        super(message);
    }
}
