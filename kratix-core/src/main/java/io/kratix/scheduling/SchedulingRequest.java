// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Placement;
import io.kratix.model.Work;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything that a decision depends on.
 *
 * @param work the Work to place
 * @param placements where its groups are already
 * @param preferred the Destinations where other groups of the same owner are: the first choice if they match
 * @param destinations the Destinations that there are
 */
public record SchedulingRequest(
        Work work, List<Placement> placements, Set<String> preferred, DestinationIndex destinations) {
    /** Copies the collections. */
    public SchedulingRequest {
        placements = List.copyOf(placements);
        preferred = java.util.Collections.unmodifiableSet(new TreeSet<>(preferred));
    }
}
