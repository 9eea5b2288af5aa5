// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

/**
 * What people see of a text that somebody else wrote: one line of it, and of a long one both ends. A text that breaks the
 * line, or steers a terminal, would speak in our name.
 */
final class OneLine {
    private OneLine() {}

    /**
     * {@return the text with what cannot be seen written out, as Go quotes it}
     *
     * @param text any text
     * @param most about how many characters are shown
     */
    static String of(String text, int most) {
        return text.length() <= most
                ? visible(text)
                : visible(start(text, most / 2)) + " ... " + visible(end(text, most / 2));
    }

    /** {@return the first characters of a longer text, none of them in two halves} */
    static String start(String text, int length) {
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    private static String end(String text, int length) {
        int start = text.length() - length;
        return text.substring(Character.isLowSurrogate(text.charAt(start)) ? start + 1 : start);
    }

    private static String visible(String text) {
        return text.codePoints().allMatch(OneLine::isVisible) ? text : escaped(text);
    }

    private static String escaped(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(character -> {
            switch (character) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> line.append(isVisible(character) ? Character.toString(character) : code(character));
            }
        });
        return line.toString();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String code(int character) {
        return String.format(Character.isBmpCodePoint(character) ? "\\u%04x" : "\\U%08x", character);
    }
}
