// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.statestore;

import io.kratix.model.StorePath;

/** What to read from a State Store. */
public final class ReadRequest {
    private final StorePath path;
    private final String fingerprint;

    private ReadRequest(StorePath path, String fingerprint) {
        this.path = path;
        this.fingerprint = fingerprint;
    }

    /**
     * {@return a request for everything at or below a path}
     *
     * @param path a directory or a file
     */
    public static ReadRequest of(StorePath path) {
        return new ReadRequest(path, "");
    }

    /**
     * {@return a copy that wants nothing if the tree still has a fingerprint}
     *
     * @param known the fingerprint of an earlier answer; the empty text for none, so that the tree is wanted in any case
     */
    public ReadRequest unless(String known) {
        return new ReadRequest(path, known);
    }

    /** {@return a directory or a file} */
    public StorePath path() {
        return path;
    }

    /**
     * {@return whether the tree of that fingerprint is known already}
     *
     * @param current the fingerprint that the tree has now
     */
    public boolean isKnown(String current) {
        return !fingerprint.isEmpty() && fingerprint.equals(current);
    }
}
