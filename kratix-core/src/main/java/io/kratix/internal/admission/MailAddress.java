// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import com.google.re2j.Pattern;

/** An address of mail as Go reads it, with the name that may stand before it. */
final class MailAddress {
    private static final String SPACE = "[ \\t]*";
    private static final String ATOM = "[^\\x00-\\x20\\x7f()<>\\[\\]:;@\\\\,\".]+";
    private static final String DOTTED = ATOM + "(\\." + ATOM + ")*";
    private static final String QUOTED =
            "\"([^\\x00-\\x08\\x0a-\\x1f\\x7f\"\\\\]|\\\\[^\\x00-\\x08\\x0a-\\x1f\\x7f])*\"";
    private static final String WORD = "(" + QUOTED + "|[^\\x00-\\x20\\x7f()<>\\[\\]:;@\\\\,\"]+)" + SPACE;
    private static final String LITERAL = "\\[[0-9A-Fa-f:.IPv]+\\]";
    private static final String ADDRESS =
            SPACE + "(" + DOTTED + "|" + QUOTED + ")" + SPACE + "@" + SPACE + "(" + DOTTED + "|" + LITERAL + ")";
    private static final String COMMENT = SPACE + "(\\([^()\\\\]*\\)" + SPACE + ")*";
    private static final Pattern PATTERN =
            Pattern.compile("(" + ADDRESS + "|" + SPACE + "(" + WORD + ")*<" + ADDRESS + ">)" + COMMENT);
    private static final Pattern EMPTY = Pattern.compile("(.*[<])?" + SPACE + "\"\"" + SPACE + "@.*");

    private MailAddress() {}

    static boolean isOne(String text) {
        return PATTERN.matches(text) && !EMPTY.matches(text) && isLiteralAnAddress(text);
    }

    /** In brackets stands the address of a machine in place of its name. */
    private static boolean isLiteralAnAddress(String text) {
        int begin = text.lastIndexOf("@[");
        int end = text.lastIndexOf(']');
        if (begin < 0 || end < begin) {
            return true;
        }
        String literal = text.substring(begin + 2, end);
        return IpAddress.isOne(literal.startsWith("IPv6:") ? literal.substring(5) : literal);
    }
}
