// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.destination;
import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static io.kratix.frontdoor.Platform.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Declaration;
import io.kratix.model.FilepathMode;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.registry.Registry;
import io.kratix.registry.Table;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one object costs does not grow with those that have not changed. */
class GrowthTest {
    private static final int OTHERS = 60;

    private final Map<String, Integer> read = new ConcurrentHashMap<>();

    @ParameterizedTest
    @EnumSource(value = FilepathMode.class, names = "AGGREGATED_YAML", mode = EnumSource.Mode.EXCLUDE)
    void readsNoMoreForARequestAmongMany(FilepathMode mode) throws InterruptedException {
        assertThat(readForOneMore(mode))
                .isNotEmpty()
                .allSatisfy((table, entries) -> assertThat(entries).as(table).isLessThan(OTHERS));
    }

    @Test
    void readsNoMoreForEachRequestOfAPromiseThatGoesWithMany() {
        int many = 600;
        try (Stage stage = Stage.open(clock -> counting(Registry.inMemory(clock)), builder -> {})) {
            stage.apply(Stage.promise().build());
            stage.apply(IntStream.range(0, many)
                    .mapToObj(i -> Stage.request("request-" + i))
                    .toArray(Declaration[]::new));
            read.clear();

            stage.delete(Stage.PROMISE);

            assertThat(stage.isThere(Stage.PROMISE)).isFalse();
            assertThat(read.get(Table.OBJECTS.name())).isLessThan(12 * many);
        }
    }

    @Test
    void readsNoBindingsOfAnotherPromiseWhenOneGoes() {
        try (Stage stage = Stage.open(clock -> counting(Registry.inMemory(clock)), builder -> {})) {
            Promise other = Promise.builder("other").build();
            stage.apply(Stage.promise().build(), other);
            stage.apply(IntStream.range(0, OTHERS)
                    .mapToObj(i -> Stage.request("request-" + i))
                    .toArray(Declaration[]::new));
            int bindings = stage.kratix.list("ResourceBinding").size();
            read.clear();

            stage.delete(ObjectReference.promise("other"));

            assertThat(bindings).isEqualTo(OTHERS);
            assertThat(stage.isThere(ObjectReference.promise("other"))).isFalse();
            assertThat(read.get(Table.OBJECTS.name())).isLessThan(OTHERS);
        }
    }

    private Map<String, Integer> readForOneMore(FilepathMode mode) throws InterruptedException {
        try (Platform platform = Platform.open(counting(Registry.inMemory()), builder -> {})) {
            platform.images.put(
                    Platform.IMAGE,
                    call -> call.writeOutput("deep/" + call.object().metadata().name() + ".yaml", "a: 1\n"));
            platform.kratix.apply(store(), destination("worker", "p", mode), redis().build());
            platform.kratix.apply(IntStream.range(0, OTHERS)
                    .mapToObj(i -> request("other-" + i, "small"))
                    .toArray(Declaration[]::new));
            platform.settle();
            read.clear();

            platform.kratix.apply(request("mine", "small"));
            platform.settle();
            platform.kratix.delete(reference("mine"));
            platform.settle();

            return new TreeMap<>(read);
        }
    }

    private Registry counting(Registry registry) {
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(registry, arguments);
                        if (answer instanceof Collection<?> entries && arguments[0] instanceof Table<?> table) {
                            read.merge(table.name(), entries.size(), Integer::sum);
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
