// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.util.Arrays;

/**
 * How far a cache may grow before it is made anew: what was written over since is kept until then.
 *
 * @param packs so many packs; looking an object up asks each of them
 * @param spareBytes so many bytes beside the largest pack, which most often is a whole tip, and as much again
 */
record CacheBounds(int packs, long spareBytes) {
    static final CacheBounds DEFAULT = new CacheBounds(64, 16L * 1024 * 1024);

    /** {@return whether packs of these lengths are too much} */
    boolean areExceededBy(long[] lengths) {
        long largest = Arrays.stream(lengths).max().orElse(0);
        return lengths.length > packs || Arrays.stream(lengths).sum() > 2 * largest + spareBytes;
    }
}
