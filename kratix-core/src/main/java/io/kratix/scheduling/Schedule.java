// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Placement;
import java.util.List;

/**
 * Where the groups of one Work go.
 *
 * @param placements one for each group and Destination
 * @param unscheduled the ids of groups for which there is no Destination
 */
public record Schedule(List<Placement> placements, List<String> unscheduled) {
    /** Copies both lists. */
    public Schedule {
        placements = List.copyOf(placements);
        unscheduled = List.copyOf(unscheduled);
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
