// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Destination;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/**
 * Picks one of several Destinations that match. It is asked once for each group of a request, when the group is not placed
 * yet; what is placed stays. Called from several threads at once.
 */
@FunctionalInterface
public interface SchedulingStrategy {
    /**
     * {@return the Destination to place the group on: one of those that match}
     *
     * @param candidates the group, and what to choose from
     */
    Destination pick(Candidates candidates);

    /** {@return how the strategy is called in explanations} */
    default String name() {
        return getClass().getSimpleName();
    }

    /**
     * {@return the default: a request stays together where it can; else the Destination of the highest hash of request and
     * Destination} Equal input lands equally, requests spread evenly, and when a Destination comes or goes the choice
     * changes for no more requests than it must.
     */
    static SchedulingStrategy rendezvous() {
        return new Rendezvous();
    }

    /**
     * {@return Kratix' way: any of those that match, each as likely as the others, whatever else the request has} The
     * choice for a group of a Work follows from one seed, so that it does not depend on what else is asked, or in which
     * order.
     *
     * @param random gives the seed, at once: from a generator of the same seed the choices can be had again
     */
    static SchedulingStrategy random(RandomGenerator random) {
        long seed = random.nextLong();
        return new Named("random", candidates -> {
            String asked = candidates.work().owner() + " " + candidates.work().reference() + " "
                    + candidates.group().id();
            SplittableRandom dice = new SplittableRandom(seed ^ Rendezvous.hash(asked));
            return candidates.matching().get(dice.nextInt(candidates.matching().size()));
        });
    }

    /**
     * {@return the Destination with the fewest placements; among equals as {@link #rendezvous}. A request stays together
     * where it can}
     *
     * @param placements how many placements a Destination of that name has
     */
    static SchedulingStrategy spread(ToLongFunction<String> placements) {
        return new Named("spread", candidates -> {
            long fewest = candidates.together().stream()
                    .mapToLong(destination -> placements.applyAsLong(destination.name()))
                    .min()
                    .orElseThrow();
            return Rendezvous.highest(
                    candidates.work().owner(),
                    candidates.together().stream()
                            .filter(destination -> placements.applyAsLong(destination.name()) == fewest)
                            .toList());
        });
    }
}
