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

    private final String pattern;
    private int position;
    private int classes;

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
     * @throws PatternSyntaxException if it has too many
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
        char first = pattern.charAt(position++);
        if (first == '(') {
            long size = sequence(depth + 1);
            position++;
            return size + 2;
        }
        if (first == '[') {
            skipClass();
        } else if (first == '\\' && pattern.startsWith("Q", position)) {
            return quoted();
        } else if (first == '\\') {
            skipEscape();
        }
        return 1;
    }

    /** What stands in {@code \Q...\E} stands for itself, brackets too. */
    private long quoted() {
        int start = position;
        int end = pattern.indexOf("\\E", start);
        position = end < 0 ? pattern.length() : end + 2;
        return (long) position - start;
    }

    private void skipEscape() {
        char kind = position < pattern.length() ? pattern.charAt(position) : ' ';
        boolean isNamed = "pPx".indexOf(kind) >= 0;
        classes += kind == 'p' || kind == 'P' ? 1 : 0;
        position++;
        if (isNamed && position < pattern.length() && pattern.charAt(position) == '{') {
            int end = pattern.indexOf('}', position);
            position = end < 0 ? pattern.length() : end + 1;
        }
    }

    /** A bracket that closes nothing is left to the compiler to complain of. */
    private void skipClass() {
        position += pattern.startsWith("^", position) ? 1 : 0;
        position += pattern.startsWith("]", position) ? 1 : 0;
        while (position < pattern.length() && pattern.charAt(position) != ']') {
            char c = pattern.charAt(position);
            classes += pattern.startsWith("\\p", position) || pattern.startsWith("\\P", position) ? 1 : 0;
            boolean isNamed = c == '[' && pattern.startsWith(":", position + 1) && pattern.indexOf(":]", position) > 0;
            position = isNamed ? pattern.indexOf(":]", position) + 2 : position + (c == '\\' ? 2 : 1);
        }
        position++;
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
