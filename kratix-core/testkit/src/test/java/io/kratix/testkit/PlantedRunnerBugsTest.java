// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** The contract of workflow runners can fail, too. */
class PlantedRunnerBugsTest {
    @ParameterizedTest
    @MethodSource("io.kratix.testkit.PlantedRunnerBug#all")
    void isFoundByItsTestsAndByNoOthers(PlantedRunnerBug bug) {
        EngineExecutionResults results = run(bug);

        assertThat(PlantedBugsTest.names(results.testEvents().failed())).isEqualTo(new TreeSet<>(bug.finders()));
        assertThat(results.containerEvents().failed().count()).isZero();
    }

    @Test
    void everyTestOfTheContractFindsABug() {
        Set<String> finders = PlantedRunnerBug.all().stream()
                .flatMap(bug -> bug.finders().stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(finders)
                .isEqualTo(PlantedBugsTest.names(
                        run(PlantedRunnerBug.NONE).testEvents().finished()));
    }

    @Test
    void nothingIsFoundWhereNoBugIs() {
        assertThat(PlantedBugsTest.names(run(PlantedRunnerBug.NONE).testEvents().failed()))
                .isEmpty();
    }

    private static EngineExecutionResults run(PlantedRunnerBug bug) {
        return PlantedBugsTest.run(BuggyRunnerContractRun.class, bug.name());
    }
}
