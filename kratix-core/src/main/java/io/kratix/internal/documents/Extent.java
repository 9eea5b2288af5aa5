// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much a tree becomes when it is printed: what is accepted must be readable again. A default may stand in each
 * element of a list, and in depth the indentation is longer than the value.
 */
public final class Extent {
    private static final long MOST_CHARACTERS = Bounds.CHARACTERS - Bounds.STATUS_CHARACTERS;
    private static final int STEP = 2;

    /** What stands around a key and a value: a dash, a colon and a space, quotes, the line's end. */
    private static final int AROUND = 8;

    private static final int WIDTH = 80;

    /** Characters of one that is written as its number. */
    private static final int ESCAPED = "\\uFFFF".length();

    private final boolean exact;
    private long values;
    private long characters;

    private Extent(boolean exact) {
        this.exact = exact;
    }

    /**
     * {@return what is too much about a tree, as {@code more than 200000 values}; empty if it can be read again}
     *
     * @param tree a document without its status
     */
    public static Optional<String> excess(@Nullable Object tree) {
        // most documents are so small that nobody need look at their characters
        return of(tree, false).isExceeded() ? of(tree, true).excess() : Optional.empty();
    }

    private static Extent of(@Nullable Object tree, boolean exact) {
        Extent extent = new Extent(exact);
        extent.add(tree, 0);
        return extent;
    }

    private Optional<String> excess() {
        String bound = values > Bounds.NODES ? Bounds.NODES + " values" : MOST_CHARACTERS + " characters when printed";
        return isExceeded() ? Optional.of("more than " + bound) : Optional.empty();
    }

    private boolean isExceeded() {
        return values > Bounds.NODES || characters > MOST_CHARACTERS;
    }

    private void add(@Nullable Object value, int depth) {
        values++;
        characters += AROUND + (long) STEP * depth;
        if (value instanceof String text) {
            characters += exact ? printed(text, STEP * depth) : atMost(text, STEP * depth);
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size() && !isExceeded(); i++) {
                add(list.get(i), depth + 1);
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, part) -> addEntry(key, part, depth));
        }
    }

    private void addEntry(@Nullable Object key, @Nullable Object value, int depth) {
        if (!isExceeded()) {
            add(key, depth);
            add(value, depth + 1);
        }
    }

    private static long atMost(String text, int indent) {
        return (long) text.length() * (ESCAPED + indent + 2);
    }

    private static long printed(String text, int indent) {
        long folds = (text.length() / WIDTH) * (indent + 2L);
        long printed = folds;
        for (int i = 0; i < text.length(); i++) {
            printed += printed(text.charAt(i), indent);
        }
        return printed;
    }

    private static int printed(char c, int indent) {
        if (c == '\n') {
            return indent + 2;
        }
        if (c == '"' || c == '\'' || c == '\\') {
            return 2;
        }
        return ScalarStyle.isPrintable(c) ? 1 : ESCAPED;
    }
}
