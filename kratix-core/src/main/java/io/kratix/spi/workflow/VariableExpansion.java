// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

import java.util.List;
import java.util.Map;

/**
 * Variables in a container's {@code command} and {@code args}, and in the values of its {@code env}, as Kubernetes replaces
 * them before a container starts: {@code $(NAME)} is the variable's value, {@code $$} is {@code $}, and a name that is no
 * variable stays as it is. Source: {@code third_party/forked/golang/expansion/expand.go} in Kubernetes.
 */
public final class VariableExpansion {
    private VariableExpansion() {}

    /**
     * {@return texts with their variables replaced}
     *
     * @param texts for example a container's arguments
     * @param variables the container's environment
     */
    public static List<String> expand(List<String> texts, Map<String, String> variables) {
        return texts.stream().map(text -> expand(text, variables)).toList();
    }

    /**
     * {@return a text with its variables replaced}
     *
     * @param text for example an argument
     * @param variables the container's environment, or the part of it that is known yet
     */
    public static String expand(String text, Map<String, String> variables) {
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
