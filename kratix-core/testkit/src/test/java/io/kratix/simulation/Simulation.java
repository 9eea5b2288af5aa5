// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One history of one platform.
 *
 * @param seed everything follows from it
 * @param fault the bug that the engine is to have
 */
record Simulation(long seed, PlantedFault fault) {
    /**
     * What became of it.
     *
     * @param told what people did, and what befell the platform
     * @param order what the engine committed and what the State Stores were called for, one after another
     * @param findings what is not as it must be
     */
    record Result(List<String> told, Order order, List<String> findings) {}

    Result run() {
        try (World world = new World(seed, fault)) {
            Watch watch = new Watch(world);
            History history = new History(world);
            history.play();
            List<String> findings = new ArrayList<>(watch.found());
            findings.addAll(new Findings(world, history).look());
            if (findings.isEmpty()) {
                findings.addAll(secondSettling(world));
            }
            return new Result(history.told(), world.order, findings);
        }
    }

    /** Another engine on the same registry finds nothing to do. */
    private static List<String> secondSettling(World world) {
        long writes = world.order.writes();
        world.restart();
        world.time.advance(Duration.ofMinutes(10));
        return world.order.writesSince(writes).stream()
                .map(write -> "done once more although nothing has changed: " + write)
                .toList();
    }
}
