// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random histories of a platform, each of which can be played again by its seed: see CONTRIBUTING.md. */
class SimulationTest {
    private static final int FIXED = 150;

    private static final int TRIES = 40;
    private static final PrintStream ERRORS = System.err;

    /** What fails on purpose is warned of, thousands of times. */
    @BeforeAll
    static void withoutWarnings() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    @AfterAll
    static void withWarnings() {
        System.setErr(ERRORS);
    }

    @Test
    void holdsAfterEachOfTheFixedHistories() throws InterruptedException {
        int played = Seeds.hold(LongStream.rangeClosed(1, FIXED).iterator());

        assertThat(played).isEqualTo(FIXED);
    }

    @Test
    void holdsAfterFreshHistories() throws InterruptedException {
        assertThat(Seeds.hold(fresh(), Duration.ofSeconds(15))).isPositive();
    }

    @Test
    @Tag("long")
    @Tag("proof-simulation")
    void holdsAfterFreshHistoriesForTenMinutes() throws InterruptedException {
        int played = Seeds.hold(fresh(), Duration.ofMinutes(10));

        System.out.println(played + " histories in ten minutes");
        assertThat(played).isGreaterThan(2000);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsABugThatIsPlanted(PlantedFault fault) {
        long seed = LongStream.rangeClosed(1, TRIES)
                .filter(any -> fault.isAmong(findings(any, fault)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(fault + " is not found within " + TRIES + " histories"));

        System.out.println(fault + " is found by seed " + seed + "; to see it: " + Seeds.command(seed, fault));
        Simulation.Result once = new Simulation(seed, fault).run();
        Simulation.Result again = new Simulation(seed, fault).run();
        assertThat(again.order().lines()).isEqualTo(once.order().lines());
        assertThat(again.findings()).isEqualTo(once.findings());
        assertThat(findings(seed, PlantedFault.NONE)).isEmpty();
    }

    @Test
    void playsASeedInTheSameOrderInAnyProgram() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                        SeedOrder.class.getName())
                .redirectErrorStream(true)
                .start();

        String order = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(order.lines()).containsExactlyElementsOf(SeedOrder.lines()).hasSizeGreaterThan(1000);
        assertThat(other.waitFor()).isZero();
    }

    @Test
    @EnabledIfSystemProperty(
            named = "simulation.seed",
            matches = "-?\\d+",
            disabledReason = "plays the history of the seed that -Dsimulation.seed names")
    void playsOneSeed() {
        long seed = Long.parseLong(System.getProperty("simulation.seed"));
        PlantedFault fault = PlantedFault.valueOf(System.getProperty("simulation.fault", "NONE"));

        Simulation.Result result = new Simulation(seed, fault).run();

        result.order().lines().forEach(System.out::println);
        result.told().forEach(System.out::println);
        assertThat(result.findings()).isEmpty();
    }

    private static List<String> findings(long seed, PlantedFault fault) {
        return new Simulation(seed, fault).run().findings();
    }

    private static PrimitiveIterator.OfLong fresh() {
        return new SplittableRandom().longs().iterator();
    }
}
