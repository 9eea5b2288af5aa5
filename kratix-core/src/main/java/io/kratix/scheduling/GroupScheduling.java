// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Destination;
import io.kratix.model.DestinationSelector;
import io.kratix.model.KratixLabels;
import io.kratix.model.LabelSelector;
import io.kratix.model.Placement;
import io.kratix.model.WorkloadGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Places one workload group. */
final class GroupScheduling {
    private static final String AGAIN = " again";
    private static final String AMONG = "; ";
    private static final LabelSelector DRY_RUN = LabelSelector.of(Map.of(KratixLabels.DRY_RUN, "true"));

    private final SchedulingRequest request;
    private final WorkloadGroup group;
    private final LabelSelector selector;
    private final Admission admission;

    GroupScheduling(SchedulingRequest request, WorkloadGroup group) {
        this.request = request;
        this.group = group;
        this.selector = selector(request, group);
        this.admission = Admission.of(selector);
    }

    /** {@return what a group of a Work asks for, everybody's word counted} */
    static LabelSelector selector(SchedulingRequest request, WorkloadGroup group) {
        if (request.dryRun()) {
            return DRY_RUN;
        }
        List<DestinationSelector> selectors = new ArrayList<>(group.selectors());
        boolean root = group.directory().equals(WorkloadGroup.ROOT_DIRECTORY);
        if (root && !request.work().isDependency()) {
            DestinationSelector.squash(request.promiseWorkflow()).ifPresent(selectors::add);
        }
        return SelectorMerge.merge(selectors);
    }

    /** Decides, records the decision, and answers with where the group is from now on. */
    List<Placement> place(ScheduleBuilder schedule, Function<List<Destination>, Destination> picking) {
        List<Placement> placed = request.work().isDependency() ? everywhere(schedule) : somewhere(schedule, picking);
        if (placed.isEmpty()) {
            schedule.unscheduled(group.id());
        }
        schedule.placed(placed);
        return placed;
    }

    private List<Placement> everywhere(ScheduleBuilder schedule) {
        List<Placement> now = new ArrayList<>(existing());
        now.stream().filter(this::isNoMore).forEach(schedule::dangling);
        now.removeIf(this::isNoMore);
        List<Placement> placed = new ArrayList<>(matching(now));
        List<Placement> misplaced = now.stream().filter(Placement::misplaced).toList();
        if (request.moves() && !placed.isEmpty()) {
            misplaced.forEach(schedule::leaving);
        } else {
            placed.addAll(misplaced);
        }
        return placed;
    }

    private List<Placement> matching(List<Placement> now) {
        Map<String, Placement> kept = now.stream()
                .filter(placement -> !placement.misplaced())
                .collect(Collectors.toMap(Placement::destination, Function.identity(), (one, same) -> one));
        return request.destinations().matching(selector).stream()
                .map(destination -> Optional.ofNullable(kept.get(destination.name()))
                        .orElseGet(() -> placement(destination, matches())))
                .toList();
    }

    /** On a second Destination it is only as long as it moves, whatever becomes of the reason for that meanwhile. */
    private List<Placement> somewhere(ScheduleBuilder schedule, Function<List<Destination>, Destination> picking) {
        List<Placement> now = existing();
        Optional<Placement> matching =
                now.stream().filter(placement -> !placement.misplaced()).findFirst();
        boolean free = matching.isEmpty() && (now.isEmpty() || request.moves());
        List<Placement> placed = free ? picked(picking) : matching.stream().toList();
        List<Placement> staying = placed.isEmpty() ? now.stream().limit(1).toList() : placed;
        now.stream().filter(placement -> !staying.contains(placement)).forEach(schedule::leaving);
        return staying;
    }

    private List<Placement> picked(Function<List<Destination>, Destination> picking) {
        List<Destination> matching = request.destinations().matching(selector);
        if (matching.isEmpty()) {
            return List.of();
        }
        String choice = matching.size() == 1 ? "it alone" : "picked out of " + matching.size();
        return List.of(placement(picking.apply(matching), matches() + AMONG + choice));
    }

    /** Where the group is; first where it was before it began to move, for its files are there. */
    private List<Placement> existing() {
        return request.placements().stream()
                .filter(placement -> placement.group().equals(group.id()))
                .sorted(Comparator.comparing(this::isNoMore).thenComparing(placement -> !placement.misplaced()))
                .map(before ->
                        refusal(before).map(why -> misplaced(before, why)).orElseGet(() -> kept(before)))
                .toList();
    }

    private boolean isNoMore(Placement before) {
        return request.destinations().find(before.destination()).isEmpty()
                && !request.destinations().deletingNames().contains(before.destination());
    }

    private Optional<String> refusal(Placement before) {
        Optional<Destination> destination = request.destinations().find(before.destination());
        if (destination.isPresent()) {
            return admission.refusal(destination.get());
        }
        return Optional.of(isNoMore(before) ? "it is no more" : "it is being deleted");
    }

    private Placement kept(Placement before) {
        if (!before.misplaced() && isStillWhy(before.reason())) {
            return before;
        }
        String why = before.misplaced() ? matches() + AGAIN : matches();
        return new Placement(before.work(), before.group(), before.destination(), false, why);
    }

    /** Both the labels and what is asked for may be others by now, and match nevertheless. */
    private boolean isStillWhy(String reason) {
        return reason.equals(matches()) || reason.equals(matches() + AGAIN) || reason.startsWith(matches() + AMONG);
    }

    private static Placement misplaced(Placement before, String why) {
        return new Placement(before.work(), before.group(), before.destination(), true, why);
    }

    private Placement placement(Destination destination, String why) {
        return new Placement(request.work().reference(), group.id(), destination.name(), false, why);
    }

    private String matches() {
        return selector.isEmpty() ? "the group asks for no label" : "its labels match " + selector;
    }
}
