// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** A contract that cannot fail holds nobody to anything. */
class PlantedBugsTest {
    @ParameterizedTest
    @MethodSource("io.kratix.testkit.PlantedBug#all")
    void isFoundByItsTestsAndByNoOthers(PlantedBug bug) {
        EngineExecutionResults results = run(bug);

        assertThat(names(results.testEvents().failed())).isEqualTo(new TreeSet<>(bug.finders()));
        assertThat(results.containerEvents().failed().count()).isZero();
    }

    @Test
    void everyTestOfTheContractFindsABug() {
        Set<String> finders = PlantedBug.all().stream()
                .flatMap(bug -> bug.finders().stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(finders).isEqualTo(names(run(PlantedBug.NONE).testEvents().finished()));
    }

    @Test
    void nothingIsFoundWhereNoBugIs() {
        assertThat(names(run(PlantedBug.NONE).testEvents().failed())).isEmpty();
    }

    @Test
    void aStoreThatNeverMakesItsPlaceAgainIsToldWhatItMust() {
        EngineExecutionResults results = run(PlantedBug.named("never makes the place again"));

        assertThat(results.testEvents().failed().stream())
                .singleElement()
                .extracting(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow()
                        .getMessage())
                .asString()
                .contains("a request that completes everything must make the place anew");
    }

    private static EngineExecutionResults run(PlantedBug bug) {
        return run(BuggyContractRun.class, bug.name());
    }

    /** {@return what came of a contract's run on a backend with a bug} */
    static EngineExecutionResults run(Class<?> contract, String bug) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter(BuggyContractRun.BUG, bug)
                .selectors(selectClass(contract))
                .execute();
    }

    /** {@return {@code Group.test} for each event of a test} */
    static Set<String> names(Events events) {
        return events.map(Event::getTestDescriptor)
                .map(PlantedBugsTest::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(TestDescriptor test) {
        var source = (org.junit.platform.engine.support.descriptor.MethodSource)
                test.getSource().orElseThrow();
        String group = source.getClassName().replaceFirst(".*\\$", "");
        return group + "." + source.getMethodName();
    }
}
