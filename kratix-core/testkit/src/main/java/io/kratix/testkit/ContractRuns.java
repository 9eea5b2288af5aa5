// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Notes which test classes passed a contract's tests in this JVM, which is the one in which a module's tests run; so what
 * an earlier build left cannot be taken for a run.
 */
final class ContractRuns implements TestWatcher, ExecutionCondition {
    private static final Set<String> PASSED = ConcurrentHashMap.newKeySet();

    @Override
    public void testSuccessful(ExtensionContext context) {
        PASSED.add(outermostTestClass(context).getName());
    }

    /** The look at all runs makes sense in a build alone, which puts it last; an IDE may start it on its own. */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean isTheLook = context.getTestClass()
                .filter(EveryContractRan.class::isAssignableFrom)
                .isPresent();
        boolean isOrdered = context.getConfigurationParameter(ClassOrderer.DEFAULT_ORDER_PROPERTY_NAME)
                .isPresent();
        return isTheLook && !isOrdered
                ? ConditionEvaluationResult.disabled("the build puts this class last; here nobody has")
                : ConditionEvaluationResult.enabled("");
    }

    /** {@return the names of the test classes with at least one test that passed} */
    static Set<String> passed() {
        return new TreeSet<>(PASSED);
    }

    /** {@return which listed classes of a package have passed nothing} */
    static List<String> missing(List<String> listed, String packageName, Set<String> passed) {
        return listed.stream()
                .filter(name -> packageOf(name).equals(packageName) && !passed.contains(name))
                .toList();
    }

    /** {@return which classes of a package have passed tests of a contract and are not listed; only what a build finds} */
    static List<String> unlisted(List<String> listed, String packageName, Set<String> passed) {
        return passed.stream()
                .filter(name -> packageOf(name).equals(packageName) && name.endsWith("Test") && !listed.contains(name))
                .toList();
    }

    private static Class<?> outermostTestClass(ExtensionContext context) {
        Class<?> outermost = context.getRequiredTestClass();
        for (Optional<ExtensionContext> above = context.getParent();
                above.isPresent();
                above = above.get().getParent()) {
            outermost = above.get().getTestClass().orElse(outermost);
        }
        return outermost;
    }

    private static String packageOf(String className) {
        return className.substring(0, Math.max(className.lastIndexOf('.'), 0));
    }
}
