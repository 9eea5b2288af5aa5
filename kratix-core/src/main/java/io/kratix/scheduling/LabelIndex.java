// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Destination;
import io.kratix.model.KratixLabels;
import io.kratix.model.LabelRequirement;
import io.kratix.model.LabelRequirement.Operator;
import io.kratix.model.LabelSelector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Destinations by label. Made once, never changed. */
final class LabelIndex {
    private static final Posting NOWHERE = Posting.of(new int[0], 0, 0);

    private final List<Destination> byName;
    private final Map<String, Map<String, Posting>> byLabel;
    private final Map<String, Posting> byKey;

    /** Those that take a group which asks for no label. */
    private final Posting open;

    private final Posting forDryRuns;

    private LabelIndex(
            List<Destination> byName,
            Map<String, Map<String, Posting>> byLabel,
            Map<String, Posting> byKey,
            Posting open,
            Posting forDryRuns) {
        this.byName = byName;
        this.byLabel = byLabel;
        this.byKey = byKey;
        this.open = open;
        this.forDryRuns = forDryRuns;
    }

    static LabelIndex of(Collection<Destination> destinations) {
        List<Destination> byName = destinations.stream()
                .sorted(Comparator.comparing(Destination::name))
                .toList();
        Map<String, Map<String, PostingBuilder>> labels = new HashMap<>();
        Map<String, PostingBuilder> keys = new HashMap<>();
        PostingBuilder open = new PostingBuilder();
        for (int i = 0; i < byName.size(); i++) {
            int place = i;
            byName.get(i).labels().forEach((key, value) -> {
                labels.computeIfAbsent(key, any -> new HashMap<>())
                        .computeIfAbsent(value, any -> new PostingBuilder())
                        .add(place);
                keys.computeIfAbsent(key, any -> new PostingBuilder()).add(place);
            });
            if (Admission.isOpen(byName.get(i))) {
                open.add(place);
            }
        }
        int total = byName.size();
        Map<String, Map<String, Posting>> byLabel = new HashMap<>();
        labels.forEach((key, values) -> byLabel.put(key, built(values, total)));
        Posting forDryRuns =
                byLabel.getOrDefault(KratixLabels.DRY_RUN, Map.of()).getOrDefault("true", NOWHERE);
        return new LabelIndex(byName, byLabel, built(keys, total), open.build(total), forDryRuns);
    }

    int size() {
        return byName.size();
    }

    List<Destination> all() {
        return byName;
    }

    Optional<Destination> find(String name) {
        int low = 0;
        int high = byName.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = byName.get(middle).name().compareTo(name);
            if (order == 0) {
                return Optional.of(byName.get(middle));
            }
            low = order < 0 ? middle + 1 : low;
            high = order > 0 ? middle - 1 : high;
        }
        return Optional.empty();
    }

    /** Gives every Destination that takes a group with this selector, by name. */
    void matching(LabelSelector selector, Consumer<Destination> found) {
        Admission admission = Admission.of(selector);
        boolean decided = selector.matchExpressions().isEmpty();
        boolean dryRunsTake = forDryRuns.size() == 0 || admission.isForDryRun();
        Posting.intersect(postings(selector), place -> {
            Destination destination = byName.get(place);
            boolean taken = decided ? dryRunsTake || !forDryRuns.has(place) : admission.admits(destination);
            if (taken) {
                found.accept(destination);
            }
        });
    }

    /** What narrows the search: labels decide by themselves, expressions are left to the admission. */
    private List<Posting> postings(LabelSelector selector) {
        List<Posting> postings = new ArrayList<>();
        selector.matchLabels().forEach((key, value) -> postings.add(posting(key, value)));
        for (LabelRequirement requirement : selector.matchExpressions()) {
            if (requirement.operator() == Operator.EXISTS) {
                postings.add(byKey.getOrDefault(requirement.key(), NOWHERE));
            } else if (requirement.operator() == Operator.IN) {
                postings.add(
                        requirement.values().size() == 1
                                ? posting(
                                        requirement.key(), requirement.values().get(0))
                                : byKey.getOrDefault(requirement.key(), NOWHERE));
            }
        }
        if (postings.isEmpty()) {
            postings.add(open);
        }
        return postings;
    }

    private Posting posting(String key, String value) {
        @Nullable Map<String, Posting> values = byLabel.get(key);
        return values == null ? NOWHERE : values.getOrDefault(value, NOWHERE);
    }

    private static <K> Map<K, Posting> built(Map<K, PostingBuilder> builders, int total) {
        Map<K, Posting> built = new HashMap<>();
        builders.forEach((key, builder) -> built.put(key, builder.build(total)));
        return built;
    }
}
