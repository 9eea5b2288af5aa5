// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import java.util.regex.Pattern;

/** Prints a path as a YAML scalar, quoted where and how {@code yaml.v2} does it, which writes Kratix' state files. */
final class YamlScalar {
    private static final Pattern AMBIGUOUS = Pattern.compile(
            "[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE|null|Null|NULL|~"
                    + "|[-+]?(\\.inf|\\.Inf|\\.INF)|\\.nan|\\.NaN|\\.NAN"
                    + "|[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?0x[0-9a-fA-F_]+"
                    + "|[-+]?(\\.[0-9]+|[0-9][0-9_]*(\\.[0-9_]*)?)([eE][-+]?[0-9]+)?"
                    + "|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?"
                    + "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?");
    private static final String INDICATORS = "#,[]{}&*!|>'\"%@`";

    private YamlScalar() {}

    static String print(String text) {
        if (text.codePoints().anyMatch(YamlScalar::isEscaped)) {
            return doubleQuoted(text);
        }
        if (AMBIGUOUS.matcher(text).matches()) {
            return "\"" + text + "\"";
        }
        return isPlain(text) ? text : "'" + text.replace("'", "''") + "'";
    }

    private static boolean isPlain(String text) {
        boolean bounded = !text.startsWith(" ") && !text.endsWith(" ") && !text.endsWith(":");
        boolean marker = text.startsWith("---") || text.startsWith("...");
        boolean indicator = INDICATORS.indexOf(text.charAt(0)) >= 0 || isLoneIndicator(text);
        return bounded && !marker && !indicator && !text.contains(": ") && !text.contains(" #");
    }

    private static boolean isLoneIndicator(String text) {
        boolean possible = "-?:".indexOf(text.charAt(0)) >= 0;
        return possible && (text.length() == 1 || text.charAt(1) == ' ');
    }

    private static boolean isEscaped(int codePoint) {
        return codePoint > 0xFFFD || codePoint == 0xFEFF || Character.isISOControl(codePoint);
    }

    private static String doubleQuoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(codePoint -> {
            if (codePoint == '"' || codePoint == '\\') {
                quoted.append('\\').appendCodePoint(codePoint);
            } else if (isEscaped(codePoint)) {
                quoted.append(String.format(codePoint > 0xFFFF ? "\\U%08X" : "\\u%04X", codePoint));
            } else {
                quoted.appendCodePoint(codePoint);
            }
        });
        return quoted.append('"').toString();
    }
}
