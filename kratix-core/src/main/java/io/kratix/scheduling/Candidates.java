// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Destination;
import io.kratix.model.Work;
import io.kratix.model.WorkloadGroup;
import java.util.List;
import java.util.Set;

/**
 * What a strategy chooses from.
 *
 * @param work the Work of a request
 * @param group the group to place
 * @param matching the Destinations that take it, at least one, by name
 * @param preferred the names of Destinations where the request already is, matching or not
 */
public record Candidates(Work work, WorkloadGroup group, List<Destination> matching, Set<String> preferred) {
    /**
     * {@return the candidates among which a request stays together: those where it already is, or all if it is at none of
     * them}
     */
    public List<Destination> together() {
        if (preferred.isEmpty()) {
            return matching;
        }
        List<Destination> together = matching.stream()
                .filter(destination -> preferred.contains(destination.name()))
                .toList();
        return together.isEmpty() ? matching : together;
    }
}
