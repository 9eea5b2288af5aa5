// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Destination;
import io.kratix.model.LabelSelector;
import io.kratix.model.Placement;
import io.kratix.model.WorkloadGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why the groups of a Work go where they go.
 *
 * @param groups one for each group of the Work, in its order
 */
public record Explanation(List<Group> groups) {
    /** Copies the list. */
    public Explanation {
        groups = List.copyOf(groups);
    }

    static Explanation of(SchedulingRequest request, Schedule schedule, String unchosen) {
        return new Explanation(request.work().groups().stream()
                .map(group -> explain(request, schedule, group, unchosen))
                .toList());
    }

    /** {@return a line for each group, and one for each Destination below it} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        groups.forEach(text::append);
        return text.toString();
    }

    private static Group explain(SchedulingRequest request, Schedule schedule, WorkloadGroup group, String unchosen) {
        LabelSelector selector = GroupScheduling.selector(request, group);
        Admission admission = Admission.of(selector);
        List<Answer> answers = new ArrayList<>();
        Stream.concat(
                        schedule.placements().stream(),
                        schedule.leaving().stream().filter(Placement::misplaced))
                .filter(placement -> placement.group().equals(group.id()))
                .forEach(placement -> answers.add(answer(placement)));
        Set<String> placed = answers.stream().map(Answer::destination).collect(Collectors.toSet());
        for (Destination destination : request.destinations().all()) {
            if (!placed.contains(destination.name())) {
                answers.add(admission
                        .refusal(destination)
                        .map(why -> new Answer(destination.name(), Verdict.REFUSED, why))
                        .orElseGet(() -> new Answer(destination.name(), Verdict.MATCHED, unchosen)));
            }
        }
        request.destinations().deletingNames().stream()
                .filter(name -> !placed.contains(name))
                .forEach(name -> answers.add(new Answer(name, Verdict.REFUSED, "it is being deleted")));
        answers.sort(Comparator.comparing(Answer::destination));
        return new Group(group.id(), group.directory(), selector, answers);
    }

    private static Answer answer(Placement placement) {
        Verdict verdict = placement.misplaced() ? Verdict.MISPLACED : Verdict.CHOSEN;
        return new Answer(placement.destination(), verdict, placement.reason());
    }

    /** What a Destination is to a group. */
    public enum Verdict {
        /** The group goes there, or is there. */
        CHOSEN,
        /** The group could go there. */
        MATCHED,
        /** The group is there although the Destination no longer matches. */
        MISPLACED,
        /** The Destination does not take the group. */
        REFUSED
    }

    /**
     * Why one group goes where it goes.
     *
     * @param id the group's id
     * @param directory the directory of the output that it comes from
     * @param selector what it asks for, everybody's word counted
     * @param answers one for each Destination that there is or that it is on, by name
     */
    public record Group(String id, String directory, LabelSelector selector, List<Answer> answers) {
        /** Copies the list. */
        public Group {
            answers = List.copyOf(answers);
        }

        /** {@return a line for the group, and one for each Destination below it} */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("The files ")
                    .append(directory.equals(".") ? "at the top" : "in '" + directory + "'")
                    .append(" ask for ")
                    .append(selector.isEmpty() ? "no label" : selector.toString())
                    .append('\n');
            if (answers.isEmpty()) {
                text.append("  there is no Destination yet\n");
            }
            answers.forEach(answer -> text.append("  ").append(answer).append('\n'));
            return text.toString();
        }
    }

    /**
     * What one Destination is to a group.
     *
     * @param destination the Destination's name
     * @param verdict what it is
     * @param why in words
     */
    public record Answer(String destination, Verdict verdict, String why) {
        /** {@return for example {@code worker-1 refused: it has no label environment, asked for is 'dev'}} */
        @Override
        public String toString() {
            return destination + " " + verdict.name().toLowerCase(Locale.ROOT) + ": " + why;
        }
    }
}
