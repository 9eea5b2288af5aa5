// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys to look for.
 *
 * @param start the one key, or how all of them begin
 * @param kind which of the two
 */
record KeyRange(String start, Kind kind) implements Comparable<KeyRange> {
    /** What is looked for. */
    enum Kind {
        /** One key. */
        KEY,
        /** Every key that begins so. */
        ALL_BELOW,
        /** Whether any key begins so; more are not of interest. */
        ANY_BELOW
    }

    static KeyRange key(String key) {
        return new KeyRange(key, Kind.KEY);
    }

    /** {@return everything below a directory; the slash keeps neighbours out whose names begin alike} */
    static KeyRange below(String directory) {
        return new KeyRange(directory.isEmpty() ? "" : directory + "/", Kind.ALL_BELOW);
    }

    /** {@return whatever shows that a key is a directory to others} */
    static KeyRange anyBelow(String key) {
        return new KeyRange(key + "/", Kind.ANY_BELOW);
    }

    boolean holds(String key) {
        return kind == Kind.KEY ? key.equals(start) : key.startsWith(start);
    }

    /** {@return whether all of the range comes before what follows a key} */
    boolean endsBy(String key) {
        int order = compare(key, start);
        return kind == Kind.KEY ? order >= 0 : order > 0 && !key.startsWith(start);
    }

    /** By the keys' UTF-8 bytes, as buckets list them. */
    static int compare(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int compareTo(KeyRange other) {
        int order = compare(start, other.start);
        return order != 0 ? order : kind.compareTo(other.kind);
    }

    /**
     * {@return a key that comes before all of the range, and after nearly everything else that does} A list begins after a
     * key; none comes directly before another.
     */
    String before() {
        if (kind != Kind.KEY) {
            return start; // an object whose name ends in a slash is no file
        }
        int last = start.length() - 1;
        char end = start.charAt(last);
        String head = start.substring(0, last);
        return end > '!' && end < 127 ? head + (char) (end - 1) + "~" : head;
    }
}
