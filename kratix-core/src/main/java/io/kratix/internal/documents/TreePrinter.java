// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes one tree: maps and lists in block style, a list no deeper than its key, keys in natural order. */
final class TreePrinter {
    private static final int STEP = 2;

    /** A longer key is written after a question mark, with its value in a line of its own. */
    private static final int LONGEST_SIMPLE_KEY = 128;

    private final StringBuilder out;
    private final ScalarWriter scalars;

    TreePrinter(StringBuilder out) {
        this.out = out;
        this.scalars = new ScalarWriter(out);
    }

    void print(@Nullable Object tree) {
        inline(tree, 0, 0);
    }

    /** Writes a value whose first line goes on where the last one stopped. */
    private void inline(@Nullable Object value, int indent, int scalarIndent) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            printMap(map, indent, true);
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            printList(list, indent, true);
        } else {
            printScalar(value, scalarIndent);
            out.append('\n');
        }
    }

    private void printMap(Map<?, ?> map, int indent, boolean inline) {
        boolean begun = inline;
        for (Map.Entry<String, @Nullable Object> entry : sorted(map).entrySet()) {
            indentUnless(begun, indent);
            begun = false;
            printEntry(entry.getKey(), entry.getValue(), indent);
        }
    }

    private void printEntry(String key, @Nullable Object value, int indent) {
        if (key.length() > LONGEST_SIMPLE_KEY || key.indexOf('\n') >= 0) {
            printLongKey(key, value, indent);
            return;
        }
        scalars.write(key, indent, true);
        out.append(':');
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            out.append('\n');
            printMap(map, indent + STEP, false);
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            out.append('\n');
            printList(list, indent, false);
        } else {
            out.append(' ');
            inline(value, indent, indent + STEP);
        }
    }

    private void printLongKey(String key, @Nullable Object value, int indent) {
        out.append("? ");
        scalars.write(key, indent + STEP, false);
        out.append('\n').append(" ".repeat(indent)).append(": ");
        inline(value, indent + STEP, indent + STEP);
    }

    private void printList(List<?> list, int indent, boolean inline) {
        boolean begun = inline;
        for (Object element : list) {
            indentUnless(begun, indent);
            begun = false;
            out.append("- ");
            inline(element, indent + STEP, indent + STEP);
        }
    }

    private void printScalar(@Nullable Object value, int indent) {
        if (value instanceof String text) {
            scalars.write(text, indent, false);
        } else if (value instanceof Map) {
            out.append("{}");
        } else if (value instanceof List) {
            out.append("[]");
        } else {
            out.append(value instanceof Double number ? number(number) : String.valueOf(value));
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 0x1p63
                ? Long.toString((long) value)
                : GoNumbers.print(value);
    }

    private void indentUnless(boolean begun, int indent) {
        if (!begun) {
            out.append(" ".repeat(indent));
        }
    }

    private static Map<String, @Nullable Object> sorted(Map<?, ?> map) {
        Map<String, @Nullable Object> sorted = new TreeMap<>(NaturalOrder.INSTANCE);
        map.forEach((key, value) -> sorted.put((String) key, value));
        return sorted;
    }
}
