// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

/**
 * Counts on a Destination how often owners took single files. Who takes one has looked at what others have, and adds to the
 * count in the same step: of two who look at once, one is overtaken and looks again.
 *
 * @param destination the Destination's name
 * @param times how often
 */
public record FilesTaken(String destination, long times) {
    /** {@return the same after one time more} */
    public FilesTaken again() {
        return new FilesTaken(destination, times + 1);
    }
}
