// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.StorePath;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.statestore.bucket.FaultyProxy.Seen;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LentExecutorTest extends StoreFixture {
    private final OnlyThread onlyThread = new OnlyThread();

    @Test
    void writesAllWhereTheEngineHasFewerThreadsThanTheStoreMayUse() throws InterruptedException {
        ExecutorService few = new ThreadPoolExecutor(0, 3, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
        store = open(builder().executor(few).parallelRequests(32));

        assertThat(statuses(write(IntStream.range(0, 60)
                        .mapToObj(i -> owner("owner-" + i, "a.yaml", "a"))
                        .toArray(StateStoreChange[]::new))))
                .containsOnly(Status.WRITTEN);

        assertThat(visible()).hasSize(60);
        few.shutdown();
    }

    @Test
    void runsAllThatWaitHoweverMany() {
        LentExecutor lent = new LentExecutor(onlyThread);
        AtomicInteger done = new AtomicInteger();

        for (int i = 0; i < 100_000; i++) {
            lent.execute(done::incrementAndGet);
        }
        onlyThread.run();

        assertThat(done).hasValue(100_000);
        assertNoneRuns(lent);
    }

    @Test
    void writesAndReadsWhereOthersHoldAllThreads() throws InterruptedException {
        Executor full = task -> {
            throw new RejectedExecutionException("others hold all threads");
        };
        store = open(builder().executor(full));

        hold(IntStream.range(0, 30)
                .mapToObj(i -> owner("owner-" + i, "a.yaml", "a"))
                .toArray(StateStoreChange[]::new));
        store.checkAccess(StorePath.ROOT);

        assertThat(visible()).hasSize(30);
        try (StoredTree tree = store.read(ReadRequest.of(WORKER)).orElseThrow()) {
            assertThat(tree.files()).hasSize(30);
        }
    }

    @Test
    void writesWhileANeighbourHoldsTheOnlyThread() throws InterruptedException {
        CountDownLatch isDone = new CountDownLatch(1);
        ExecutorService one = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
        one.execute(() -> isDone(isDone, 60));
        store = open(builder().executor(one));

        hold(owner("redis", "a.yaml", "a"), owner("kafka", "a.yaml", "a"));

        assertThat(visible()).hasSize(2);
        isDone.countDown();
        one.shutdown();
    }

    /** A thread that waits in a socket heeds no interrupt: the server would have to answer first, or the timeout to pass. */
    @Test
    void isInterruptedAtOnceWhereOthersHoldAllThreadsAndTheServerIsSilent() throws InterruptedException {
        Thread writer = Thread.currentThread();
        CountDownLatch isInterrupted = new CountDownLatch(1);
        CompletableFuture<Boolean> wasInTime = new CompletableFuture<>();
        store = open(builder().executor(task -> {
            throw new RejectedExecutionException("others hold all threads");
        }));
        spoil(Seen::isPut, (exchange, answer) -> {
            writer.interrupt();
            wasInTime.complete(isDone(isInterrupted, 10));
            exchange.close();
        });

        assertThatThrownBy(() -> write(owner("redis", "a.yaml", "a"))).isInstanceOf(InterruptedException.class);

        isInterrupted.countDown();
        assertThat(wasInTime.join()).isTrue();
        assertHoldsWhenSaidAgain();
    }

    private static boolean isDone(CountDownLatch latch, int seconds) {
        try {
            return latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void runsTheOthersThoughSomeFail() {
        LentExecutor lent = new LentExecutor(onlyThread);
        AtomicInteger done = new AtomicInteger();

        lent.execute(() -> {
            throw new IllegalStateException("a failure of a test");
        });
        lent.execute(() -> {
            throw new StackOverflowError("a failure of a test");
        });
        lent.execute(done::incrementAndGet);
        onlyThread.run();

        assertThat(done).hasValue(1);
        assertNoneRuns(lent);
    }

    /** Where nothing runs that would take a task over, a thread of its own runs it, and none that could wait in a queue. */
    private static void assertNoneRuns(LentExecutor lent) {
        CountDownLatch ran = new CountDownLatch(1);
        lent.execute(ran::countDown);
        assertThat(isDone(ran, 20)).isTrue();
    }

    /** Takes a single task, which the test runs. */
    private static final class OnlyThread implements Executor {
        private final RejectedExecutionException busy = new RejectedExecutionException("busy");
        private Optional<Runnable> taken = Optional.empty();

        @Override
        public void execute(Runnable task) {
            if (taken.isPresent()) {
                throw busy;
            }
            taken = Optional.of(task);
        }

        void run() {
            taken.orElseThrow().run();
        }
    }
}
