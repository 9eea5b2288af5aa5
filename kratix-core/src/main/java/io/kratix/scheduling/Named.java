// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Destination;

/**
 * A strategy with a name.
 *
 * @param name how explanations call it
 * @param strategy what picks
 */
record Named(String name, SchedulingStrategy strategy) implements SchedulingStrategy {
    @Override
    public Destination pick(Candidates candidates) {
        return strategy.pick(candidates);
    }
}
