// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.Kratix;
import io.kratix.KratixBuilder;
import io.kratix.model.Kinds;
import io.kratix.registry.Registry;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an engine begins and ends, and what it needs for that. */
class OpenAndCloseTest {
    @Test
    void closesInBoundedTimeWhileAPipelineHangs() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Platform hanging = Platform.open(builder -> builder.closeTimeout(Duration.ofMillis(200)));
        hanging.images.put(Platform.IMAGE, call -> {
            started.countDown();
            boolean ended = false;
            while (!ended) {
                try {
                    never.await();
                    ended = true;
                } catch (InterruptedException e) {
                    ended = false; // a function that does not heed interrupts
                }
            }
        });
        hanging.applyAll();
        started.await();

        hanging.close();

        assertThat(never.getCount()).isOne();
        never.countDown();
    }

    @Test
    void closesInBoundedTimeWhateverPluginsDo() throws InterruptedException {
        Registry registry = Registry.inMemory();
        CountDownLatch never = new CountDownLatch(1);
        ScriptedStores stores = new ScriptedStores();
        stores.onClose = () -> awaitQuietly(never);
        Platform hanging = Platform.open(registry, builder -> builder.closeTimeout(Duration.ofMillis(200))
                .stateStores(stores));
        hanging.kratix.apply(
                ScriptedPlatform.store(Map.of()),
                ScriptedPlatform.destination("worker").build());
        hanging.settle();

        hanging.close();

        assertThat(stores.diary).contains("close");
        assertThat(never.getCount()).isOne();
        try (Kratix next =
                Kratix.builder().registry(registry).workflowRunner(runner()).open()) {
            assertThat(next.list(Kinds.DESTINATION)).hasSize(1);
        }
        never.countDown();
    }

    @Test
    void leavesAnotherEnginesDirectoryAlone(@TempDir Path directory) throws IOException {
        Registry registry = Registry.inMemory();
        KratixBuilder another = builder(registry).cacheDirectory(directory);

        try (Kratix first = another.open()) {
            Path file = Files.createFile(directory.resolve("runs/of-the-first"));
            assertThatThrownBy(another::open).isInstanceOf(IllegalStateException.class);
            KratixBuilder elsewhere = builder(Registry.inMemory()).cacheDirectory(directory);
            assertThatThrownBy(elsewhere::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("another engine has the cache directory " + directory
                            + "; give each engine one of its own");

            assertThat(file).exists();
            assertThat(first.list(Kinds.PROMISE)).isEmpty();
        }
        another.open().close();
    }

    @Test
    void leavesNothingOnTheTimerOfWhomItRefuses() {
        ExecutorService threads = Executors.newCachedThreadPool();
        ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1);
        Registry registry = Registry.inMemory();
        KratixBuilder another = builder(registry).threads(threads, alarms);

        try (Kratix first = builder(registry).open()) {
            assertThatThrownBy(another::open).isInstanceOf(IllegalStateException.class);

            assertThat(alarms.getQueue()).isEmpty();
            assertThat(first.list(Kinds.PROMISE)).isEmpty();
        } finally {
            alarms.shutdownNow();
            threads.shutdownNow();
        }
    }

    @Test
    void leavesNothingOnATimerThatTakesNotAll() {
        ExecutorService threads = Executors.newCachedThreadPool();
        ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long first, long period, TimeUnit unit) {
                if (!getQueue().isEmpty()) {
                    throw new RejectedExecutionException("one is enough");
                }
                return super.scheduleAtFixedRate(work, 1, period, TimeUnit.HOURS);
            }
        };
        alarms.setRemoveOnCancelPolicy(true);
        Registry registry = Registry.inMemory();

        assertThatThrownBy(() -> builder(registry).threads(threads, alarms).open())
                .isInstanceOf(RejectedExecutionException.class);

        assertThat(alarms.getQueue()).isEmpty();
        builder(registry).open().close();
        alarms.shutdownNow();
        threads.shutdownNow();
    }

    @Test
    @SuppressWarnings("NullAway") // a program that is not checked for nulls
    void refusesSettingsWithoutAValueAndSpansThatAreNone() {
        KratixBuilder builder = Kratix.builder();

        assertThatThrownBy(() -> builder.closeTimeout(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("closeTimeout must not be negative, and is PT-1S");
        assertThatThrownBy(() -> limits(builder, Duration.ofMillis(-1), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("stateStoreTimeLimits: open must not be negative, and is PT-0.001S");
        assertThatThrownBy(() -> limits(builder, Duration.ofSeconds(1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("stateStoreTimeLimits: write must be more than zero");
        assertThatThrownBy(() -> limits(builder, Duration.ofSeconds(1), null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("stateStoreTimeLimits: write");
        assertThatThrownBy(() -> builder.threads(Runnable::run, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("alarms");
        assertThatThrownBy(() -> builder.onEvent(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("listener");
    }

    private static KratixBuilder limits(KratixBuilder builder, Duration open, Duration write) {
        return builder.stateStoreTimeLimits(open, Duration.ofSeconds(1), Duration.ofSeconds(1), write);
    }

    @Test
    void takesAnEndlessSpanForAVeryLongOne() throws InterruptedException {
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);

        try (Platform platform = Platform.open(builder -> builder.closeTimeout(endless)
                .pipelineTimeLimit(endless)
                .reconciliationInterval(endless)
                .stateStoreReconciliationInterval(endless)
                .stateStoreTimeLimits(endless, endless, endless, endless))) {
            platform.applyAll();

            assertThat(platform.kratix.awaitSettled(endless).waiting()).isEmpty();
            assertThat(platform.kratix.awaitReady(reference("my-request"), endless))
                    .isNotNull();
        }
    }

    @Test
    void takesNothingOnceItIsClosed() {
        Platform platform = Platform.open();
        platform.applyAll();

        platform.kratix.close();
        platform.kratix.close();

        assertThatThrownBy(() -> platform.kratix.apply(request("another", "small")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine is closed; open another one on its registry");
        assertThatThrownBy(() -> platform.kratix.awaitReady(reference("my-request"), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(platform.kratix.get(reference("another"))).isEmpty();
    }

    @Test
    void serveARegistryOneAtATime() {
        Registry registry = Registry.inMemory();
        KratixBuilder another = Kratix.builder()
                .registry(registry)
                .workflowRunner(InProcessWorkflowRunner.builder().build());

        try (Kratix first = another.open()) {
            assertThatThrownBy(another::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("this registry has an engine that was not closed, and a registry serves one engine at a"
                            + " time: close that one first, or give this one a registry of its own");
            first.apply(redis().build());
        }
        try (Kratix next = another.open()) {
            assertThat(next.list(Kinds.PROMISE)).hasSize(1);
        }
    }

    @Test
    void saysWhatAnEngineNeeds() {
        assertThatThrownBy(() -> Kratix.builder().open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("an engine needs a registry: .registry(Registry.inMemory()) for a first try");
    }

    @Test
    void saysWhichSettingHasNoValue() {
        Map<String, Object> section = new HashMap<>();
        section.put("path", null);

        assertThatThrownBy(() -> Kratix.builder().configure("MemoryStateStore", section))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "configuration of MemoryStateStore: 'path' is null; give it a value, or leave it out to have"
                                + " its default");
    }

    @Test
    void refusesToConfigureWhatNoPluginReads() {
        assertThatThrownBy(() -> Platform.open(builder -> builder.configure("GitStatStore", Map.of("a", true))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("'GitStatStore' is configured, and no plugin has this name; there are: [");
    }

    private static KratixBuilder builder(Registry registry) {
        return Kratix.builder().registry(registry).workflowRunner(runner());
    }

    private static InProcessWorkflowRunner runner() {
        return InProcessWorkflowRunner.builder().build();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        boolean ended = false;
        while (!ended) {
            try {
                latch.await();
                ended = true;
            } catch (InterruptedException e) {
                ended = false; // a store that does not heed interrupts
            }
        }
    }
}
