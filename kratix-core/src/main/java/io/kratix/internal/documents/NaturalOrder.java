// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import java.util.Comparator;

/**
 * The order in which Kubernetes' tooling prints keys, made a true order. Keys are compared piece by piece: a run of
 * digits is one piece and compares as a number, of two equal numbers the shorter run comes first; other characters
 * come before digits, and digits before letters. The original compares from the first differing character on, so that
 * {@code a1b} comes before {@code a2}, {@code a2} before {@code a10}, and {@code a10} before {@code a1b}; here the last
 * two words are the other way round, and equal input gives equal text.
 */
final class NaturalOrder implements Comparator<String> {
    static final NaturalOrder INSTANCE = new NaturalOrder();

    private static final int OTHER = 0;
    private static final int DIGIT = 1;
    private static final int LETTER = 2;

    private NaturalOrder() {}

    @Override
    public int compare(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length()) {
            int leftEnd = pieceEnd(left, i);
            int rightEnd = pieceEnd(right, j);
            int order = comparePieces(left, i, leftEnd, right, j, rightEnd);
            if (order != 0) {
                return order;
            }
            i = leftEnd;
            j = rightEnd;
        }
        return Integer.compare(left.length() - i, right.length() - j);
    }

    private static int comparePieces(String left, int i, int leftEnd, String right, int j, int rightEnd) {
        int kind = kind(left, i);
        if (kind != kind(right, j)) {
            return Integer.compare(kind, kind(right, j));
        }
        return kind == DIGIT
                ? compareNumbers(left.substring(i, leftEnd), right.substring(j, rightEnd))
                : Integer.compare(left.codePointAt(i), right.codePointAt(j));
    }

    private static int compareNumbers(String left, String right) {
        String leftValue = withoutZeros(left);
        String rightValue = withoutZeros(right);
        int order = Integer.compare(leftValue.length(), rightValue.length());
        order = order == 0 ? leftValue.compareTo(rightValue) : order;
        return order == 0 ? Integer.compare(left.length(), right.length()) : order;
    }

    private static String withoutZeros(String digits) {
        int start = 0;
        while (start < digits.length() && digits.charAt(start) == '0') {
            start++;
        }
        return digits.substring(start);
    }

    private static int pieceEnd(String text, int start) {
        if (kind(text, start) != DIGIT) {
            return text.offsetByCodePoints(start, 1);
        }
        int end = start;
        while (end < text.length() && kind(text, end) == DIGIT) {
            end++;
        }
        return end;
    }

    private static int kind(String text, int index) {
        char c = text.charAt(index);
        if (c >= '0' && c <= '9') {
            return DIGIT;
        }
        return Character.isLetter(text.codePointAt(index)) ? LETTER : OTHER;
    }
}
