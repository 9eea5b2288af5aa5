// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.destination;
import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static io.kratix.frontdoor.Platform.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.Metadata;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Table;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mode {@code none}: the first owner of a path keeps it, and the next one has it when that one goes. */
class SharedTreeTest {
    private static final String READY = "Reconciled=True Reconciled: Reconciled";

    private final Platform platform = Platform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void givesAPathToTheOwnerThatWaitsForItOnceTheFirstIsGone() throws InterruptedException {
        writeSharedFiles();
        platform.kratix.apply(store(), flat("dev"), redis().build(), request("first", "small"));
        platform.settle();
        platform.kratix.apply(request("second", "small"));
        platform.settle();
        assertThat(platform.conditions(reference("second"))).doesNotContain(READY);

        platform.kratix.delete(reference("first"));
        platform.settle();

        assertThat(platform.place().texts()).containsEntry("flat/shared.yaml", "from: second\n");
        assertThat(platform.conditions(reference("second"))).contains(READY);
    }

    @Test
    void givesAPathToTheOwnerThatWaitsForItOnceTheFirstNeedsItNoMore() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            boolean small = "small".equals(call.object().spec().get("size"));
            String name = call.object().metadata().name();
            call.writeOutput(small ? "shared.yaml" : name + ".yaml", "from: " + name + "\n");
        });
        platform.kratix.apply(store(), flat("dev"), redis().build(), request("first", "small"));
        platform.settle();
        platform.kratix.apply(request("second", "small"));
        platform.settle();

        platform.kratix.apply(request("first", "large"));
        platform.settle();

        assertThat(platform.place().texts())
                .containsEntry("flat/shared.yaml", "from: second\n")
                .containsEntry("flat/first.yaml", "from: first\n");
        assertThat(platform.conditions(reference("second"))).contains(READY);
    }

    @Test
    void letsAFileBecomeADirectoryInWhichAnotherWaitsForItsPath() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            boolean small = "small".equals(call.object().spec().get("size"));
            String name = call.object().metadata().name();
            call.writeOutput(name.equals("first") && small ? "x" : "x/" + name, "from: " + name + "\n");
        });
        platform.kratix.apply(store(), flat("dev"), redis().build(), request("first", "small"));
        platform.settle();
        platform.kratix.apply(request("second", "small"));
        platform.settle();
        assertThat(platform.conditions(reference("second")).toString())
                .contains("'flat/x/second' cannot be written", "'flat/x' belongs to", "which is a file");

        platform.kratix.apply(request("first", "large"));
        platform.settle();
        assertThat(platform.paths()).contains("flat/x/first", "flat/x/second").doesNotContain("flat/x");

        platform.kratix.apply(request("first", "small"));
        platform.settle();
        assertThat(platform.conditions(reference("first")).toString()).contains("which needs a directory there");
        platform.kratix.delete(reference("second"));
        platform.settle();
        assertThat(platform.paths()).contains("flat/x").doesNotContain("flat/x/first", "flat/x/second");
        assertThat(platform.conditions(reference("first"))).contains(READY);
    }

    @Test
    void takesNothingFromTheOldDestinationAsLongAsTheNewOneHasNoRoomForAMisplacedRequest() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            call.writeOutput("shared.yaml", "from: mine\n");
            call.writeOutput("edge/proxy.yaml", "proxy: true\n");
            call.writeMetadata("destination-selectors.yaml", "- directory: edge\n  matchLabels: {edge: flat}\n");
        });
        platform.images.put("example/second:v1", call -> call.writeOutput("shared.yaml", "from: holder\n"));
        Promise moving = Promise.of(redis().build()
                .document()
                .withMetadata(Metadata.named("redis").withAnnotations(Map.of("jvm.kratix.io/misplaced", "move"))));
        platform.kratix.apply(store(), destination("old").build(), flat("prod"), moving, request("mine", "small"));
        platform.kratix.apply(holder(), holding());
        platform.settle();

        platform.kratix.apply(
                Destination.builder("old", Platform.STORE)
                        .label("environment", "test")
                        .build(),
                flat("dev"));
        platform.settle();
        Map<String, String> meanwhile = Map.copyOf(platform.place().texts());
        platform.kratix.delete(holding().reference());
        platform.settle();

        assertThat(meanwhile)
                .containsEntry("flat/shared.yaml", "from: holder\n")
                .containsEntry("old/resources/default/redis/mine/shared.yaml", "from: mine\n");
        assertThat(platform.place().texts())
                .containsEntry("flat/shared.yaml", "from: mine\n")
                .doesNotContainKey("old/resources/default/redis/mine/shared.yaml");
        assertThat(platform.conditions(reference("mine"))).contains(READY);
    }

    @Test
    void keepsAPathForItsFirstOwnerWhileTheDestinationIsAway() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> call.writeOutput("shared.yaml", "shared: 1\n"));
        platform.kratix.apply(store(), flat("dev"), redis().build(), request("mine", "small"));
        platform.settle();

        platform.kratix.delete(flat("dev").document().reference());
        platform.settle();
        platform.kratix.apply(request("aaa", "small"));
        platform.settle();
        platform.kratix.apply(flat("dev"));
        platform.settle();
        assertThat(platform.conditions(reference("aaa"))).doesNotContain(READY);
        assertThat(platform.conditions(reference("mine"))).contains(READY);
        platform.kratix.delete(reference("aaa"));
        platform.settle();
        assertThat(platform.place().texts()).containsEntry("flat/shared.yaml", "shared: 1\n");

        platform.kratix.apply(request("bbb", "small"));
        platform.settle();
        platform.kratix.delete(reference("mine"));
        platform.settle();
        assertThat(platform.conditions(reference("bbb"))).contains(READY);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsAPathForItsFirstOwnerWhenTheTreeMoves(boolean destination) throws InterruptedException {
        writeSharedFiles();
        platform.kratix.apply(store(), flat("dev"), redis().build(), request("mine", "small"));
        platform.settle();
        platform.kratix.apply(request("aaa", "small"));
        platform.settle();

        platform.kratix.apply(destination ? flat("dev", "moved/flat").document() : storeBelow("moved"));
        platform.settle();

        assertThat(platform.place().texts())
                .containsEntry("moved/flat/shared.yaml", "from: mine\n")
                .doesNotContainKey("flat/shared.yaml");
        assertThat(platform.conditions(reference("mine"))).contains(READY);
        assertThat(platform.conditions(reference("aaa"))).doesNotContain(READY);
        platform.kratix.delete(reference("mine"));
        platform.settle();
        assertThat(platform.place().texts()).containsEntry("moved/flat/shared.yaml", "from: aaa\n");
    }

    @Test
    void givesAPathToOneOfTwoWhoLookAtOnce() throws InterruptedException {
        CountDownLatch both = new CountDownLatch(2);
        Registry held = holding(Registry.inMemory(), both);
        try (Platform busy = Platform.open(held, builder -> {})) {
            busy.images.put(Platform.IMAGE, call -> call.writeOutput("shared.yaml", "shared: 1\n"));
            busy.kratix.apply(
                    store(), flat("dev"), redis().build(), request("one", "small"), request("other", "small"));
            busy.settle();

            assertThat(held.list(Table.OWNERS, Query.all()))
                    .filteredOn(state -> state.value().area().singleFiles().contains(StorePath.of("flat/shared.yaml")))
                    .hasSize(1);
            assertThat(busy.conditions(reference("one")).contains(READY))
                    .isNotEqualTo(busy.conditions(reference("other")).contains(READY));
        }
    }

    /** Lets nobody record that a request takes a file before two have looked. */
    private static Registry holding(Registry registry, CountDownLatch both) {
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit") && takesTheFile((Step) arguments[0])) {
                        both.countDown();
                        both.await(10, TimeUnit.SECONDS);
                    }
                    try {
                        return method.invoke(registry, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static boolean takesTheFile(Step step) {
        return step.writes().stream()
                .anyMatch(write -> write.value() instanceof OwnerState state
                        && state.area().claims().contains(StorePath.of("flat/shared.yaml")));
    }

    private static Promise holder() {
        return Promise.builder("holder")
                .api("example.kratix.io", "holder", Map.of("type", "object"))
                .destinationSelector(Map.of("edge", "flat"))
                .resourceConfigure(Pipeline.builder("configure")
                        .container("main", "example/second:v1")
                        .build())
                .build();
    }

    private static Document holding() {
        return Document.builder("example.kratix.io/v1alpha1", "holder", "one")
                .namespace("default")
                .build();
    }

    private void writeSharedFiles() {
        platform.images.put(
                Platform.IMAGE,
                call -> call.writeOutput(
                        "shared.yaml", "from: " + call.object().metadata().name() + "\n"));
    }

    private static Document storeBelow(String path) {
        return Document.builder("platform.kratix.io/v1alpha1", "MemoryStateStore", "default")
                .spec(Map.of("name", "state", "path", path))
                .build();
    }

    private static Destination flat(String environment) {
        return flat(environment, "flat");
    }

    private static Destination flat(String environment, String path) {
        return Destination.builder("flat", Platform.STORE)
                .label("environment", environment)
                .label("edge", "flat")
                .path(path)
                .mode(FilepathMode.NONE)
                .build();
    }
}
