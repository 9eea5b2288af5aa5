// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.util.List;
import java.util.Map;

/**
 * Variables in {@code command} and {@code args}, as Kubernetes replaces them before a container starts: {@code $(NAME)}
 * is the variable's value, {@code $$} is {@code $}, and a name that is no variable stays as it is.
 */
final class Expansion {
    private Expansion() {}

    static List<String> expand(List<String> texts, Map<String, String> variables) {
        return texts.stream().map(text -> expand(text, variables)).toList();
    }

    static String expand(String text, Map<String, String> variables) {
        StringBuilder expanded = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            at = text.charAt(at) == '$' ? reference(text, at, variables, expanded) : copy(text, at, expanded);
        }
        return expanded.toString();
    }

    private static int copy(String text, int at, StringBuilder expanded) {
        expanded.append(text.charAt(at));
        return at + 1;
    }

    /** {@return where to read on after a dollar sign} */
    private static int reference(String text, int at, Map<String, String> variables, StringBuilder expanded) {
        if (text.startsWith("$$", at)) {
            expanded.append('$');
            return at + 2;
        }
        int end = text.startsWith("$(", at) ? text.indexOf(')', at) : -1;
        if (end < 0) {
            return copy(text, at, expanded);
        }
        String whole = text.substring(at, end + 1);
        expanded.append(variables.getOrDefault(whole.substring(2, whole.length() - 1), whole));
        return end + 1;
    }
}
