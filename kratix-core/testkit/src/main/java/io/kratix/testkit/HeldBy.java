// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lists the backends of this project that hold a contract; the build fails when the contract ran on fewer. Authors of
 * other backends inherit the contract and have nothing to do with the list.
 *
 * <p>A backend joins in two steps. The test class that inherits the contract is named here, and beside it, in the same
 * package, lies the class that looks whether it ran:
 *
 * <pre>{@code
 * class EveryContractRanTest implements EveryContractRan {}
 * }</pre>
 *
 * <p>Three things keep the list true. Each run of a contract is noted, with what passed. {@link EveryContractRan} comes
 * last in each module and fails if a class listed of its package ran without one test that passed, or a class of its
 * package ran that is not listed. And the testkit's own tests fail if a listed class, or the {@code
 * EveryContractRanTest} beside it, is gone from the sources.
 */
@Documented
@Inherited
@ExtendWith(ContractRuns.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface HeldBy {
    /** {@return the full names of the test classes that inherit the contract, one for each backend} */
    String[] value();
}
