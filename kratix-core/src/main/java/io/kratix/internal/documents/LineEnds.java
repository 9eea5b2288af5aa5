// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

/** Where lines of YAML 1.1 end: the parser counts them so, and marks and lines must mean the same. */
final class LineEnds {
    private static final String ENDS = "\n\u0085\u2028\u2029";
    private static final String BLANKS = " \t\r";

    private LineEnds() {}

    /** {@return whether a line ends with the character at this place; before a line feed, a carriage return ends none} */
    static boolean isAt(String text, int index) {
        char c = text.charAt(index);
        return ENDS.indexOf(c) >= 0 || (c == '\r' && !text.startsWith("\n", index + 1));
    }

    /** {@return where the next line begins, or -1 if this is the last one} */
    static int next(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (isAt(text, i)) {
                return i + 1;
            }
        }
        return -1;
    }

    /** {@return whether the line that begins here separates documents} */
    static boolean isSeparator(String text, int index) {
        int end = index + 3;
        return text.startsWith("---", index)
                && (end == text.length()
                        || BLANKS.indexOf(text.charAt(end)) >= 0
                        || ENDS.indexOf(text.charAt(end)) >= 0);
    }
}
