// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;

/** Prints what happens in some histories, one thing after another: a program of its own, to compare programs. */
final class SeedOrder {
    private static final int SEEDS = 3;

    private SeedOrder() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        lines().forEach(out::println);
    }

    static List<String> lines() {
        return LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> new Simulation(seed, PlantedFault.NONE).run())
                .flatMap(result -> result.order().lines().stream())
                .flatMap(String::lines)
                .toList();
    }
}
