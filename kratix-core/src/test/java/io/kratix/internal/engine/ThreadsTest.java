// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.registry.ManualClock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An engine uses the embedder's threads, or bounded, named ones of its own that keep no program alive. */
final class ThreadsTest {
    @Test
    void areTheEmbeddersWhoKeepsThem() {
        HandDrivenExecutor executor = new HandDrivenExecutor();
        VirtualTimer timer = new VirtualTimer(new ManualClock());
        ScheduledFuture<?> alarm = timer.schedule(() -> {}, 1, TimeUnit.HOURS);

        Threads threads = Threads.of(executor, timer, 4);
        threads.close();

        assertThat(threads.executor()).isSameAs(executor);
        assertThat(threads.timer()).isSameAs(timer);
        assertThat(alarm.isCancelled()).isFalse();
        assertThat(timer.alarms()).isEqualTo(1);
    }

    @Test
    void areNamedDaemonsOtherwise() {
        try (Threads threads = Threads.of(null, null, 4)) {
            Thread worker = CompletableFuture.supplyAsync(Thread::currentThread, threads.executor())
                    .join();
            Thread alarm = CompletableFuture.supplyAsync(
                            Thread::currentThread, command -> threads.timer().execute(command))
                    .join();

            assertThat(worker.getName()).matches("kratix-\\d+-worker-1");
            assertThat(alarm.getName()).matches("kratix-\\d+-timer-1");
            assertThat(worker.isDaemon()).isTrue();
            assertThat(alarm.isDaemon()).isTrue();
        }
    }

    @Test
    void areBoundedFourfoldSoThatPluginsHaveSomeForTheirParts() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(8);
        try (Threads threads = Threads.of(null, null, 2)) {
            Executor executor = threads.executor();
            Runnable work = () -> {
                await(end);
                ended.countDown();
            };
            for (int i = 0; i < 8; i++) {
                executor.execute(work);
            }

            assertThatThrownBy(() -> executor.execute(work)).isInstanceOf(RejectedExecutionException.class);
            end.countDown();
            assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void endWithTheEngineThatMadeThem() {
        Threads threads = Threads.of(null, null, 2);

        threads.close();

        assertThatThrownBy(() -> threads.executor().execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(threads.timer().isShutdown()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
