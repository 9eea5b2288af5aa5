// SPDX-License-Identifier: Apache-2.0
package io.kratix;

/** What becomes of a Pipeline that runs when its engine is closed. */
public enum RunsOnClose {
    /** It is stopped, and what it left is removed; the next engine on the registry runs it from its beginning. */
    CANCEL,
    /**
     * It goes on without the engine, and the next engine on the registry joins it. Only a runner whose runs outlive it
     * can do that; the others cancel.
     */
    LEAVE
}
