// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

/**
 * What Go takes for the URI of a request: one with a scheme, or a path from the root. A path may hold blanks and braces; a
 * host may not.
 */
final class RequestUri {
    private static final String SCHEME = "+-.";
    private static final String USER = "-._:~!$&'()*+,;=%@";
    private static final String HOST = "-_.~!$&'()*+,;=:[]<>\"%";

    private RequestUri() {}

    static boolean isOne(String text) {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            return false;
        }
        int colon = colon(text);
        String rest = text.substring(colon + 1);
        rest = rest.substring(0, indexOrEnd(rest, '?'));
        if (text.equals("*") || !rest.startsWith("/")) {
            return text.equals("*") || (colon > 0 && !text.isEmpty());
        }
        if (colon <= 0 || !rest.startsWith("//")) {
            return colon != 0 && isEscaped(rest, false);
        }
        int path = indexOrEnd(rest.substring(2), '/') + 2;
        return isAuthority(rest.substring(2, path)) && isEscaped(rest.substring(path), false);
    }

    /** {@return where the scheme ends; -1 if there is none} */
    private static int colon(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i;
            }
            if (!isLetter(c) && (i == 0 || !(isDigit(c) || SCHEME.indexOf(c) >= 0))) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isAuthority(String text) {
        int at = text.lastIndexOf('@');
        String user = text.substring(0, Math.max(0, at));
        return isOf(user, USER, false) && isEscaped(user, false) && isHost(text.substring(at + 1));
    }

    private static boolean isHost(String text) {
        int bracket = text.startsWith("[") ? text.lastIndexOf(']') : 0;
        int port = text.startsWith("[") ? bracket + 1 : text.lastIndexOf(':');
        return bracket >= 0
                && (port < 0 || isPort(text.substring(port)))
                && isOf(text, HOST, true)
                && isEscaped(text, true);
    }

    private static boolean isPort(String text) {
        return text.isEmpty() || (text.startsWith(":") && text.chars().skip(1).allMatch(RequestUri::isDigit));
    }

    private static boolean isOf(String text, String others, boolean foreign) {
        return text.chars()
                .allMatch(c -> isLetter(c) || isDigit(c) || others.indexOf(c) >= 0 || (foreign && c >= 0x80));
    }

    /** Of a host, only what is not ASCII is escaped, and the percent sign itself. */
    private static boolean isEscaped(String text, boolean isHost) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0 || (isHost && high < 8 && !text.startsWith("25", i + 1))) {
                return false;
            }
        }
        return true;
    }

    private static int indexOrEnd(String text, char c) {
        return text.indexOf(c) < 0 ? text.length() : text.indexOf(c);
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
