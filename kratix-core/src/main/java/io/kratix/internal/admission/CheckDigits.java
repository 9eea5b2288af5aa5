// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import com.google.re2j.Pattern;

/** Numbers whose last digit is reckoned from the others; blanks and hyphens within them mean nothing. */
final class CheckDigits {
    private static final Pattern BETWEEN = Pattern.compile("[\\s-]+");
    private static final Pattern ISBN_10 = Pattern.compile("[0-9]{9}[0-9X]");
    private static final Pattern ISBN_13 = Pattern.compile("[0-9]{13}");
    private static final Pattern CARD = Pattern.compile("4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}"
            + "|(222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}|6(011|5[0-9]{2})[0-9]{12}"
            + "|3[47][0-9]{13}|3(0[0-5]|[68][0-9])[0-9]{11}|(2131|1800|35[0-9]{3})[0-9]{11}|6[27][0-9]{14}");
    private static final int TEN = 10;
    private static final int ELEVEN = 11;

    private CheckDigits() {}

    static boolean isIsbn10(String text) {
        String digits = digits(text);
        return ISBN_10.matches(digits) && sum(digits, place -> place + 1) % ELEVEN == 0;
    }

    static boolean isIsbn13(String text) {
        String digits = digits(text);
        return ISBN_13.matches(digits) && sum(digits, place -> place % 2 == 0 ? 1 : 3) % TEN == 0;
    }

    static boolean isCard(String text) {
        String digits = digits(text);
        return CARD.matches(digits) && luhn(digits) % TEN == 0;
    }

    private static String digits(String text) {
        return BETWEEN.matcher(text).replaceAll("");
    }

    private static int sum(String digits, Weight weight) {
        int sum = 0;
        for (int place = 0; place < digits.length(); place++) {
            sum += weight.at(place) * value(digits.charAt(place));
        }
        return sum;
    }

    /** Each second digit from the last but one on counts twice, and of its double the sum of the digits. */
    private static int luhn(String digits) {
        int sum = sum(digits, place -> 1);
        for (int place = digits.length() - 2; place >= 0; place -= 2) {
            int value = value(digits.charAt(place));
            sum += value < TEN / 2 ? value : value - (TEN - 1);
        }
        return sum;
    }

    private static int value(char digit) {
        return digit == 'X' ? TEN : digit - '0';
    }

    /** What a digit at a place counts. */
    @FunctionalInterface
    private interface Weight {
        int at(int place);
    }
}
