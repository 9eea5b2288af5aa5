// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Step;
import io.kratix.registry.Task;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A registry that commits something else than it was told; everything else is the other registry's. */
final class AlteredRegistry {
    private AlteredRegistry() {}

    static Registry of(Registry registry, UnaryOperator<Step> alteration) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("commit")) {
                registry.commit(alteration.apply((Step) arguments[0]));
                return null;
            }
            try {
                return method.invoke(registry, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return (Registry) Proxy.newProxyInstance(
                AlteredRegistry.class.getClassLoader(), new Class<?>[] {Registry.class}, handler);
    }

    /** {@return a step that adds these tasks alone} */
    static Step withTasks(Step step, Predicate<Task> kept) {
        Step.Builder copy = Step.builder();
        step.writes().forEach(write -> write(copy, write, Optional::of));
        step.tasks().stream().filter(kept).forEach(copy::enqueue);
        return copyRest(step, copy);
    }

    /**
     * {@return a step that writes something else}
     *
     * @param step the step
     * @param type in place of what
     * @param alteration what is written; empty if nothing is left there
     */
    static <V> Step with(Step step, Class<V> type, Function<V, Optional<V>> alteration) {
        Step.Builder copy = Step.builder();
        step.writes()
                .forEach(write -> write(
                        copy,
                        write,
                        value -> type.isInstance(value)
                                ? alteration.apply(type.cast(value)).map(altered -> (Object) altered)
                                : Optional.of(value)));
        step.tasks().forEach(copy::enqueue);
        return copyRest(step, copy);
    }

    /** {@return a step after which runs that have ended go on, and their tasks are there} */
    static Step withoutOutcomes(Step step) {
        Step.Builder copy = Step.builder();
        step.writes().forEach(write -> {
            if (write.value() instanceof RunRecord run && run.phase() == RunRecord.Phase.SUCCEEDED) {
                copy.enqueue(Task.of(Task.Type.RUN, run.id()));
            } else {
                write(copy, write, Optional::of);
            }
        });
        step.tasks().forEach(copy::enqueue);
        return copyRest(step, copy);
    }

    private static Step copyRest(Step step, Step.Builder copy) {
        step.expectations().forEach(copy::expect);
        step.events().forEach(copy::event);
        step.completion().ifPresent(end -> end.retry()
                .ifPresentOrElse(
                        pause -> copy.retry(end.claim(), pause, end.reason()), () -> copy.finish(end.claim())));
        return copy.build();
    }

    @SuppressWarnings("unchecked")
    private static <T> void write(
            Step.Builder copy, Step.Write<T> write, Function<Object, Optional<Object>> alteration) {
        Optional<T> value =
                Optional.ofNullable(write.value()).flatMap(alteration).map(altered -> (T) altered);
        if (value.isEmpty()) {
            write.before().ifPresent(copy::remove);
        } else if (write.before().isEmpty()) {
            copy.create(write.table(), value.get());
        } else {
            copy.update(write.before().get(), value.get());
        }
    }
}
