// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.DestinationSelector;
import io.kratix.model.Placement;
import io.kratix.model.Work;
import java.util.Collections;
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
 * @param promiseWorkflow what the Promise's own workflow last said of Destinations: the root entries of its Pipelines, in
 *     order; it concerns the root group of a request's Work
 * @param dryRun whether the Work is a dry run's: it goes to Destinations for dry runs, whatever its groups ask for
 * @param moves whether a misplaced group moves to a Destination that matches, where there is one; else it stays, as in
 *     Kratix
 */
public record SchedulingRequest(
        Work work,
        List<Placement> placements,
        Set<String> preferred,
        DestinationIndex destinations,
        List<DestinationSelector> promiseWorkflow,
        boolean dryRun,
        boolean moves) {
    /** Copies the collections. */
    public SchedulingRequest {
        placements = List.copyOf(placements);
        preferred = Collections.unmodifiableSet(new TreeSet<>(preferred));
        promiseWorkflow = List.copyOf(promiseWorkflow);
    }

    /**
     * Asks with what every Work has.
     *
     * @param work the Work to place
     * @param placements where its groups are already
     * @param preferred the Destinations where other groups of the same owner are
     * @param destinations the Destinations that there are
     */
    public SchedulingRequest(
            Work work, List<Placement> placements, Set<String> preferred, DestinationIndex destinations) {
        this(work, placements, preferred, destinations, List.of(), false, false);
    }

    /**
     * {@return a copy with what the Promise's workflow said}
     *
     * @param selectors the root entries of its Pipelines, in order; the first that asks for a label wins
     */
    public SchedulingRequest withPromiseWorkflow(List<DestinationSelector> selectors) {
        return new SchedulingRequest(work, placements, preferred, destinations, selectors, dryRun, moves);
    }

    /** {@return a copy for a dry run} */
    public SchedulingRequest asDryRun() {
        return new SchedulingRequest(work, placements, preferred, destinations, promiseWorkflow, true, moves);
    }

    /** {@return a copy in which misplaced groups move} */
    public SchedulingRequest withMoves() {
        return new SchedulingRequest(work, placements, preferred, destinations, promiseWorkflow, dryRun, true);
    }
}
