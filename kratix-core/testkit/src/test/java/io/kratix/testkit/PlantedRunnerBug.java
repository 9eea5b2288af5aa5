// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.workflow.WorkflowRunner;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A workflow runner that is sound but for one bug.
 *
 * @param name says what it does
 * @param opener opens it
 * @param limit how long its tests wait for anything
 * @param finders the tests of the contract that find the bug, and no others: {@code Group.test}
 */
record PlantedRunnerBug(
        String name, Function<DurableBackend, WorkflowRunner> opener, Duration limit, Set<String> finders) {
    /** No bug at all. */
    static final PlantedRunnerBug NONE = of("none", DurableWorkflowRunner::new);

    static PlantedRunnerBug of(String name, Function<DurableBackend, WorkflowRunner> opener, String... finders) {
        return new PlantedRunnerBug(name, opener, Duration.ofSeconds(30), Set.of(finders));
    }

    /** {@return a copy that makes its finders wait for what never comes, hence not for long} */
    PlantedRunnerBug hanging() {
        return new PlantedRunnerBug(name, opener, Duration.ofSeconds(1), finders);
    }

    /** {@return every bug, in the contract's order} */
    static List<PlantedRunnerBug> all() {
        return Stream.of(RunningBugs.all(), FailingBugs.all(), LoggingBugs.all(), StoppingBugs.all(), JoiningBugs.all())
                .flatMap(List::stream)
                .toList();
    }

    static PlantedRunnerBug named(String name) {
        return Stream.concat(Stream.of(NONE), all().stream())
                .filter(bug -> bug.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return name;
    }
}
