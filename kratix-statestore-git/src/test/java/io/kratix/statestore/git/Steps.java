// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.Set;
import java.util.function.Predicate;

/** Takes steps apart, for bugs that are planted on purpose. */
final class Steps {
    private Steps() {}

    /** What a step consists of. */
    enum Part {
        /** What is written and removed, and what must be as it was read. */
        WRITES,
        /** Tasks that are added. */
        TASKS,
        /** The task that ends. */
        COMPLETION,
        /** What is told. */
        EVENTS
    }

    /** {@return a copy without some parts} */
    static Step without(Step step, Set<Part> left) {
        Step.Builder copy = Step.builder();
        if (!left.contains(Part.WRITES)) {
            step.expectations().forEach(copy::expect);
            step.writes().forEach(write -> copy(copy, write));
        }
        addTo(copy, step, left);
        return copy.build();
    }

    /** {@return a copy that writes less} */
    static Step withoutWrites(Step step, Predicate<Step.Write<?>> left) {
        Step.Builder copy = Step.builder();
        step.expectations().forEach(copy::expect);
        step.writes().stream().filter(left.negate()).forEach(write -> copy(copy, write));
        addTo(copy, step, Set.of());
        return copy.build();
    }

    private static void addTo(Step.Builder copy, Step step, Set<Part> left) {
        if (!left.contains(Part.TASKS)) {
            step.tasks().forEach(copy::enqueue);
        }
        if (!left.contains(Part.COMPLETION)) {
            step.completion().ifPresent(completion -> completion
                    .retry()
                    .ifPresentOrElse(
                            pause -> copy.retry(completion.claim(), pause, completion.reason()),
                            () -> copy.finish(completion.claim())));
        }
        if (!left.contains(Part.EVENTS)) {
            step.events().forEach(copy::event);
        }
    }

    private static <T> void copy(Step.Builder copy, Step.Write<T> write) {
        Table<T> table = write.table();
        T value = write.value();
        if (value == null) {
            copy.remove(write.before().orElseThrow());
        } else if (write.before().isPresent()) {
            Stored<T> before = write.before().get();
            copy.update(before, value);
        } else {
            copy.create(table, value);
        }
    }
}
