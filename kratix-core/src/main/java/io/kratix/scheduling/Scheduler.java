// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Content;
import io.kratix.model.Destination;
import io.kratix.model.DestinationSelector;
import io.kratix.model.Placement;
import io.kratix.model.Work;
import io.kratix.model.WorkloadGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Decides where workload groups go. Immutable; equal requests give equal schedules. */
public final class Scheduler {
    private Scheduler() {}

    /** {@return a scheduler that keeps a request together and else picks by hash} */
    public static Scheduler create() {
        return new Scheduler();
    }

    /**
     * Places the groups of a Work. A group of a request goes to one Destination and stays there; a group of
     * dependencies goes to every Destination that matches, and stays where it is when one no longer does.
     *
     * @param request the Work, where it is already, and the Destinations
     * @return where each group goes
     */
    public Schedule schedule(SchedulingRequest request) {
        List<Placement> placements = new ArrayList<>();
        List<String> unscheduled = new ArrayList<>();
        for (WorkloadGroup group : request.work().groups()) {
            List<Placement> placed = place(request, group);
            placements.addAll(placed);
            if (placed.isEmpty()) {
                unscheduled.add(group.id());
            }
        }
        return new Schedule(placements, unscheduled);
    }

    /**
     * {@return the labels that a group asks for: those of all its selectors; where two ask for different values of one
     * label, the Promise wins over its workflow, which wins over the request's; within one source the first wins}
     *
     * @param selectors the group's selectors
     */
    public static Map<String, String> resolve(List<DestinationSelector> selectors) {
        Map<String, String> resolved = new TreeMap<>();
        selectors.stream()
                .sorted(Comparator.comparing(DestinationSelector::source))
                .forEach(selector -> selector.matchLabels().forEach(resolved::putIfAbsent));
        return resolved;
    }

    private static List<Placement> place(SchedulingRequest request, WorkloadGroup group) {
        Map<String, String> labels = resolve(group.selectors());
        List<Destination> candidates = request.destinations().matching(labels);
        List<Placement> existing = request.placements().stream()
                .filter(placement -> placement.group().equals(group.id()))
                .toList();
        List<Placement> placements = new ArrayList<>();
        if (request.work().isDependency()) {
            candidates.forEach(candidate -> placements.add(placement(request.work(), group, candidate, labels)));
        } else if (existing.isEmpty()) {
            pick(request, candidates)
                    .ifPresent(picked -> placements.add(placement(request.work(), group, picked, labels)));
        }
        for (Placement before : existing) {
            boolean matches =
                    candidates.stream().anyMatch(candidate -> candidate.name().equals(before.destination()));
            if (!matches) {
                placements.add(new Placement(
                        before.work(),
                        before.group(),
                        before.destination(),
                        true,
                        "its labels no longer match " + labels));
            } else if (!request.work().isDependency()) {
                placements.add(
                        new Placement(before.work(), before.group(), before.destination(), false, before.reason()));
            }
        }
        return placements;
    }

    private static Placement placement(
            Work work, WorkloadGroup group, Destination destination, Map<String, String> labels) {
        return new Placement(work.reference(), group.id(), destination.name(), false, "its labels match " + labels);
    }

    /** The Destination where the request is already, else the one of the highest hash of request and Destination. */
    private static Optional<Destination> pick(SchedulingRequest request, List<Destination> candidates) {
        Optional<Destination> preferred = candidates.stream()
                .filter(candidate -> request.preferred().contains(candidate.name()))
                .findFirst();
        return preferred.isPresent()
                ? preferred
                : candidates.stream().max(Comparator.comparing(candidate -> Content.of(
                                request.work().owner() + "\n" + candidate.name())
                        .sha256()));
    }
}
