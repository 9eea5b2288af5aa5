// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

/** How a text can be written without meaning something else: libyaml's rules, which Kubernetes' tooling follows. */
enum ScalarStyle {
    PLAIN,
    SINGLE_QUOTED,
    DOUBLE_QUOTED,
    LITERAL;

    /** Single quotes may double it, and indentation comes on top. */
    private static final int LONGEST_LINE = Bounds.LINE / 4;

    private static final String FIRST_INDICATORS = "#,[]{}&*!|>'\"%@`";

    /**
     * {@return how to write a text}
     *
     * @param text the text
     * @param key whether it is a key, which stays on one line
     */
    static ScalarStyle of(String text, boolean key) {
        if (hasLongLine(text)) {
            return DOUBLE_QUOTED;
        }
        if (text.indexOf('\n') >= 0) {
            return key || !fitsBlock(text) ? DOUBLE_QUOTED : LITERAL;
        }
        if (text.isEmpty() || hasSpecials(text) || Scalars.needsQuotes(text) || (key && text.equals("<<"))) {
            return DOUBLE_QUOTED;
        }
        return isPlain(text) ? PLAIN : SINGLE_QUOTED;
    }

    /** Only between double quotes a line can be broken where there is no space. */
    private static boolean hasLongLine(String text) {
        int start = 0;
        while (text.length() - start > LONGEST_LINE) {
            int end = text.indexOf('\n', start);
            if (end < 0 || end - start > LONGEST_LINE) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private static boolean isPlain(String text) {
        return text.charAt(0) != ' '
                && !text.endsWith(" ")
                && !text.endsWith(":")
                && !text.contains(": ")
                && !text.contains(" #")
                && !text.startsWith("---")
                && !text.startsWith("...")
                && !startsWithIndicator(text);
    }

    private static boolean startsWithIndicator(String text) {
        char first = text.charAt(0);
        boolean spaceFollows = text.length() == 1 || text.charAt(1) == ' ';
        return FIRST_INDICATORS.indexOf(first) >= 0 || (spaceFollows && "-?:".indexOf(first) >= 0);
    }

    /** A block keeps neither a space at a line's end nor one at the text's end. */
    private static boolean fitsBlock(String text) {
        return !text.endsWith(" ") && !text.contains(" \n") && !hasSpecials(text);
    }

    private static boolean hasSpecials(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\n' && !isPrintable(c)) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether a character stands for itself; those beyond the first plane are escaped} */
    static boolean isPrintable(char c) {
        return (c >= 0x20 && c <= 0x7E)
                || (c >= 0xA0 && c <= 0xD7FF && c != 0x2028 && c != 0x2029)
                || (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF);
    }
}
