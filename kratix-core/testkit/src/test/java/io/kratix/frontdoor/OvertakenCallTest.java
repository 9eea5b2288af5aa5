// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.Kratix;
import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.registry.Registry;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While a State Store is asked for something, other threads of the engine go on, and want something else by the answer. */
class OvertakenCallTest {
    private static final int ORDERS = 6;

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
            time.advance(Duration.ofMinutes(10));
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
