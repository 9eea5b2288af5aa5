// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Prints floating point numbers as Kubernetes' tooling does: the fewest digits, an exponent from 1e+06 and 1e-05 on. */
final class GoNumbers {
    /** More digits than a double ever needs. */
    private static final int MOST_DIGITS = 17;

    private GoNumbers() {}

    /** {@return the number in the fewest digits that tell it among numbers of 64 bits} */
    static String print(double value) {
        return layOut(shortest(value));
    }

    /** {@return the number in the fewest digits that tell it among numbers of 32 bits; so keys are read} */
    static String printShort(double value) {
        return layOut(new BigDecimal(Float.toString((float) value)).stripTrailingZeros());
    }

    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }

    private static String layOut(BigDecimal number) {
        int exponent = number.precision() - number.scale() - 1;
        if (number.signum() == 0) {
            return "0";
        }
        return exponent < -4 || exponent >= 6 ? scientific(number, exponent) : number.toPlainString();
    }

    private static String scientific(BigDecimal number, int exponent) {
        String digits = number.unscaledValue().abs().toString();
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        String sign = number.signum() < 0 ? "-" : "";
        String power = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : "" + Math.abs(exponent);
        return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + power;
    }
}
