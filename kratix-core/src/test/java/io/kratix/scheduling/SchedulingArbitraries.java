// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Destination;
import io.kratix.model.DestinationSelector;
import io.kratix.model.DestinationSelector.Source;
import io.kratix.model.LabelRequirement;
import io.kratix.model.LabelRequirement.Operator;
import io.kratix.model.LabelSelector;
import io.kratix.model.Placement;
import io.kratix.model.Work;
import io.kratix.model.WorkloadGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Destinations, selectors and Works that are alike enough to meet, and the rule of matching written once more. */
final class SchedulingArbitraries {
    private static final List<String> KEYS = List.of("env", "region", "kratix.io/dry-run");
    private static final List<String> VALUES = List.of("dev", "prod", "true", "");
    private static final Scheduler SCHEDULER = Scheduler.create();

    private SchedulingArbitraries() {}

    static Arbitrary<Map<String, String>> labels() {
        return Arbitraries.maps(Arbitraries.of(KEYS), Arbitraries.of(VALUES)).ofMaxSize(3);
    }

    static Arbitrary<LabelSelector> selectors() {
        Arbitrary<LabelRequirement> requirements = Combinators.combine(
                        Arbitraries.of(KEYS),
                        Arbitraries.of(Operator.class),
                        Arbitraries.of(VALUES).list().ofMinSize(1).ofMaxSize(2))
                .as((key, operator, values) ->
                        new LabelRequirement(key, operator, operator.takesValues() ? values : List.of()));
        return Combinators.combine(labels(), requirements.list().ofMaxSize(2)).as(LabelSelector::new);
    }

    static Arbitrary<List<Destination>> destinations() {
        return Combinators.combine(labels(), Arbitraries.of(true, false, false))
                .as((labels, strict) -> Map.entry(labels, strict))
                .list()
                .ofMaxSize(12)
                .map(all -> IntStream.range(0, all.size())
                        .mapToObj(i -> SchedulingFixtures.destination(
                                "worker-" + i, all.get(i).getKey(), all.get(i).getValue()))
                        .toList());
    }

    static Arbitrary<Work> works() {
        Arbitrary<DestinationSelector> asked = Combinators.combine(labels(), Arbitraries.of(Source.class))
                .as((labels, source) -> new DestinationSelector(labels, source));
        Arbitrary<List<WorkloadGroup>> groups = Combinators.combine(
                        asked.list().ofMaxSize(2), asked.list().ofMaxSize(2))
                .as((root, extra) -> List.of(
                        SchedulingFixtures.group("extra", extra.toArray(new DestinationSelector[0])),
                        SchedulingFixtures.group(".", root.toArray(new DestinationSelector[0]))));
        Arbitrary<String> requests = Arbitraries.of("a", "b", "c", "d", "e");
        return Combinators.combine(groups, requests, Arbitraries.of(true, true, false))
                .as((all, request, ofRequest) ->
                        ofRequest ? SchedulingFixtures.ofRequest(request, all) : SchedulingFixtures.ofPromise(all));
    }

    /** The rule once more, written as plainly as it can be. */
    static List<Destination> bruteForce(Iterable<Destination> destinations, LabelSelector selector) {
        List<Destination> matching = new ArrayList<>();
        boolean asksForDryRun = "true".equals(selector.matchLabels().get("kratix.io/dry-run"))
                || selector.matchExpressions().stream()
                        .filter(asked -> asked.key().equals("kratix.io/dry-run"))
                        .anyMatch(asked -> asked.operator() == LabelRequirement.Operator.EXISTS
                                || (asked.operator() == LabelRequirement.Operator.IN
                                        && asked.values().contains("true")));
        boolean asksForALabel = !selector.matchLabels().isEmpty()
                || selector.matchExpressions().stream()
                        .anyMatch(one -> one.operator() == Operator.IN || one.operator() == Operator.EXISTS);
        for (Destination destination : destinations) {
            boolean forDryRuns = "true".equals(destination.labels().get("kratix.io/dry-run"));
            boolean strict =
                    destination.strictMatchLabels() && !destination.labels().isEmpty();
            if (selector.matches(destination.labels())
                    && (asksForDryRun || !forDryRuns)
                    && (asksForALabel || !strict)) {
                matching.add(destination);
            }
        }
        matching.sort(java.util.Comparator.comparing(Destination::name));
        return matching;
    }

    static LabelSelector selectorOf(Work work, String group) {
        return work.groups().stream()
                .filter(one -> one.id().equals(group))
                .map(one -> Scheduler.resolve(one.selectors()))
                .findFirst()
                .orElseThrow();
    }

    static List<String> names(List<Destination> destinations) {
        return destinations.stream().map(Destination::name).toList();
    }

    static Schedule schedule(Work work, List<Placement> placements, List<Destination> destinations) {
        return SCHEDULER.schedule(request(work, placements, destinations));
    }

    static SchedulingRequest request(Work work, List<Placement> placements, List<Destination> destinations) {
        return new SchedulingRequest(work, placements, Set.of(), DestinationIndex.of(destinations));
    }
}
