// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** What differs between two versions of a tree, as Git's delta (gitformat-pack): same beginning, something else, same end. */
final class TreeDelta {
    private static final int LONGEST_COPY = 0xffff;
    private static final int LONGEST_INSERT = 0x7f;

    private final ByteArrayOutputStream delta = new ByteArrayOutputStream();

    private TreeDelta() {}

    static byte[] between(byte[] before, byte[] after) {
        int most = Math.min(before.length, after.length);
        int mismatch = Arrays.mismatch(before, 0, most, after, 0, most);
        int prefix = mismatch < 0 ? most : mismatch;
        int suffix = commonSuffix(before, after, most - prefix);
        TreeDelta made = new TreeDelta();
        made.writeSize(before.length);
        made.writeSize(after.length);
        made.copy(0, prefix);
        made.insert(after, prefix, after.length - suffix);
        made.copy(before.length - suffix, suffix);
        return made.delta.toByteArray();
    }

    private static int commonSuffix(byte[] before, byte[] after, int most) {
        int suffix = 0;
        while (suffix < most && before[before.length - 1 - suffix] == after[after.length - 1 - suffix]) {
            suffix++;
        }
        return suffix;
    }

    private void writeSize(int size) {
        int rest = size;
        while (rest > 0x7f) {
            delta.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        delta.write(rest);
    }

    private void copy(int from, int length) {
        for (int done = 0; done < length; done += LONGEST_COPY) {
            int offset = from + done;
            int count = Math.min(LONGEST_COPY, length - done);
            // All four bytes of the offset and two of the length follow.
            delta.write(0x80 | 0x0f | 0x30);
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                delta.write(offset >>> shift);
            }
            delta.write(count);
            delta.write(count >>> Byte.SIZE);
        }
    }

    private void insert(byte[] bytes, int from, int to) {
        for (int start = from; start < to; start += LONGEST_INSERT) {
            int count = Math.min(LONGEST_INSERT, to - start);
            delta.write(count);
            delta.write(bytes, start, count);
        }
    }
}
