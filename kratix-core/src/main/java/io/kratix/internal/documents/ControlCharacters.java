// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import java.util.ArrayDeque;
import java.util.Deque;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * The lines of a text that hold characters which YAML does not allow. The parser would refuse them as soon as it reads
 * on, documents before it has come to theirs; so it gets others in their place.
 */
final class ControlCharacters {
    private static final String REPLACEMENT = "\uFFFD";

    private final Deque<Integer> lines = new ArrayDeque<>();
    private final String replaced;

    ControlCharacters(String text) {
        int first = firstIn(text);
        this.replaced = first < 0 ? text : replace(text);
    }

    /** {@return the text, with a character in each one's place that is as long and is allowed} */
    String replaced() {
        return replaced;
    }

    /** {@return the first line up to a last one that holds any, counted from 0, or -1; none of them is told again} */
    int takeUntil(int last) {
        int first = -1;
        while (!lines.isEmpty() && lines.getFirst() <= last) {
            int line = lines.removeFirst();
            first = first < 0 ? line : first;
        }
        return first;
    }

    private static int firstIn(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (!StreamReader.isPrintable(text.codePointAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private String replace(String text) {
        StringBuilder allowed = new StringBuilder(text.length());
        int line = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            if (StreamReader.isPrintable(character)) {
                allowed.appendCodePoint(character);
            } else {
                allowed.append(REPLACEMENT);
                add(line);
            }
            line += LineEnds.isAt(text, i) ? 1 : 0;
        }
        return allowed.toString();
    }

    private void add(int line) {
        if (lines.isEmpty() || lines.getLast() != line) {
            lines.addLast(line);
        }
    }
}
