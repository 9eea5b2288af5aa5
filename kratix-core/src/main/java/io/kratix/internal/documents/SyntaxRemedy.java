// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import java.util.List;
import java.util.Map;

/** What to do about a text that is no YAML. The text itself is not shown: a secret may stand in it. */
final class SyntaxRemedy {
    static final String ANY = "correct the YAML";

    private static final String INDENTATION = "check the indentation of this line and of the one above";
    private static final List<Map.Entry<String, String>> BY_PROBLEM = List.of(
            Map.entry("mapping values are not allowed", INDENTATION + ", and put a text with ': ' in it in quotes"),
            Map.entry("(TAB)", "indent with spaces"),
            Map.entry("expected <block end>", INDENTATION),
            Map.entry("could not find expected ':'", INDENTATION + ", and put ':' behind each key"));

    private SyntaxRemedy() {}

    /**
     * {@return the remedy for what most people have done when the parser says so}
     *
     * @param problem the parser's words
     */
    static String of(String problem) {
        return BY_PROBLEM.stream()
                .filter(known -> problem.contains(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(ANY);
    }
}
