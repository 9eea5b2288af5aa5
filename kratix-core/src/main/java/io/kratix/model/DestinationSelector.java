// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which Destinations a workload group asks for, and who asked.
 *
 * @param selector what a Destination's labels must fulfil
 * @param source who asked; it decides who wins where two ask for different values of one label
 */
public record DestinationSelector(LabelSelector selector, Source source) {
    /**
     * Asks for labels with these values.
     *
     * @param matchLabels labels that a Destination must carry, all of them
     * @param source who asks
     */
    public DestinationSelector(Map<String, String> matchLabels, Source source) {
        this(LabelSelector.of(matchLabels), source);
    }

    /** {@return labels that a Destination must carry, all of them} */
    public Map<String, String> matchLabels() {
        return selector.matchLabels();
    }

    /** {@return what else is asked of a Destination's labels} */
    public List<LabelRequirement> matchExpressions() {
        return selector.matchExpressions();
    }

    /**
     * {@return the entries of one list as one: where two ask for different values of one label, the first wins; empty for
     * an empty list} Source: Kratix' {@code SquashPromiseScheduling}.
     *
     * @param entries what one source asks for, in its order
     */
    public static Optional<DestinationSelector> squash(List<DestinationSelector> entries) {
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> labels = new TreeMap<>();
        List<LabelRequirement> expressions = new ArrayList<>();
        for (DestinationSelector entry : entries) {
            entry.matchLabels().forEach(labels::putIfAbsent);
            expressions.addAll(entry.matchExpressions());
        }
        LabelSelector squashed = new LabelSelector(labels, expressions);
        return Optional.of(new DestinationSelector(squashed, entries.get(0).source()));
    }

    /** Who asked for a Destination, the strongest first. */
    public enum Source {
        /** The Promise's {@code spec.destinationSelectors}. */
        PROMISE("promise"),
        /** The {@code destination-selectors.yaml} of a Promise workflow. */
        PROMISE_WORKFLOW("promise-workflow"),
        /** The {@code destination-selectors.yaml} of a resource workflow. */
        RESOURCE_WORKFLOW("resource-workflow");

        private final String text;

        Source(String text) {
            this.text = text;
        }

        /** {@return the source as Kratix spells it} */
        public String text() {
            return text;
        }

        /**
         * {@return the source of that spelling; one that nobody knows ranks with the weakest}
         *
         * @param text as Kratix spells it
         */
        public static Source of(String text) {
            return Arrays.stream(values())
                    .filter(source -> source.text.equals(text))
                    .findFirst()
                    .orElse(RESOURCE_WORKFLOW);
        }
    }
}
