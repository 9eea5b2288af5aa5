// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import static io.kratix.scheduling.SchedulingArbitraries.bruteForce;
import static io.kratix.scheduling.SchedulingArbitraries.names;
import static io.kratix.scheduling.SchedulingArbitraries.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Destination;
import io.kratix.model.DestinationSelector;
import io.kratix.model.DestinationSelector.Source;
import io.kratix.model.LabelSelector;
import io.kratix.model.Placement;
import io.kratix.model.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Who matches, found by the index, asked of several at once, and explained. */
class MatchingPropertiesTest {
    private static final Scheduler SCHEDULER = Scheduler.create();

    @Provide
    Arbitrary<Map<String, String>> labels() {
        return SchedulingArbitraries.labels();
    }

    @Provide
    Arbitrary<LabelSelector> selectors() {
        return SchedulingArbitraries.selectors();
    }

    @Provide
    Arbitrary<List<Destination>> destinations() {
        return SchedulingArbitraries.destinations();
    }

    @Provide
    Arbitrary<Work> works() {
        return SchedulingArbitraries.works();
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

    private static List<String> chosen(Explanation.Group group) {
        return group.answers().stream()
                .filter(answer -> answer.verdict() == Explanation.Verdict.CHOSEN)
                .map(Explanation.Answer::destination)
                .toList();
    }
}
