// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.Kratix;
import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.testkit.VirtualTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While a State Store or the registry is asked for something, other threads of the engine go on. */
class OvertakenCallTest {
    private static final int ORDERS = 6;
    private static final Query DESTINATIONS =
            Query.where(RegisteredObject.BY_KIND, RegisteredObject.platformKind(Kinds.DESTINATION));

    @ParameterizedTest
    @EnumSource(names = {"NESTED_BY_METADATA", "NONE", "AGGREGATED_YAML"})
    void leavesNothingWhereADestinationWasInBetween(FilepathMode mode) {
        for (int order = 1; order <= ORDERS; order++) {
            assertThat(pathsAfterThereAndBack(mode, order))
                    .as("in order " + order)
                    .isNotEmpty()
                    .allMatch(path -> path.startsWith("a/"));
        }
    }

    @Test
    void declaresADestinationWhileAnotherOneGoes() {
        Queue<Runnable> meanwhile = new ArrayDeque<>();
        try (Stage stage = Stage.open(clock -> interrupting(Registry.inMemory(clock), meanwhile), builder -> {})) {
            stage.begin();
            ObjectReference going = ObjectReference.destination("worker");
            stage.kratix.delete(going);
            meanwhile.add(stage.time::runAll);

            stage.apply(Platform.destination("other").build());

            assertThat(stage.kratix.get(going)).isEmpty();
            assertThat(stage.kratix.get(ObjectReference.destination("other"))).isPresent();
        }
    }

    /** In a file that it has together with others, nobody's documents would be the Destination's own. */
    @Test
    void appliesNothingOfARequestThatGoesWhileItsFileIsRead() {
        ScriptedStores stores = new ScriptedStores();
        try (Stage stage =
                Stage.open(builder -> builder.platformDestination("platform").stateStores(stores))) {
            stage.scripts.put("stack", CompoundStage::askForDatabase);
            stage.apply(
                    ScriptedPlatform.store(Map.of()),
                    ScriptedPlatform.destination("platform")
                            .label("environment", "platform")
                            .mode(FilepathMode.AGGREGATED_YAML)
                            .build(),
                    CompoundStage.stackPromise());
            stores.onRead = () -> {
                stores.onRead = () -> {};
                stage.kratix.delete(CompoundStage.stack("team-a"));
                stage.time.meanwhile(Integer.MAX_VALUE);
            };

            stage.apply(CompoundStage.stackRequest("team-a", "small"));
            stage.pass(Duration.ofMinutes(2));

            assertThat(stage.calls).containsExactly("team-a/stack");
            assertThat(stage.kratix.list("example.kratix.io", "Stack")).isEmpty();
            assertThat(stage.isThere(CompoundStage.DATABASE)).isTrue();
        }
    }

    /** Something happens between an answer of the registry and the next question. */
    private static Registry interrupting(Registry registry, Queue<Runnable> meanwhile) {
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(registry, arguments);
                        if (method.getName().equals("list") && arguments[1].equals(DESTINATIONS)) {
                            Optional.ofNullable(meanwhile.poll()).ifPresent(Runnable::run);
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Set<String> pathsAfterThereAndBack(FilepathMode mode, int order) {
        VirtualTime time = VirtualTime.shuffled(new Random(order));
        ScriptedStores stores = new ScriptedStores();
        stores.onRead = () -> time.meanwhile(Integer.MAX_VALUE);
        try (Kratix kratix = Kratix.builder()
                .registry(Registry.inMemory(time.clock()))
                .stateStores(stores)
                .workflowRunner(InProcessWorkflowRunner.builder()
                        .image(Platform.IMAGE, call -> call.writeOutput("redis.yaml", "size: small\n"))
                        .build())
                .clock(time.clock())
                .threads(time.executor(), time.timer())
                .random(new Random(order))
                .open()) {
            kratix.apply(
                    ScriptedPlatform.store(Map.of()),
                    destination("a", mode),
                    Platform.redis().build(),
                    Platform.request("mine", "small"));
            time.runAll();
            stores.onWrite = (sound, request) -> writeAndLoseTheAnswer(stores, sound, request);
            kratix.apply(destination("b", mode));
            time.runAll();
            kratix.apply(destination("a", mode));
            time.advance(Duration.ofMinutes(2));
            return stores.place.texts().keySet();
        }
    }

    private static List<ChangeOutcome> writeAndLoseTheAnswer(
            ScriptedStores stores, StateStore sound, WriteRequest request) throws InterruptedException {
        stores.onWrite = StateStore::write;
        sound.write(request);
        throw PluginException.unavailable("the line broke");
    }

    private static Destination destination(String path, FilepathMode mode) {
        return ScriptedPlatform.destination("worker").path(path).mode(mode).build();
    }
}
