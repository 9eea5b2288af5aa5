// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Compiles patterns of documents. RE2/J matches in linear time, but writes out {@code {1000}}, and nested ones multiply:
 * what a pattern would grow to is reckoned before.
 */
final class Patterns {
    private static final int DEEPEST = 100;
    private static final int LARGEST = 10_000;

    /** A class of Unicode is written out once, however often it is repeated. */
    private static final int CLASS = 50;

    /** Old forms of Cyrillic letters: RE2/J never comes back to them when it looks for a letter's other cases. */
    private static final int FIRST_UNFOLDED = 0x1C80;

    private static final int LAST_UNFOLDED = 0x1C88;

    private final String pattern;
    private int position;
    private int classes;
    private boolean folds;

    private Patterns(String pattern) {
        this.pattern = pattern;
    }

    /**
     * {@return the pattern, compiled}
     *
     * @throws PatternSyntaxException if it is none, or one too large
     */
    static Pattern compile(String pattern) {
        size(pattern);
        return Pattern.compile(pattern);
    }

    /**
     * {@return how many steps the pattern has, repetitions written out}
     *
     * @throws PatternSyntaxException if it has too many, or one that would never end
     */
    static long size(String pattern) {
        Patterns patterns = new Patterns(pattern);
        long size = pattern.length() > LARGEST ? pattern.length() : patterns.sequence(0);
        if (size > LARGEST) {
            throw new PatternSyntaxException("expression too large", shortened(pattern));
        }
        return size + (long) CLASS * patterns.classes;
    }

    private long sequence(int depth) {
        if (depth > DEEPEST) {
            throw new PatternSyntaxException("expression nests too deeply", shortened(pattern));
        }
        long size = 0;
        while (position < pattern.length() && pattern.charAt(position) != ')') {
            size = Math.min(Integer.MAX_VALUE, size + atom(depth) * repetitions());
        }
        return size;
    }

    private long atom(int depth) {
        char first = pattern.charAt(position);
        if (first == '\\' && !pattern.startsWith("\\Q", position)) {
            skipEscape();
            return 1;
        }
        position++;
        if (first == '(') {
            readFlags();
            long size = sequence(depth + 1);
            position++;
            return size + 2;
        }
        if (first == '\\') {
            position++;
            return quoted();
        }
        if (first == '[') {
            skipClass();
        } else {
            refuseUnfolded(first, first);
        }
        return 1;
    }

    private void readFlags() {
        int end = position + 1;
        while (end < pattern.length() && "imsU".indexOf(pattern.charAt(end)) >= 0) {
            end++;
        }
        folds |= pattern.startsWith("?", position)
                && pattern.substring(position, end).contains("i");
    }

    private void refuseUnfolded(int low, int high) {
        if (folds && low <= LAST_UNFOLDED && high >= FIRST_UNFOLDED) {
            throw new PatternSyntaxException(
                    "the characters from U+1C80 to U+1C88 cannot be matched without regard to case",
                    shortened(pattern));
        }
    }

    /** What stands in {@code \Q...\E} stands for itself, brackets too. */
    private long quoted() {
        int start = position;
        int end = pattern.indexOf("\\E", start);
        position = end < 0 ? pattern.length() : end + 2;
        pattern.substring(start, end < 0 ? pattern.length() : end).chars().forEach(c -> refuseUnfolded(c, c));
        return (long) position - start;
    }

    private void skipEscape() {
        char kind = position + 1 < pattern.length() ? pattern.charAt(position + 1) : ' ';
        boolean isClass = kind == 'p' || kind == 'P';
        classes += isClass ? 1 : 0;
        int character = character();
        refuseUnfolded(character, character);
        if (isClass && pattern.startsWith("{", position)) {
            int end = pattern.indexOf('}', position);
            position = end < 0 ? pattern.length() : end + 1;
        }
    }

    /** {@return the character that stands here, below U+0100 as one of those where it is escaped without braces} */
    private int character() {
        int end = pattern.startsWith("\\x{", position) ? pattern.indexOf('}', position) : -1;
        if (end >= 0) {
            int start = position + 3;
            position = end + 1;
            return hexadecimal(pattern.substring(start, end));
        }
        position += pattern.startsWith("\\", position) ? 1 : 0;
        int character = position < pattern.length() ? pattern.codePointAt(position) : 0;
        position += Character.charCount(character);
        return character;
    }

    private static int hexadecimal(String digits) {
        return digits.chars()
                .map(digit -> Math.max(0, Character.digit(digit, 16)))
                .reduce(0, (value, digit) -> Math.min(Character.MAX_CODE_POINT, value * 16 + digit));
    }

    /** A bracket that closes nothing is left to the compiler to complain of. */
    private void skipClass() {
        position += pattern.startsWith("^", position) ? 1 : 0;
        boolean isFirst = true;
        while (position < pattern.length() && (isFirst || pattern.charAt(position) != ']')) {
            isFirst = false;
            int named = pattern.startsWith("[:", position) ? pattern.indexOf(":]", position) : -1;
            if (named > 0) {
                position = named + 2;
            } else {
                skipRange();
            }
        }
        position++;
    }

    private void skipRange() {
        classes += pattern.startsWith("\\p", position) || pattern.startsWith("\\P", position) ? 1 : 0;
        int low = character();
        int high = low;
        if (pattern.startsWith("-", position) && !pattern.startsWith("-]", position)) {
            position++;
            high = character();
        }
        refuseUnfolded(low, high);
    }

    private long repetitions() {
        long times = 1;
        while (position < pattern.length() && "*+?{".indexOf(pattern.charAt(position)) >= 0) {
            if (pattern.charAt(position) == '{') {
                int end = pattern.indexOf('}', position);
                long most = end < 0 ? -1 : most(pattern.substring(position + 1, end));
                if (most < 0) {
                    return times;
                }
                times = Math.min(Integer.MAX_VALUE, times * Math.max(1, most));
                position = end;
            }
            position++;
        }
        return times;
    }

    /** {@return the larger of the two numbers, or -1 if this is no repetition} */
    private static long most(String range) {
        long most = -1;
        for (String number : range.split(",", -1)) {
            if (number.length() > 6 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return -1;
            }
            most = number.isEmpty() ? most : Math.max(most, Long.parseLong(number));
        }
        return most;
    }

    private static String shortened(String pattern) {
        return pattern.length() < 80 ? pattern : pattern.substring(0, 80) + "...";
    }
}
