// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an object's labels: all of it must hold. {@code matchLabels} is Kratix'; {@code matchExpressions} is
 * Kubernetes' and goes beyond Kratix.
 *
 * @param matchLabels labels with the values that they must have
 * @param matchExpressions what else is asked
 */
public record LabelSelector(Map<String, String> matchLabels, List<LabelRequirement> matchExpressions) {
    /** Asks for nothing. */
    public static final LabelSelector EMPTY = new LabelSelector(Map.of(), List.of());

    /** Copies both, the labels ordered by key. */
    public LabelSelector {
        matchLabels = Collections.unmodifiableMap(new TreeMap<>(matchLabels));
        matchExpressions = List.copyOf(matchExpressions);
    }

    /**
     * {@return a selector that asks for labels with these values}
     *
     * @param matchLabels the labels
     */
    public static LabelSelector of(Map<String, String> matchLabels) {
        return new LabelSelector(matchLabels, List.of());
    }

    /**
     * Reads a selector from a tree as a parser gives it.
     *
     * @param field where the tree stands, for the words of a problem: {@code spec.destinationSelectors[0]}
     * @param tree {@code matchLabels} and {@code matchExpressions}; other fields are not looked at
     * @return the selector
     * @throws InvalidDocumentException if Kubernetes would not take it as a label selector
     */
    public static LabelSelector read(String field, Map<String, ? extends @Nullable Object> tree) {
        FieldReader reader = FieldReader.at(field, tree);
        LabelSelector selector = LabelSelectorReader.read(reader);
        reader.failOnProblems("");
        return selector;
    }

    /** {@return whether nothing is asked} */
    public boolean isEmpty() {
        return matchLabels.isEmpty() && matchExpressions.isEmpty();
    }

    /** {@return whether only an object with labels can match} */
    public boolean asksForLabels() {
        return !matchLabels.isEmpty() || matchExpressions.stream().anyMatch(LabelRequirement::asksForLabel);
    }

    /**
     * {@return whether labels fulfil everything that is asked}
     *
     * @param labels an object's labels
     */
    public boolean matches(Map<String, String> labels) {
        for (Map.Entry<String, String> label : matchLabels.entrySet()) {
            if (!label.getValue().equals(labels.get(label.getKey()))) {
                return false;
            }
        }
        for (LabelRequirement requirement : matchExpressions) {
            if (!requirement.holds(labels)) {
                return false;
            }
        }
        return true;
    }

    /** {@return the selector as Kubernetes prints it: {@code environment=dev,zone in (eu,us)}; empty if nothing is asked} */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        matchLabels.forEach((key, value) -> parts.add(key + "=" + value));
        matchExpressions.forEach(requirement -> parts.add(requirement.toString()));
        return String.join(",", parts);
    }
}
