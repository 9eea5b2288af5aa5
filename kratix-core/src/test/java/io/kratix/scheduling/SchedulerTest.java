// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import static io.kratix.scheduling.SchedulingFixtures.destination;
import static io.kratix.scheduling.SchedulingFixtures.group;
import static io.kratix.scheduling.SchedulingFixtures.ofPromise;
import static io.kratix.scheduling.SchedulingFixtures.ofRequest;
import static io.kratix.scheduling.SchedulingFixtures.placement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Destination;
import io.kratix.model.DestinationSelector;
import io.kratix.model.DestinationSelector.Source;
import io.kratix.model.LabelRequirement;
import io.kratix.model.LabelRequirement.Operator;
import io.kratix.model.LabelSelector;
import io.kratix.model.Placement;
import io.kratix.model.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private static final Destination DEV_1 = destination("dev-1", Map.of("environment", "dev"));
    private static final Destination DEV_2 = destination("dev-2", Map.of("environment", "dev", "zone", "eu"));
    private static final Destination PROD = destination("prod", Map.of("environment", "prod"));
    private static final Destination STRICT = destination("strict", Map.of("gpu", "yes"), true);
    private static final Destination DRY = destination("dry", Map.of("kratix.io/dry-run", "true"));
    private static final DestinationIndex ALL = DestinationIndex.of(List.of(DEV_1, DEV_2, PROD, STRICT, DRY));
    private static final DestinationSelector DEV =
            new DestinationSelector(Map.of("environment", "dev"), Source.PROMISE);

    @Test
    void prefersWhereTheRequestAlreadyIs() {
        Work work = ofRequest("my-request", List.of(group(".", DEV)));

        for (String there : List.of("dev-1", "dev-2")) {
            Schedule schedule = Scheduler.create().schedule(new SchedulingRequest(work, List.of(), Set.of(there), ALL));

            assertThat(destinations(schedule)).containsExactly(there);
        }
    }

    @Test
    void spreadsRequestsEvenly() {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 2000; i++) {
            Work work = ofRequest("request-" + i, List.of(group(".", DEV)));
            counts.merge(destinations(schedule(work)).get(0), 1, Integer::sum);
        }

        assertThat(counts.keySet()).containsExactlyInAnyOrder("dev-1", "dev-2");
        assertThat(counts.values()).allMatch(count -> count > 850);
    }

    @Test
    void rendezvousLandsWhereItAlwaysHas() {
        List<String> landed = IntStream.range(0, 8)
                .mapToObj(i -> ofRequest("request-" + i, List.of(group(".", DEV))))
                .map(work -> destinations(schedule(work)).get(0))
                .toList();

        assertThat(landed)
                .as("a changed hash would move what people know")
                .isEqualTo(List.of("dev-2", "dev-1", "dev-1", "dev-2", "dev-2", "dev-2", "dev-2", "dev-2"));
    }

    @Test
    void aRequestsOwnWorkflowAndThePromisesAreHeardTogether() {
        DestinationSelector zone = new DestinationSelector(Map.of("zone", "eu"), Source.PROMISE_WORKFLOW);
        DestinationSelector later = new DestinationSelector(Map.of("zone", "us"), Source.PROMISE_WORKFLOW);
        Work work = ofRequest("my-request", List.of(group(".", DEV), group("extra", DEV)));
        SchedulingRequest request =
                new SchedulingRequest(work, List.of(), Set.of("dev-1"), ALL).withPromiseWorkflow(List.of(zone, later));

        Schedule schedule = Scheduler.create().schedule(request);

        assertThat(destinations(schedule))
                .as("the root group hears it, a directory's does not; its first entry wins")
                .containsExactly("dev-2", "dev-1");
        assertThat(destinations(Scheduler.create()
                        .schedule(new SchedulingRequest(ofPromise(List.of(group(".", DEV))), List.of(), Set.of(), ALL)
                                .withPromiseWorkflow(List.of(zone)))))
                .as("dependencies have their own")
                .containsExactly("dev-1", "dev-2");
    }

    @Test
    void expressionsHoldBesidesLabels() {
        LabelSelector notEu = new LabelSelector(
                Map.of("environment", "dev"), List.of(new LabelRequirement("zone", Operator.NOT_IN, List.of("eu"))));
        Work work = ofPromise(List.of(group(".", new DestinationSelector(notEu, Source.PROMISE))));

        assertThat(destinations(schedule(work))).containsExactly("dev-1");
    }

    @Test
    void aStrictDestinationIsNotReachedByWhatAsksForNoLabel() {
        LabelRequirement absent = new LabelRequirement("zone", Operator.DOES_NOT_EXIST, List.of());
        LabelSelector withoutZone = new LabelSelector(Map.of(), List.of(absent));
        LabelSelector anyGpu =
                new LabelSelector(Map.of(), List.of(new LabelRequirement("gpu", Operator.EXISTS, List.of())));

        assertThat(ALL.matching(withoutZone).stream().map(Destination::name)).containsExactly("dev-1", "prod");
        assertThat(ALL.matching(anyGpu).stream().map(Destination::name)).containsExactly("strict");
    }

    @Test
    void saysWhyAGroupIsWhereItIs() {
        Work work = ofRequest("my-request", List.of(group(".", DEV)));

        assertThat(schedule(work).placements()).singleElement().satisfies(placed -> assertThat(placed.reason())
                .isEqualTo("its labels match environment=dev; picked out of 2"));
        assertThat(schedule(work, placement(work, ".", "prod", false)).placements())
                .singleElement()
                .satisfies(placed ->
                        assertThat(placed.reason()).isEqualTo("its label environment is 'prod', asked for is 'dev'"));
        assertThat(schedule(work, placement(work, ".", "gone", false)).placements())
                .singleElement()
                .satisfies(placed -> assertThat(placed.reason()).isEqualTo("it is no more"));
        assertThat(schedule(work, placement(work, ".", "dev-1", true)).placements())
                .singleElement()
                .satisfies(placed -> assertThat(placed.reason()).isEqualTo("its labels match environment=dev again"));
    }

    @Test
    void saysWhyAGroupStaysByWhatIsAskedForNow() {
        DestinationSelector eu =
                new DestinationSelector(Map.of("environment", "dev", "zone", "eu"), Source.RESOURCE_WORKFLOW);
        Work before = ofRequest("my-request", List.of(group(".", DEV)));
        Work after = ofRequest("my-request", List.of(group(".", eu)));

        Placement placed = schedule(before, placement(before, ".", "dev-2", true))
                .placements()
                .get(0);

        assertThat(schedule(before, placed).placements()).containsExactly(placed);
        assertThat(schedule(after, placed).placements()).singleElement().satisfies(stays -> assertThat(stays.reason())
                .isEqualTo("its labels match environment=dev,zone=eu"));
    }

    @Test
    void explainsEveryDestinationInWords() {
        Work work = ofRequest("my-request", List.of(group(".", DEV)));
        DestinationIndex index = ALL.withDeleting(destination("old", Map.of("environment", "dev")));
        Explanation explanation =
                Scheduler.create().explain(new SchedulingRequest(work, List.of(), Set.of("dev-2"), index));

        assertThat(explanation)
                .hasToString(
                        """
                        The files at the top ask for environment=dev
                          dev-1 matched: another was chosen
                          dev-2 chosen: its labels match environment=dev; picked out of 2
                          dry refused: it takes dry runs only: its label kratix.io/dry-run is 'true'
                          old refused: it is being deleted
                          prod refused: its label environment is 'prod', asked for is 'dev'
                          strict refused: it has no label environment, asked for is 'dev'
                        """);
    }

    @Test
    void explainsStrictOnesAndMisplacedOnes() {
        Work work = ofRequest("my-request", List.of(group(".")));
        SchedulingRequest request =
                new SchedulingRequest(work, List.of(placement(work, ".", "strict", false)), Set.of(), ALL);

        assertThat(Scheduler.create().explain(request).toString())
                .contains("The files at the top ask for no label\n")
                .contains("strict misplaced: it has strictMatchLabels, and the group asks for none of its labels\n");
    }

    @Test
    void movesOnlyWhereItIsAskedTo() {
        Work work = ofRequest("my-request", List.of(group(".", DEV)));
        Placement old = placement(work, ".", "prod", false);
        SchedulingRequest request = new SchedulingRequest(work, List.of(old), Set.of("dev-1"), ALL);

        Schedule staying = Scheduler.create().schedule(request);
        Schedule moving = Scheduler.create().schedule(request.withMoves());

        assertThat(destinations(staying)).containsExactly("prod");
        assertThat(staying.leaving()).isEmpty();
        assertThat(destinations(moving)).containsExactly("dev-1");
        assertThat(moving.leaving()).singleElement().satisfies(leaving -> {
            assertThat(leaving.destination()).isEqualTo("prod");
            assertThat(leaving.misplaced()).isTrue();
        });
    }

    @Test
    void aMoveWithoutAGoalStays() {
        Work work = ofRequest(
                "my-request",
                List.of(group(".", new DestinationSelector(Map.of("environment", "qa"), Source.PROMISE))));
        SchedulingRequest request =
                new SchedulingRequest(work, List.of(placement(work, ".", "prod", false)), Set.of(), ALL);

        Schedule schedule = Scheduler.create().schedule(request.withMoves());

        assertThat(schedule.misplaced()).hasSize(1);
        assertThat(schedule.leaving()).isEmpty();
        assertThat(schedule.unscheduled()).isEmpty();
    }

    @Test
    void aGroupIsOnOneDestinationWhateverHappensWhileItMoves() {
        Work work = ofRequest("my-request", List.of(group(".", DEV)));
        Placement before = placement(work, ".", "dev-2", true);
        Placement begun = placement(work, ".", "dev-1", false);
        Placement neither = placement(work, ".", "prod", true);
        Placement gone = placement(work, ".", "gone", true);

        assertThat(turned(work, begun, before)).as("the labels came back").isEqualTo("[dev-2] dev-1");
        assertThat(turned(work, begun, neither))
                .as("moves are no longer asked for")
                .isEqualTo("[dev-1] prod");
        assertThat(turned(work, placement(work, ".", "strict", false), neither))
                .as("neither matches, and moves are no longer asked for")
                .isEqualTo("[prod] strict");
        assertThat(turned(work, placement(work, ".", "strict", false), gone))
                .as("what is no more is nothing to stay for")
                .isEqualTo("[strict] gone");
    }

    private static String turned(Work work, Placement begun, Placement before) {
        Schedule schedule = schedule(work, begun, before);
        return destinations(schedule) + " "
                + schedule.leaving().stream().map(Placement::destination).collect(Collectors.joining(","));
    }

    @Test
    void randomIsTheSameForTheSameSeed() {
        assertThat(random(7)).isEqualTo(random(7));
        assertThat(new HashSet<>(random(7))).containsExactlyInAnyOrder("dev-1", "dev-2");
    }

    @Test
    void randomDoesNotDependOnWhatElseIsAskedOrDrawn() {
        Random random = new Random(7);
        Scheduler scheduler = Scheduler.with(SchedulingStrategy.random(random));
        List<Work> works = IntStream.range(0, 20)
                .mapToObj(i -> ofRequest("request-" + i, List.of(group(".", DEV))))
                .toList();

        List<String> backwards = new ArrayList<>();
        for (int i = works.size() - 1; i >= 0; i--) {
            random.nextInt();
            SchedulingRequest request = new SchedulingRequest(works.get(i), List.of(), Set.of(), ALL);
            backwards.add(0, destinations(scheduler.schedule(request)).get(0));
        }

        assertThat(backwards).isEqualTo(random(7));
    }

    @Test
    void aDryRunMayBeAskedForByAnExpression() {
        List<LabelRequirement> asking = List.of(
                new LabelRequirement("kratix.io/dry-run", Operator.IN, List.of("true")),
                new LabelRequirement("kratix.io/dry-run", Operator.EXISTS, List.of()));
        List<LabelRequirement> others = List.of(
                new LabelRequirement("kratix.io/dry-run", Operator.NOT_IN, List.of("false")),
                new LabelRequirement("environment", Operator.DOES_NOT_EXIST, List.of()));

        assertThat(asking).allSatisfy(one -> assertThat(matching(one)).containsExactly(DRY));
        assertThat(others).allSatisfy(one -> assertThat(matching(one)).doesNotContain(DRY));
        assertThat(DestinationIndex.of(List.of(DEV_1)).with(DRY).matching(new LabelSelector(Map.of(), asking)))
                .containsExactly(DRY);
    }

    private static List<Destination> matching(LabelRequirement requirement) {
        return ALL.matching(new LabelSelector(Map.of(), List.of(requirement)));
    }

    @Test
    void spreadTakesTheFewest() {
        Map<String, Long> placements = Map.of("dev-1", 3L, "dev-2", 1L);
        Scheduler spread = Scheduler.with(SchedulingStrategy.spread(name -> placements.getOrDefault(name, 0L)));
        Work work = ofRequest("my-request", List.of(group(".", DEV)));

        assertThat(destinations(spread.schedule(new SchedulingRequest(work, List.of(), Set.of(), ALL))))
                .containsExactly("dev-2");
        assertThat(destinations(spread.schedule(new SchedulingRequest(work, List.of(), Set.of("dev-1"), ALL))))
                .as("a request stays together")
                .containsExactly("dev-1");
    }

    @Test
    void takesAStrategyOfOnesOwn() {
        Work work = ofRequest("my-request", List.of(group(".", DEV)));
        Scheduler last = Scheduler.with(
                candidates -> candidates.matching().get(candidates.matching().size() - 1));

        assertThat(destinations(last.schedule(new SchedulingRequest(work, List.of(), Set.of(), ALL))))
                .containsExactly("dev-2");
    }

    @Test
    void refusesAPickThatDoesNotMatch() {
        Work work = ofRequest("my-request", List.of(group(".", DEV)));
        SchedulingRequest request = new SchedulingRequest(work, List.of(), Set.of(), ALL);
        Scheduler wrong = Scheduler.with(new Named("wrong", candidates -> PROD));

        assertThatThrownBy(() -> wrong.schedule(request))
                .isInstanceOf(StrategyException.class)
                .hasMessage("The scheduling strategy 'wrong' picked 'prod', which is none of the Destinations that"
                        + " match");
    }

    @Test
    void saysWhatAStrategyDidThatPicksNothingOrBreaks() {
        Work work = ofRequest("my-request", List.of(group(".", DEV)));
        SchedulingRequest request = new SchedulingRequest(work, List.of(), Set.of(), ALL);
        Map<String, SchedulingStrategy> broken = Map.of(
                "returned null instead of a Destination",
                candidates -> nothing(),
                "failed: java.lang.NoClassDefFoundError: com/example/Plan",
                candidates -> {
                    throw new NoClassDefFoundError("com/example/Plan");
                },
                "failed: java.lang.AssertionError: not here",
                candidates -> {
                    throw new AssertionError("not here");
                });

        assertThat(broken).allSatisfy((message, strategy) -> {
            Scheduler scheduler = Scheduler.with(new Named("broken", strategy));

            assertThatThrownBy(() -> scheduler.schedule(request))
                    .isInstanceOf(StrategyException.class)
                    .hasMessage("The scheduling strategy 'broken' " + message);
            assertThat(scheduler.explain(request).toString())
                    .contains("dev-1 matched: The scheduling strategy 'broken' " + message, "prod refused: ");
        });
    }

    @SuppressWarnings("NullAway") // somebody else's strategy may know nothing of annotations
    private static Destination nothing() {
        return null;
    }

    @Test
    void readsAPromisesPolicy() {
        Map<String, String> annotations =
                Map.of("jvm.kratix.io/scheduling-strategy", "spread", "jvm.kratix.io/misplaced", "move", "other", "x");
        List<String> known = List.of("rendezvous", "random", "spread");

        assertThat(SchedulingPolicy.of(annotations).strategy()).hasValue("spread");
        assertThat(SchedulingPolicy.of(annotations).moves()).isTrue();
        assertThat(SchedulingPolicy.of(Map.of()).moves()).isFalse();
        assertThat(SchedulingPolicy.problems(annotations, known)).isEmpty();
        assertThat(SchedulingPolicy.problems(Map.of("jvm.kratix.io/misplaced", "Move"), known))
                .singleElement()
                .hasToString("metadata.annotations[jvm.kratix.io/misplaced]: Invalid value: \"Move\": is none of keep,"
                        + " move - write one of them, or leave the annotation out");
    }

    private static List<String> random(long seed) {
        Scheduler scheduler = Scheduler.with(SchedulingStrategy.random(new Random(seed)));
        return IntStream.range(0, 20)
                .mapToObj(i -> ofRequest("request-" + i, List.of(group(".", DEV))))
                .map(work -> destinations(scheduler.schedule(new SchedulingRequest(work, List.of(), Set.of(), ALL)))
                        .get(0))
                .toList();
    }

    private static Schedule schedule(Work work, Placement... placements) {
        return Scheduler.create().schedule(new SchedulingRequest(work, List.of(placements), Set.of(), ALL));
    }

    private static List<String> destinations(Schedule schedule) {
        return schedule.placements().stream().map(Placement::destination).toList();
    }
}
