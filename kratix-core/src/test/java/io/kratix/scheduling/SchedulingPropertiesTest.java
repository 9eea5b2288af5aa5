// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import static io.kratix.scheduling.SchedulingArbitraries.bruteForce;
import static io.kratix.scheduling.SchedulingArbitraries.names;
import static io.kratix.scheduling.SchedulingArbitraries.request;
import static io.kratix.scheduling.SchedulingArbitraries.schedule;
import static io.kratix.scheduling.SchedulingArbitraries.selectorOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Destination;
import io.kratix.model.Placement;
import io.kratix.model.Work;
import io.kratix.model.WorkloadGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Where groups go, and that they stay. */
class SchedulingPropertiesTest {
    private static final Scheduler SCHEDULER = Scheduler.create();

    @Provide
    Arbitrary<Map<String, String>> labels() {
        return SchedulingArbitraries.labels();
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
            boolean ended = work.isDependency() && isNoMore(placement, after);
            assertThat(next.stream()
                            .anyMatch(same -> same.group().equals(placement.group())
                                    && same.destination().equals(placement.destination())))
                    .as("%s stays", placement)
                    .isEqualTo(!ended);
        }
    }

    private static boolean isNoMore(Placement placement, List<Destination> destinations) {
        return destinations.stream().noneMatch(destination -> destination.name().equals(placement.destination()));
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

    @Property(maxDiscardRatio = 50)
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
}
