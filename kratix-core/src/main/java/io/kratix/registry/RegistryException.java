// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

/**
 * The registry cannot be used now, or not at all. Nothing was committed, unless the connection broke while a step was on
 * its way: the engine looks again and decides anew.
 */
public final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why, and what follows from it. */
    public enum Reason {
        /** The database does not answer: the engine waits and tries again. */
        UNAVAILABLE,
        /** The database's disk is full: the engine waits until somebody has made room. */
        FULL,
        /** Another process holds the database: the engine waits until that one lets go. */
        LOCKED,
        /** The database is damaged: somebody has to restore it. */
        CORRUPT,
        /** The database belongs to a newer engine, or to something else: an engine does not open on it. */
        UNFIT
    }

    private final Reason reason;

    /**
     * Says what is wrong.
     *
     * @param reason why the registry cannot be used
     * @param message what is wrong, and what to do
     * @param cause what the database said
     */
    public RegistryException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Says what is wrong.
     *
     * @param reason why the registry cannot be used
     * @param message what is wrong, and what to do
     */
    public RegistryException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** {@return why the registry cannot be used} */
    public Reason reason() {
        return reason;
    }
}
