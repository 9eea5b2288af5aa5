// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which Destinations a workload group asks for, and who asked.
 *
 * @param matchLabels labels that a Destination must carry, all of them
 * @param source who asked; it decides who wins where two ask for different values of one label
 */
public record DestinationSelector(Map<String, String> matchLabels, Source source) {
    /** Copies the labels, ordered by key. */
    public DestinationSelector {
        matchLabels = Collections.unmodifiableMap(new TreeMap<>(matchLabels));
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
    }
}
