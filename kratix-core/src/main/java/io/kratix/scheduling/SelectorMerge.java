// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.DestinationSelector;
import io.kratix.model.LabelRequirement;
import io.kratix.model.LabelSelector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes one selector of several, the stronger source's word overriding the weaker's. */
final class SelectorMerge {
    private static final Comparator<DestinationSelector> WEAKEST_FIRST =
            Comparator.comparing(DestinationSelector::source).reversed();

    private SelectorMerge() {}

    static LabelSelector merge(List<DestinationSelector> selectors) {
        if (selectors.size() == 1) {
            return selectors.get(0).selector();
        }
        Map<String, String> labels = new TreeMap<>();
        List<LabelRequirement> expressions = new ArrayList<>();
        selectors.stream().sorted(WEAKEST_FIRST).forEach(selector -> {
            labels.putAll(selector.matchLabels());
            expressions.addAll(selector.matchExpressions());
        });
        return new LabelSelector(labels, expressions.stream().distinct().toList());
    }
}
