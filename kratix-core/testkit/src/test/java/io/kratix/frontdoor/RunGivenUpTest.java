// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.KratixBuilder;
import io.kratix.registry.Registry;
import io.kratix.registry.RegistryException;
import io.kratix.registry.RunRecord;
import io.kratix.registry.RunRecord.Phase;
import io.kratix.registry.Step;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.WorkflowRunner;
import io.kratix.testkit.ScriptedWorkflowRunner;
import io.kratix.testkit.VirtualTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions and workflow runners that do not heed an interrupt: on threads of their own, since they keep them. */
class RunGivenUpTest {
    private static final int MOST_STEPS = 100;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final VirtualTime time = VirtualTime.create();
    private final Registry registry = Registry.inMemory(time.clock());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch goodRan = new CountDownLatch(1);

    @AfterEach
    void endThreads() {
        released.countDown();
        threads.shutdownNow();
    }

    @Test
    void leavesAFunctionToItselfAndGivesItsTurnToTheNextPipeline() throws InterruptedException {
        try (Platform platform = open(registry, builder -> {})) {
            hangInTheFunction(platform);

            timePassesUntilTheGoodOneRan();

            platform.kratix.awaitReady(Platform.reference("good"), Platform.LIMIT);
            assertThat(platform.kratix.runs(Platform.reference("bad")))
                    .singleElement()
                    .satisfies(run -> assertThat(run.message())
                            .contains("took longer than its time limit")
                            .endsWith("; it did not heed being interrupted"));
            assertThat(platform.kratix.health(Platform.LIMIT).stuck())
                    .singleElement()
                    .asString()
                    .startsWith("RUN ");
            assertThat(platform.kratix.health(Platform.LIMIT).isWell()).isFalse();
        }
    }

    @Test
    void givesUpARunOnceTheRegistryAnswersAgain() throws InterruptedException {
        AtomicBoolean failed = new AtomicBoolean();
        try (Platform platform = open(awayWhenARunIsGivenUp(failed), builder -> {})) {
            hangInTheFunction(platform);

            timePassesUntilTheGoodOneRan();

            assertThat(failed).isTrue();
        }
    }

    @Test
    void leavesARunnerToItselfThatDoesNotReturnFromReleaseAndGivesItsTurnToTheNextPipeline()
            throws InterruptedException {
        try (Platform platform = open(registry, builder -> builder.workflowRunner(new Deaf()))) {
            declare(platform);
            platform.kratix.apply(Platform.request("bad", "small"));
            hanging.await();
            platform.kratix.apply(Platform.request("good", "large"));

            timePassesUntilTheGoodOneRan();

            platform.kratix.awaitReady(Platform.reference("good"), Platform.LIMIT);
            assertThat(platform.kratix.health(Platform.LIMIT).stuck()).hasSize(1);
            released.countDown();
        }
    }

    private void hangInTheFunction(Platform platform) throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            if (call.object().metadata().name().equals("bad")) {
                hanging.countDown();
                awaitDeafly(released);
            } else {
                goodRan.countDown();
            }
        });
        declare(platform);
        platform.kratix.apply(Platform.request("bad", "small"));
        hanging.await();
        platform.kratix.apply(Platform.request("good", "large"));
    }

    private static void declare(Platform platform) {
        platform.kratix.apply(
                Platform.store(),
                Platform.destination("worker-cluster").build(),
                Platform.redis().build());
    }

    private void timePassesUntilTheGoodOneRan() throws InterruptedException {
        for (int i = 0; i < MOST_STEPS && !goodRan.await(20, TimeUnit.MILLISECONDS); i++) {
            time.advance(Duration.ofSeconds(10));
        }
        assertThat(goodRan.getCount()).as("requests whose Pipeline never ran").isZero();
    }

    private Platform open(Registry chosen, Consumer<KratixBuilder> settings) {
        return Platform.open(
                chosen,
                builder -> settings.accept(builder.clock(time.clock())
                        .threads(threads, time.timer())
                        .maxPipelines(1)
                        .pipelineTimeLimit(LIMIT)
                        .closeTimeout(Duration.ofSeconds(1))));
    }

    private Registry awayWhenARunIsGivenUp(AtomicBoolean failed) {
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")
                            && failsARun((Step) arguments[0])
                            && failed.compareAndSet(false, true)) {
                        throw new RegistryException(RegistryException.Reason.UNAVAILABLE, "the database is away");
                    }
                    try {
                        return method.invoke(registry, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static boolean failsARun(Step step) {
        return step.writes().stream()
                .anyMatch(write -> write.value() instanceof RunRecord run && run.phase() == Phase.FAILED);
    }

    /** Its first release does not return. */
    private final class Deaf implements WorkflowRunner {
        private final ScriptedWorkflowRunner sound = new ScriptedWorkflowRunner();
        private final AtomicBoolean first = new AtomicBoolean(true);

        @Override
        public PipelineOutcome run(PipelineRun run) throws InterruptedException {
            if (run.object().metadata().name().equals("good")) {
                goodRan.countDown();
            }
            return sound.run(run);
        }

        @Override
        public void release(String runId) throws InterruptedException {
            if (first.getAndSet(false)) {
                hanging.countDown();
                awaitDeafly(released);
            }
            sound.release(runId);
        }

        @Override
        public void close() {
            sound.close();
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
