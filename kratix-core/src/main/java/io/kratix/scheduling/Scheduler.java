// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Destination;
import io.kratix.model.DestinationSelector;
import io.kratix.model.LabelSelector;
import io.kratix.model.Placement;
import io.kratix.model.WorkloadGroup;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Decides where workload groups go. Immutable and, if its strategy is, safe for several threads; equal requests give equal
 * schedules unless the strategy is random. Source: Kratix' {@code internal/controller/scheduler.go}.
 */
public final class Scheduler {
    private static final Comparator<Destination> BY_NAME = Comparator.comparing(Destination::name);

    private final SchedulingStrategy strategy;

    private Scheduler(SchedulingStrategy strategy) {
        this.strategy = strategy;
    }

    /** {@return a scheduler that keeps a request together and else picks by hash} */
    public static Scheduler create() {
        return with(SchedulingStrategy.rendezvous());
    }

    /**
     * {@return a scheduler that picks among several matching Destinations as the strategy says}
     *
     * @param strategy one of the strategies that there are, or one's own
     */
    public static Scheduler with(SchedulingStrategy strategy) {
        return new Scheduler(strategy);
    }

    /**
     * Places the groups of a Work. A group of a request goes to one Destination and stays there; a group of
     * dependencies goes to every Destination that matches, and stays where it is when one no longer does.
     *
     * @param request the Work, where it is already, and the Destinations
     * @return where each group goes
     * @throws StrategyException if the strategy fails, or picks a Destination that does not match
     */
    public Schedule schedule(SchedulingRequest request) {
        Set<String> preferred = new TreeSet<>(request.preferred());
        request.placements().forEach(placement -> preferred.add(placement.destination()));
        ScheduleBuilder schedule = new ScheduleBuilder();
        for (WorkloadGroup group : request.work().groups()) {
            GroupScheduling scheduling = new GroupScheduling(request, group);
            List<Placement> placed = scheduling.place(schedule, matching -> pick(request, group, matching, preferred));
            placed.forEach(placement -> preferred.add(placement.destination()));
        }
        Set<String> groups =
                request.work().groups().stream().map(WorkloadGroup::id).collect(Collectors.toSet());
        request.placements().stream()
                .filter(placement -> !groups.contains(placement.group()))
                .forEach(schedule::dangling);
        return schedule.build();
    }

    /**
     * {@return why each group of a Work goes where it goes: every Destination that there is, chosen, matching, or refused
     * for the first requirement that it does not fulfil; if the strategy fails, those that match say how, and what is placed
     * is where it was}
     *
     * @param request the Work, where it is already, and the Destinations
     */
    public Explanation explain(SchedulingRequest request) {
        try {
            return Explanation.of(request, schedule(request), "another was chosen");
        } catch (StrategyException e) {
            Schedule asItWas = new Schedule(request.placements(), List.of());
            return Explanation.of(request, asItWas, String.valueOf(e.getMessage()));
        }
    }

    /**
     * {@return what a group asks for: the labels of all its selectors; where two ask for different values of one label, the
     * Promise wins over its workflow, which wins over the request's; within one source the last wins. What expressions ask
     * for must hold besides, all of it}
     *
     * @param selectors the group's selectors; a Promise's own list is squashed before, see {@link
     *     DestinationSelector#squash}
     */
    public static LabelSelector resolve(List<DestinationSelector> selectors) {
        return SelectorMerge.merge(selectors);
    }

    private Destination pick(
            SchedulingRequest request, WorkloadGroup group, List<Destination> matching, Set<String> preferred) {
        Destination picked = picked(new Candidates(request.work(), group, matching, preferred));
        if (Collections.binarySearch(matching, picked, BY_NAME) < 0) {
            throw new StrategyException("The scheduling strategy '" + strategy.name() + "' picked '" + picked.name()
                    + "', which is none of the Destinations that match");
        }
        return picked;
    }

    private Destination picked(Candidates candidates) {
        try {
            return Optional.ofNullable(strategy.pick(candidates))
                    .orElseThrow(() -> new StrategyException("The scheduling strategy '" + strategy.name()
                            + "' returned null instead of a Destination"));
        } catch (StrategyException e) {
            throw e;
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw new StrategyException("The scheduling strategy '" + strategy.name() + "' failed: " + e, e);
        }
    }
}
