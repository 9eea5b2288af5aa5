// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.Kratix;
import io.kratix.model.Event;
import io.kratix.registry.Query;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Table;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the program around it does harms the engine as little as the engine harms the program. */
class EmbeddingTest {
    @Test
    @Timeout(60)
    void aSlowListenerAndOneThatThrowsHarmNobody() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        List<Event> heard = new CopyOnWriteArrayList<>();
        try (Platform platform = Platform.open(builder -> builder.onEvent(event -> awaitUninterruptibly(release))
                .onEvent(event -> {
                    throw new IllegalStateException("a broken listener");
                })
                .onEvent(heard::add)
                .closeTimeout(Duration.ofMillis(200)))) {
            platform.applyAll();
            platform.settle();

            assertThat(platform.kratix.awaitReady(reference("my-request"), Platform.LIMIT))
                    .isNotNull();
            List<Event> told = platform.kratix.events(reference("my-request"));
            while (heard.stream()
                            .filter(event -> event.about().equals(reference("my-request")))
                            .count()
                    < told.size()) {
                Thread.onSpinWait();
            }
            assertThat(heard.stream().filter(event -> event.about().equals(reference("my-request"))))
                    .containsExactlyElementsOf(told);
        } finally {
            release.countDown();
        }
    }

    @Test
    @Timeout(60)
    void closingWaitsForAPipelineThatHeedsNothingNoLongerThanItIsTold() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Registry registry = Registry.inMemory();
        Platform platform = Platform.open(registry, builder -> builder.closeTimeout(Duration.ofMillis(200)));
        platform.images.put(Platform.IMAGE, call -> {
            begun.countDown();
            awaitUninterruptibly(release);
            call.writeOutput("redis.yaml", "too late\n");
        });
        platform.applyAll();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        platform.close();

        release.countDown();
        try (Platform next = Platform.open(registry, builder -> {})) {
            next.kratix.awaitReady(reference("my-request"), Platform.LIMIT);
            assertThat(next.kratix.runs(reference("my-request")))
                    .extracting(RunRecord::phase)
                    .containsExactly(RunRecord.Phase.SUCCEEDED);
            assertThat(next.runs).hasValue(1);
            assertThat(next.place().texts()).containsValue("size: small\n").doesNotContainValue("too late\n");
        }
    }

    @Test
    @Timeout(60)
    void closingTakesNoFunctionForDoneThatItInterrupted() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Registry registry = Registry.inMemory();
        Platform platform = Platform.open(registry, builder -> {});
        platform.images.put(Platform.IMAGE, call -> {
            begun.countDown();
            waitUntilInterrupted();
        });
        platform.applyAll();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        platform.close();

        assertThat(registry.list(Table.RUNS, Query.all()))
                .extracting(stored -> stored.value().phase())
                .containsExactly(RunRecord.Phase.RUNNING);
        try (Platform next = Platform.open(registry, builder -> {})) {
            next.kratix.awaitReady(reference("my-request"), Platform.LIMIT);
            assertThat(next.place().texts()).containsValue("size: small\n");
        }
    }

    /** As one does who may not throw what he catches. */
    private static void waitUntilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Timeout(60)
    void aListenerMayCloseTheEngine() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        Kratix[] engine = new Kratix[1];
        CountDownLatch open = new CountDownLatch(1);
        try (Platform platform = Platform.open(
                builder -> builder.closeTimeout(Duration.ofMillis(200)).onEvent(event -> {
                    awaitUninterruptibly(open);
                    engine[0].close();
                    closed.countDown();
                }))) {
            engine[0] = platform.kratix;
            open.countDown();
            platform.applyAll();

            assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
