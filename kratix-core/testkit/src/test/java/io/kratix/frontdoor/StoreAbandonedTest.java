// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.ScriptedPlatform.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.registry.Registry;
import io.kratix.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A call that does not heed its interrupt: on threads of its own, since it keeps one. */
class StoreAbandonedTest {
    @Test
    void leavesACallToItselfThatDoesNotEndAndOpensAnewWithAnotherCache() throws InterruptedException {
        VirtualTime time = VirtualTime.create();
        ScriptedStores stores = new ScriptedStores();
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch writtenAnew = new CountDownLatch(1);
        stores.onWrite = (sound, request) -> {
            if (hanging.getCount() > 0) {
                hanging.countDown();
                awaitDeafly(released);
            }
            List<io.kratix.spi.statestore.ChangeOutcome> outcomes = sound.write(request);
            writtenAnew.countDown();
            return outcomes;
        };
        List<String> told = new CopyOnWriteArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Platform platform = Platform.open(Registry.inMemory(time.clock()), builder -> builder.clock(time.clock())
                .threads(threads, time.timer())
                .stateStores(stores)
                .onEvent(event -> told.add(event.message())))) {
            platform.kratix.apply(
                    ScriptedPlatform.store(Map.of()),
                    ScriptedPlatform.destination("worker").build(),
                    Platform.redis().build(),
                    Platform.request("one", "small"));
            hanging.await();

            while (!writtenAnew.await(20, TimeUnit.MILLISECONDS)) {
                time.advance(Duration.ofSeconds(10));
            }
            List<String> diary = List.copyOf(stores.diary);
            released.countDown();
            platform.kratix.awaitReady(Platform.reference("one"), Platform.LIMIT);

            assertThat(diary).startsWith("open", "check", "write", "open", "check", "write");
            assertThat(stores.diary).as("the one that hangs is not closed").doesNotContain("close");
            assertThat(stores.caches).hasSize(2).doesNotHaveDuplicates();
            assertThat(stores.place.texts()).containsKey(file("one"));
            assertThat(told)
                    .contains("a call still went on 10 s after it was interrupted;"
                            + " its instance and its cache are not used again");
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitDeafly(CountDownLatch released) {
        boolean over = false;
        while (!over) {
            try {
                released.await();
                over = true;
            } catch (InterruptedException e) {
                over = false; // a library that does not heed interrupts
            }
        }
    }
}
