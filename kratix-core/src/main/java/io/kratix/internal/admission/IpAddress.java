// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import com.google.re2j.Pattern;
import java.util.List;

/** Addresses as Go reads them: no leading zero in a part, no zone. Nothing is ever looked up. */
final class IpAddress {
    static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final Pattern BITS = Pattern.compile("[0-9]{1,9}");
    private static final int LONGEST = 64;
    private static final int GROUPS = 8;
    private static final int NONE = -LONGEST;

    private IpAddress() {}

    static boolean isOne(String text) {
        return text.length() <= LONGEST && (isOld(text) || isNew(text));
    }

    /** {@return whether a text is a network: an address, a slash and how many of its bits count} */
    static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !isOne(text.substring(0, slash)) || !BITS.matches(text.substring(slash + 1))) {
            return false;
        }
        int bits = Integer.parseInt(text.substring(slash + 1));
        return bits <= (isOld(text.substring(0, slash)) ? 32 : 128);
    }

    private static boolean isOld(String text) {
        return IPV4.matches(text);
    }

    private static boolean isNew(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == GROUPS;
        }
        String before = text.substring(0, gap);
        String after = text.substring(gap + 2);
        int written = (before.isEmpty() ? 0 : groups(before, false)) + (after.isEmpty() ? 0 : groups(after, true));
        return written >= 0 && written < GROUPS;
    }

    /** {@return how many groups of 16 bits are written, or too few for anything if one is none} */
    private static int groups(String text, boolean isEnd) {
        List<String> parts = List.of(text.split(":", -1));
        int groups = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (GROUP.matches(parts.get(i))) {
                groups++;
            } else if (isEnd && i == parts.size() - 1 && isOld(parts.get(i))) {
                groups += 2;
            } else {
                return NONE;
            }
        }
        return groups;
    }
}
