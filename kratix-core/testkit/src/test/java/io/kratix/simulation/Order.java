// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.testkit.InMemoryStateStoreProvider;
import io.kratix.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private record Write(long millis, String key, @Nullable Object value, boolean alters) {
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
                .forEach(write -> happened.add(new Write(
                        millis(), write.table() + " " + write.key(), write.value(), !saysWhenItWasCompared(write))));
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
        return (one instanceof Write write && write.alters()) || (one instanceof Call call && call.alters());
    }

    /** {@return whether nothing is new but when a State Store was compared with what it confirmed} */
    private static boolean saysWhenItWasCompared(Step.Write<?> write) {
        return write.value() instanceof RegisteredObject now
                && now.reference().kind().equals(InMemoryStateStoreProvider.KIND)
                && write.before()
                        .map(Stored::value)
                        .filter(before -> before instanceof RegisteredObject known
                                && timeless(known).equals(timeless(now)))
                        .isPresent();
    }

    private static RegisteredObject timeless(RegisteredObject store) {
        Map<String, @Nullable Object> status =
                new LinkedHashMap<>(store.document().status());
        if (status.get("kratix") instanceof Map<?, ?> kratix) {
            Map<Object, @Nullable Object> rest = new LinkedHashMap<>(kratix);
            rest.remove("compared");
            status.put("kratix", rest);
        }
        return store.withDocument(store.document().withStatus(status));
    }

    private long millis() {
        return Duration.between(VirtualTime.START, time.clock().instant()).toMillis();
    }
}
