// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.statestore;

/** How much of a write appears at once to those who read the store. */
public enum Atomicity {
    /** All changes of a write. */
    BATCH,
    /** Each change as a whole. */
    CHANGE,
    /**
     * File by file; all files of a write before the first removal, but for removals that make room: of a file where a
     * directory must be, or of a directory's files where a file must be.
     */
    FILE
}
