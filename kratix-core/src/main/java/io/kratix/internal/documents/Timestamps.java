// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import com.google.re2j.Pattern;

/**
 * Texts that a YAML library somewhere reads as a time or as a number to base 60. Kubernetes reads them as text, and
 * prints them in quotes for those others. RE2/J needs no stack for a repeated group.
 */
final class Timestamps {
    private static final Pattern BASE_60 = Pattern.compile("[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
            + "([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?");

    private Timestamps() {}

    static boolean looksLikeOne(String text) {
        char first = text.isEmpty() ? 'x' : text.charAt(0);
        if (!((first >= '0' && first <= '9') || first == '-' || first == '+')) {
            return false;
        }
        return (text.indexOf(':') >= 0 && BASE_60.matches(text)) || DATE.matches(text);
    }
}
