// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

/** The two forms of names that Kubernetes takes from RFC 1123; every name of an object here has one of them. */
public final class Rfc1123 {
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_SUBDOMAIN = 253;

    private Rfc1123() {}

    /**
     * {@return whether a text can name a namespace or a Pipeline: lower-case letters, digits and inner dashes, at most
     * 63 characters}
     *
     * @param text any text
     */
    public static boolean isLabel(String text) {
        return text.length() <= LONGEST_LABEL && isPart(text, 0, text.length());
    }

    /**
     * {@return whether a text can name an object: parts of lower-case letters, digits and inner dashes, joined by dots, at
     * most 253 characters}
     *
     * @param text any text
     */
    public static boolean isSubdomain(String text) {
        if (text.length() > LONGEST_SUBDOMAIN) {
            return false;
        }
        int start = 0;
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
            if (!isPart(text, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return isPart(text, start, text.length());
    }

    private static boolean isPart(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            boolean inner = i > start && i < end - 1;
            if (!isAlphanumeric(text.charAt(i)) && !(inner && text.charAt(i) == '-')) {
                return false;
            }
        }
        return end > start;
    }

    private static boolean isAlphanumeric(char character) {
        return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
    }
}
