// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Step;
import io.kratix.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing after another that an engine did: what it committed, and what it said to State Stores and Pipelines. */
final class Order {
    private final VirtualTime time;
    private final List<Object> happened = new ArrayList<>();

    Order(VirtualTime time) {
        this.time = time;
    }

    /** Something outside of the registry: a call, or an alteration. */
    private record Call(long millis, String what, boolean alters) {
        @Override
        public String toString() {
            return millis + " ms: " + what;
        }
    }

    /** One write of one step; its value is printed only for those who ask. */
    private record Write(long millis, String key, @Nullable Object value) {
        @Override
        public String toString() {
            String status = value instanceof RegisteredObject object
                    ? ", status=" + object.document().status()
                    : "";
            return millis + " ms: " + key + " = " + value + status;
        }
    }

    void called(String what) {
        happened.add(new Call(millis(), what, false));
    }

    void altered(String what) {
        happened.add(new Call(millis(), what, true));
    }

    void committed(Step step) {
        step.writes()
                .forEach(write -> happened.add(new Write(millis(), write.table() + " " + write.key(), write.value())));
        step.tasks().forEach(task -> called("to do: " + task.key()));
        step.completion()
                .ifPresent(end -> called("done: " + end.claim().task().key()
                        + end.retry().map(pause -> ", again in " + pause).orElse("") + " " + end.reason()));
    }

    List<String> lines() {
        return happened.stream().map(Object::toString).toList();
    }

    /** {@return how often the registry or a State Store was altered, or a Pipeline ran} */
    long writes() {
        return happened.stream().filter(Order::isWrite).count();
    }

    /** {@return those alterations, but for the first ones} */
    List<String> writesSince(long first) {
        return happened.stream()
                .filter(Order::isWrite)
                .skip(first)
                .map(Object::toString)
                .toList();
    }

    private static boolean isWrite(Object one) {
        return one instanceof Write || (one instanceof Call call && call.alters());
    }

    private long millis() {
        return Duration.between(VirtualTime.START, time.clock().instant()).toMillis();
    }
}
