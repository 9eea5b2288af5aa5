// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

/** How much an engine stores of a container's output, at most. */
final class StoredSize {
    /** JSON's escapes. */
    private static final int MOST_PER_BYTE = 6;

    /** What stands around each line. */
    private static final int MOST_PER_LINE = 120;

    private final long limit;
    private long bytes;

    /**
     * Nothing so far.
     *
     * @param limit above this the engine throws away the beginning
     */
    StoredSize(long limit) {
        this.limit = limit;
    }

    void add(int length) {
        bytes += (long) length * MOST_PER_BYTE + MOST_PER_LINE;
    }

    /** {@return whether the engine may have thrown something away} */
    boolean isPassed() {
        return bytes >= limit;
    }
}
