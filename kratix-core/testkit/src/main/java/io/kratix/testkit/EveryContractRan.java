// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * For modules of this project, beside each class that {@link HeldBy} lists: looks whether all backends of its package
 * ran. Comes last of a module's tests. Authors of other backends do not need it.
 */
@Order(Integer.MAX_VALUE)
@ExtendWith(ContractRuns.class)
public interface EveryContractRan {
    /** Fails if a contract lists a test class of this package, and none of that class's tests passed. */
    @Test
    default void onEachBackendOfThisPackageThatIsListed() {
        assertThat(ContractRuns.missing(listed(), getClass().getPackageName(), ContractRuns.passed()))
                .as("backends that @HeldBy lists and that passed no test of their contract. Run all tests of the"
                        + " module; if a backend is gone for good, take it out of the list")
                .isEmpty();
    }

    /** Fails if a class of this package passed tests of a contract which does not list it. */
    @Test
    default void onNoBackendOfThisPackageThatIsNotListed() {
        assertThat(ContractRuns.unlisted(listed(), getClass().getPackageName(), ContractRuns.passed()))
                .as("backends that ran and that @HeldBy does not list. Add them, so that the build misses them when"
                        + " they do not run")
                .isEmpty();
    }

    private static List<String> listed() {
        return contracts()
                .flatMap(contract ->
                        Stream.of(contract.getAnnotation(HeldBy.class).value()))
                .toList();
    }

    private static Stream<Class<?>> contracts() {
        return Stream.of(StateStoreContract.class, WorkflowRunnerContract.class, RegistryContract.class);
    }
}
