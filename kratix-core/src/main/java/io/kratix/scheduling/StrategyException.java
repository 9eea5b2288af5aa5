// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

/** A scheduling strategy failed, or picked what it was not offered. The message names the strategy and says what it did. */
public final class StrategyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StrategyException(String message) {
        super(message);
    }

    StrategyException(String message, Throwable cause) {
        super(message, cause);
    }
}
