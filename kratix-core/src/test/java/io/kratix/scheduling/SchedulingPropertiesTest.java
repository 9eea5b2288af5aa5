// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class SchedulingPropertiesTest {
    private static final List<String> KEYS = List.of("env", "region", "kratix.io/dry-run");
    private static final List<String> VALUES = List.of("dev", "prod", "true", "");
    private static final Scheduler SCHEDULER = Scheduler.create();

    @Provide
    Arbitrary<Map<String, String>> labels() {
        return Arbitraries.maps(Arbitraries.of(KEYS), Arbitraries.of(VALUES)).ofMaxSize(3);
    }

    @Provide
    Arbitrary<LabelSelector> selectors() {
        Arbitrary<LabelRequirement> requirements = Combinators.combine(
                        Arbitraries.of(KEYS),
                        Arbitraries.of(Operator.class),
                        Arbitraries.of(VALUES).list().ofMinSize(1).ofMaxSize(2))
                .as((key, operator, values) ->
                        new LabelRequirement(key, operator, operator.takesValues() ? values : List.of()));
        return Combinators.combine(labels(), requirements.list().ofMaxSize(2)).as(LabelSelector::new);
    }

    @Provide
    Arbitrary<List<Destination>> destinations() {
        return Combinators.combine(labels(), Arbitraries.of(true, false, false))
                .as((labels, strict) -> Map.entry(labels, strict))
                .list()
                .ofMaxSize(12)
                .map(all -> IntStream.range(0, all.size())
                        .mapToObj(i -> SchedulingFixtures.destination(
                                "worker-" + i, all.get(i).getKey(), all.get(i).getValue()))
                        .toList());
    }

    @Provide
    Arbitrary<Work> works() {
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

    @Property
    void theIndexAndBruteForceAgree(
            @ForAll("destinations") List<Destination> destinations, @ForAll("selectors") LabelSelector selector) {
        assertThat(names(DestinationIndex.of(destinations).matching(selector)))
                .isEqualTo(names(bruteForce(destinations, selector)));
    }

    @Property
    void anUpdatedIndexIsAsOneMadeAnew(
            @ForAll("destinations") List<Destination> before,
            @ForAll @Size(max = 90) List<@From("labels") Map<String, String>> changes,
            @ForAll("selectors") LabelSelector selector) {
        Map<String, Destination> all = new TreeMap<>();
        before.forEach(destination -> all.put(destination.name(), destination));
        DestinationIndex index = DestinationIndex.of(before);
        for (int i = 0; i < changes.size(); i++) {
            String name = "worker-" + (i * 7 % 80);
            if (i % 3 == 0) {
                all.remove(name);
                index = index.without(name);
            } else {
                Destination changed = SchedulingFixtures.destination(name, changes.get(i));
                all.put(name, changed);
                index = index.with(changed);
            }
        }

        assertThat(names(index.matching(selector))).isEqualTo(names(bruteForce(all.values(), selector)));
        assertThat(names(index.all())).isEqualTo(List.copyOf(all.keySet()));
        assertThat(index.find("worker-3").isPresent()).isEqualTo(all.containsKey("worker-3"));
    }

    @Property
    void equalInputGivesEqualSchedulesInWhateverOrder(
            @ForAll("destinations") List<Destination> destinations, @ForAll("works") Work work) {
        List<Destination> shuffled = new ArrayList<>(destinations);
        Collections.reverse(shuffled);

        assertThat(schedule(work, List.of(), shuffled)).isEqualTo(schedule(work, List.of(), destinations));
    }

    @Property
    void whatIsPlacedStays(
            @ForAll("destinations") List<Destination> before,
            @ForAll("destinations") List<Destination> after,
            @ForAll("works") Work work) {
        List<Placement> placed = schedule(work, List.of(), before).placements();

        List<Placement> next = schedule(work, placed, after).placements();

        for (Placement placement : placed) {
            assertThat(next)
                    .anyMatch(same -> same.group().equals(placement.group())
                            && same.destination().equals(placement.destination()));
        }
    }

    @Property
    void aNewDestinationMovesNothingThatIsPlaced(
            @ForAll("destinations") List<Destination> destinations,
            @ForAll("labels") Map<String, String> labels,
            @ForAll("works") Work work) {
        Assume.that(!work.isDependency());
        List<Placement> placed = schedule(work, List.of(), destinations).placements();
        List<Destination> more = new ArrayList<>(destinations);
        more.add(SchedulingFixtures.destination("newcomer", labels));

        List<Placement> next = schedule(work, placed, more).placements();

        assertThat(next).containsAll(placed);
    }

    @Property
    void rendezvousChoosesAnewOnlyForWhatWasOnTheDestinationThatGoes(
            @ForAll("destinations") List<Destination> destinations, @ForAll("works") Work work) {
        Assume.that(!work.isDependency() && !destinations.isEmpty());
        Work oneGroup =
                SchedulingFixtures.ofRequest(work.owner().name(), work.groups().subList(0, 1));
        List<Destination> fewer = destinations.subList(1, destinations.size());
        String gone = destinations.get(0).name();

        List<Placement> with = schedule(oneGroup, List.of(), destinations).placements();
        List<Placement> without = schedule(oneGroup, List.of(), fewer).placements();

        if (with.stream().noneMatch(placement -> placement.destination().equals(gone))) {
            assertThat(without.stream().map(Placement::destination))
                    .containsExactlyElementsOf(
                            with.stream().map(Placement::destination).toList());
        }
    }

    @Property
    void thePromisesWordHoldsWhateverTheWorkflowsSay(
            @ForAll("labels") Map<String, String> promise,
            @ForAll("labels") Map<String, String> promiseWorkflow,
            @ForAll("labels") Map<String, String> resourceWorkflow) {
        List<DestinationSelector> selectors = new ArrayList<>(List.of(
                new DestinationSelector(promise, Source.PROMISE),
                new DestinationSelector(promiseWorkflow, Source.PROMISE_WORKFLOW),
                new DestinationSelector(resourceWorkflow, Source.RESOURCE_WORKFLOW)));
        Map<String, String> expected = new HashMap<>(resourceWorkflow);
        expected.putAll(promiseWorkflow);
        expected.putAll(promise);

        LabelSelector inOrder = Scheduler.resolve(selectors);
        Collections.reverse(selectors);

        assertThat(inOrder.matchLabels()).isEqualTo(expected);
        assertThat(Scheduler.resolve(selectors)).isEqualTo(inOrder);
    }

    @Property
    void aRequestGoesToOneAndDependenciesGoToAllThatMatch(
            @ForAll("destinations") List<Destination> destinations, @ForAll("works") Work work) {
        Schedule schedule = schedule(work, List.of(), destinations);

        for (WorkloadGroup group : work.groups()) {
            List<String> matching = names(bruteForce(destinations, Scheduler.resolve(group.selectors())));
            List<String> placed = schedule.placements().stream()
                    .filter(placement -> placement.group().equals(group.id()))
                    .map(Placement::destination)
                    .toList();
            assertThat(matching).containsAll(placed);
            assertThat(placed).hasSize(work.isDependency() ? matching.size() : Math.min(1, matching.size()));
            assertThat(schedule.unscheduled().contains(group.id())).isEqualTo(matching.isEmpty());
        }
    }

    @Property
    void groupsOfARequestThatCouldBeTogetherAreTogether(
            @ForAll("destinations") List<Destination> destinations, @ForAll("works") Work work) {
        Assume.that(!work.isDependency());
        List<Placement> placed = schedule(work, List.of(), destinations).placements();
        Assume.that(placed.size() == 2);

        List<String> second = names(
                bruteForce(destinations, Scheduler.resolve(work.groups().get(1).selectors())));

        assertThat(second.contains(placed.get(0).destination()))
                .isEqualTo(placed.get(0).destination().equals(placed.get(1).destination()));
    }

    @Property
    void anExplanationNamesEachDestinationOnceAndAgreesWithTheSchedule(
            @ForAll("destinations") List<Destination> destinations, @ForAll("works") Work work) {
        SchedulingRequest request = request(work, List.of(), destinations);
        Schedule schedule = SCHEDULER.schedule(request);

        for (Explanation.Group group : SCHEDULER.explain(request).groups()) {
            assertThat(group.answers().stream().map(Explanation.Answer::destination))
                    .containsExactlyInAnyOrderElementsOf(names(destinations));
            assertThat(chosen(group))
                    .containsExactlyInAnyOrderElementsOf(schedule.placements().stream()
                            .filter(placement -> placement.group().equals(group.id()))
                            .map(Placement::destination)
                            .toList());
            assertThat(group.answers().stream()
                            .filter(answer -> answer.verdict() != Explanation.Verdict.REFUSED)
                            .map(Explanation.Answer::destination))
                    .containsExactlyInAnyOrderElementsOf(names(bruteForce(destinations, group.selector())));
        }
    }

    @Property
    void everyStrategyPicksOneThatMatches(
            @ForAll("destinations") List<Destination> destinations, @ForAll("works") Work work, @ForAll long seed) {
        List<SchedulingStrategy> strategies = List.of(
                SchedulingStrategy.rendezvous(),
                SchedulingStrategy.random(new java.util.SplittableRandom(seed)),
                SchedulingStrategy.spread(name -> Math.floorMod(name.hashCode() * seed, 5)));
        Schedule expected = schedule(work, List.of(), destinations);

        for (SchedulingStrategy strategy : strategies) {
            Schedule schedule = Scheduler.with(strategy).schedule(request(work, List.of(), destinations));

            assertThat(schedule.unscheduled()).isEqualTo(expected.unscheduled());
            assertThat(schedule.placements()).hasSameSizeAs(expected.placements());
        }
    }

    @Property
    void aMoveComesToRest(
            @ForAll("destinations") List<Destination> before,
            @ForAll("destinations") List<Destination> after,
            @ForAll("works") Work work) {
        List<Placement> placed = schedule(work, List.of(), before).placements();
        SchedulingRequest request = request(work, placed, after).withMoves();

        Schedule moving = SCHEDULER.schedule(request);
        Schedule moved =
                SCHEDULER.schedule(request(work, moving.placements(), after).withMoves());

        assertThat(moved.placements().stream().map(Placement::destination))
                .isEqualTo(
                        moving.placements().stream().map(Placement::destination).toList());
        assertThat(moved.leaving()).isEmpty();
        assertThat(moving.misplaced())
                .as("what stays misplaced matches nowhere")
                .allMatch(group -> bruteForce(after, selectorOf(work, group)).isEmpty());
    }

    /** The rule once more, written as plainly as it can be. */
    private static List<Destination> bruteForce(Iterable<Destination> destinations, LabelSelector selector) {
        List<Destination> matching = new ArrayList<>();
        boolean asksForDryRun = "true".equals(selector.matchLabels().get("kratix.io/dry-run"));
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

    private static LabelSelector selectorOf(Work work, String group) {
        return work.groups().stream()
                .filter(one -> one.id().equals(group))
                .map(one -> Scheduler.resolve(one.selectors()))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> chosen(Explanation.Group group) {
        return group.answers().stream()
                .filter(answer -> answer.verdict() == Explanation.Verdict.CHOSEN)
                .map(Explanation.Answer::destination)
                .toList();
    }

    private static List<String> names(List<Destination> destinations) {
        return destinations.stream().map(Destination::name).toList();
    }

    private static Schedule schedule(Work work, List<Placement> placements, List<Destination> destinations) {
        return SCHEDULER.schedule(request(work, placements, destinations));
    }

    private static SchedulingRequest request(Work work, List<Placement> placements, List<Destination> destinations) {
        return new SchedulingRequest(work, placements, Set.of(), DestinationIndex.of(destinations));
    }
}
