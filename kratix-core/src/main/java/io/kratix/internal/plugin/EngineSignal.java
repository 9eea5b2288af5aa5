// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

/** What the engine's own objects throw through a plugin; the boundary lets it pass. */
public final class EngineSignal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Stops a call.
     *
     * @param message why
     */
    public EngineSignal(String message) {
        super(message);
    }
}
