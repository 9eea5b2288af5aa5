// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Placement;
import java.util.List;

/**
 * Where the groups of one Work go.
 *
 * @param placements one for each group and Destination
 * @param unscheduled the ids of groups for which there is no Destination
 * @param leaving placements that end as soon as those of their group in {@code placements} are confirmed; none unless the
 *     request asks for moves, or asked for them when the group began to move
 * @param dangling placements that end at once: of groups that the Work no longer has, and of dependencies on Destinations that
 *     are no more
 */
public record Schedule(
        List<Placement> placements, List<String> unscheduled, List<Placement> leaving, List<Placement> dangling) {
    /** Copies the lists. */
    public Schedule {
        placements = List.copyOf(placements);
        unscheduled = List.copyOf(unscheduled);
        leaving = List.copyOf(leaving);
        dangling = List.copyOf(dangling);
    }

    /**
     * A schedule in which nothing ends.
     *
     * @param placements one for each group and Destination
     * @param unscheduled the ids of groups for which there is no Destination
     */
    public Schedule(List<Placement> placements, List<String> unscheduled) {
        this(placements, unscheduled, List.of(), List.of());
    }

    /** {@return the ids of groups that lie on a Destination which no longer matches} */
    public List<String> misplaced() {
        return placements.stream()
                .filter(Placement::misplaced)
                .map(Placement::group)
                .distinct()
                .toList();
    }
}
