// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import java.util.ArrayList;
import java.util.List;

/**
 * Ranges that one list after another goes through. Where they lie close together, one page answers for many; where they
 * do not, the list skips what lies between them.
 *
 * @param ranges in the order of keys; at least one
 * @param seen the key up to which everything is known; empty at first
 */
record Chunk(List<KeyRange> ranges, String seen) {
    private static final int PAGE = 1000;

    /** From so many further pages on it pays to ask for several at once. */
    private static final int MANY_PAGES = 4;

    /** {@return what all the keys looked for begin with} */
    String prefix() {
        String first = ranges.get(0).start();
        String last = ranges.get(ranges.size() - 1).start();
        int length = 0;
        while (length < Math.min(first.length(), last.length()) && first.charAt(length) == last.charAt(length)) {
            length++;
        }
        boolean splitsACharacter = length > 0 && Character.isHighSurrogate(first.charAt(length - 1));
        return first.substring(0, splitsACharacter ? length - 1 : length);
    }

    /** {@return the key after which the next list begins; empty if it begins with the prefix} */
    String after() {
        String before = ranges.get(0).before();
        String after = KeyRange.compare(seen, before) > 0 ? seen : before;
        String prefix = prefix();
        return KeyRange.compare(after, prefix) < 0 || after.equals(prefix) ? "" : after;
    }

    /** {@return how many keys are of interest at most} A directory's own mark may come before its first file. */
    int most() {
        return ranges.size() > 1 || ranges.get(0).kind() == KeyRange.Kind.ALL_BELOW ? PAGE : 2;
    }

    /** {@return what is left to look through after a page} */
    List<Chunk> without(Page page, int width) {
        if (!page.hasMore()) {
            return List.of();
        }
        List<KeyRange> left = ranges.stream()
                .filter(range -> !range.endsBy(page.last()) && !isAnswered(range, page))
                .toList();
        if (left.isEmpty()) {
            return List.of();
        }
        int done = Math.max(1, ranges.size() - left.size());
        int pages = left.size() / done;
        int parts = pages < MANY_PAGES ? 1 : Math.min(width, pages / 2);
        return new Chunk(left, page.last()).split(parts);
    }

    /** {@return each range by itself: who may not list everything may still list these} */
    List<Chunk> alone() {
        return split(ranges.size());
    }

    private static boolean isAnswered(KeyRange range, Page page) {
        return range.kind() == KeyRange.Kind.ANY_BELOW
                && page.objects().stream().anyMatch(object -> isFile(object) && range.holds(object.key()));
    }

    static boolean isFile(Listed object) {
        return !object.key().endsWith("/");
    }

    private List<Chunk> split(int parts) {
        List<Chunk> chunks = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int from = part * ranges.size() / parts;
            int to = (part + 1) * ranges.size() / parts;
            if (from < to) {
                chunks.add(new Chunk(ranges.subList(from, to), seen));
            }
        }
        return chunks;
    }
}
