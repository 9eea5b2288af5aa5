// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.ScriptedPlatform.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.StateStoreReference;
import io.kratix.registry.Registry;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All that lay at a place has gone with it, and is all written again: whoever dies meanwhile, and whosever it was. */
class LostPlaceTest {
    private final VirtualTime time = VirtualTime.create();
    private final Registry registry = Registry.inMemory(time.clock());
    private final ScriptedStores stores = new ScriptedStores();
    private Platform platform = open();

    private Platform open() {
        return Platform.open(registry, builder -> builder.clock(time.clock())
                .threads(time.executor(), time.timer())
                .random(new Random(1))
                .stateStores(stores));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private void applyAll() {
        stores.atomicity = Atomicity.FILE;
        platform.kratix.apply(
                ScriptedPlatform.store(Map.of()),
                ScriptedPlatform.destination("worker").build(),
                Platform.redis().build());
        time.runAll();
        platform.kratix.apply(Platform.request("one", "small"), Platform.request("two", "small"));
        time.runAll();
        assertThat(stores.place.texts()).containsKeys(file("one"), file("two"));
    }

    @Test
    void isFilledByTheNextEngineWhereOneDiesInTheMiddleOfThat() {
        applyAll();
        Map<String, String> before = stores.place.texts();
        stores.place.lose();
        stores.onWrite = LostPlaceTest::writeAPartAndDie;

        platform.kratix.apply(Platform.request("three", "small"));
        time.runAll();
        platform.close();
        assertThat(stores.place.texts()).isNotEmpty().doesNotContainKeys(file("one"), file("two"));
        stores.onWrite = StateStore::write;
        platform = open();
        time.advance(Duration.ofMinutes(2));

        assertThat(stores.place.texts()).containsAllEntriesOf(before).containsKey(file("three"));
    }

    private static List<ChangeOutcome> writeAPartAndDie(StateStore sound, WriteRequest request)
            throws InterruptedException {
        if (request.changes().size() > 2) {
            sound.write(WriteRequest.of(request.changes().subList(0, 1)));
            throw PluginException.unavailable("dies here");
        }
        return sound.write(request);
    }

    @Test
    void isFilledForAllDocumentsThatLeadThere() {
        applyAll();
        platform.kratix.apply(
                Document.builder("platform.kratix.io/v1alpha1", ScriptedStores.STORE.kind(), "second")
                        .build(),
                Destination.builder("neighbour", new StateStoreReference(ScriptedStores.STORE.kind(), "second"))
                        .label("environment", "other")
                        .build());
        time.runAll();
        Map<String, String> before = stores.place.texts();
        assertThat(before.keySet()).anyMatch(path -> path.startsWith("neighbour/"));
        stores.place.lose();

        platform.kratix.apply(Platform.request("three", "small"));
        time.runAll();

        assertThat(stores.place.texts()).containsAllEntriesOf(before).containsKey(file("three"));
    }
}
