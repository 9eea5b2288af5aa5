// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.Kratix;
import io.kratix.KratixBuilder;
import io.kratix.RunsOnClose;
import io.kratix.registry.Registry;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.WorkflowRunner;
import io.kratix.testkit.InMemoryStateStoreProvider;
import io.kratix.testkit.ScriptedWorkflowRunner;
import io.kratix.testkit.ScriptedWorkflowRunner.Try;
import io.kratix.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of runs that nobody waits for any more. */
class LeftRunsTest {
    private final InMemoryStateStoreProvider stores = new InMemoryStateStoreProvider();

    @Test
    void areReleasedAtStartAndEachHourIfNobodyWantsThem() {
        VirtualTime time = VirtualTime.create();
        ScriptedWorkflowRunner runner = new ScriptedWorkflowRunner();
        runner.leave("run-of-yesterday");
        Kratix kratix = open(time, runner);
        time.advance(Duration.ofSeconds(1));
        assertThat(runner.released()).containsExactly("run-of-yesterday");

        runner.leave("run-of-this-hour");
        time.advance(Duration.ofMinutes(58));
        assertThat(runner.released()).containsExactly("run-of-yesterday");
        time.advance(Duration.ofMinutes(2));

        assertThat(runner.released()).containsExactly("run-of-yesterday", "run-of-this-hour");
        time.runAll();
        kratix.close();
    }

    @Test
    void areTriedAgainInAnHourIfTheRunnerFails() {
        VirtualTime time = VirtualTime.create();
        ScriptedWorkflowRunner runner = new ScriptedWorkflowRunner();
        runner.leave("run-of-yesterday");
        runner.failNext(ScriptedWorkflowRunner.Call.RELEASE, PluginException.unavailable("no Docker engine"));
        runner.failNext(ScriptedWorkflowRunner.Call.LEFTOVERS, PluginException.unavailable("no Docker engine"));
        Kratix kratix = open(time, runner);

        time.advance(Duration.ofMinutes(61));
        assertThat(runner.released()).isEmpty();
        time.advance(Duration.ofHours(1));

        assertThat(runner.released()).containsExactly("run-of-yesterday");
        time.runAll();
        kratix.close();
    }

    @Test
    void stayIfTheRegistryWantsThem() {
        VirtualTime time = VirtualTime.create();
        ScriptedWorkflowRunner runner = new ScriptedWorkflowRunner();
        runner.pipeline(
                "configure",
                run -> {
                    runner.leave(run.id());
                    throw PluginException.unavailable("the connection broke");
                },
                Try.writes("redis.yaml", "size: small\n"));
        Kratix kratix = open(time, runner);
        declare(kratix);

        time.runAll();
        String id = runner.ran().get(0).runId();
        assertThat(runner.leftovers()).contains(id);
        time.advance(Duration.ofMillis(1));

        assertThat(runner.released()).doesNotContain(id);
        time.advance(Duration.ofMinutes(10));
        assertThat(runner.ran()).extracting(ScriptedWorkflowRunner.Ran::runId).containsExactly(id, id);
        assertThat(runner.released()).contains(id);
        kratix.close();
    }

    @Test
    void areCancelledWhenTheEngineClosesUnlessItIsToldToLeaveThem() throws InterruptedException {
        Lasting cancelled = closedWhileRunning(RunsOnClose.CANCEL, true);
        Lasting left = closedWhileRunning(RunsOnClose.LEAVE, true);
        Lasting cannotBeLeft = closedWhileRunning(RunsOnClose.LEAVE, false);

        assertThat(cancelled.released).isEqualTo(cancelled.started).hasSize(1);
        assertThat(left.started).hasSize(1);
        assertThat(left.released).isEmpty();
        assertThat(cannotBeLeft.released).isEqualTo(cannotBeLeft.started).hasSize(1);
    }

    @Test
    void areJoinedByTheNextEngineOnTheRegistry() throws InterruptedException {
        Registry registry = Registry.inMemory();
        Lasting first = new Lasting(true);
        closeWhileRunning(registry, first, RunsOnClose.LEAVE);
        Lasting second = new Lasting(true);
        second.ends.countDown();

        try (Kratix kratix = Kratix.builder()
                .registry(registry)
                .stateStores(stores)
                .workflowRunner(second)
                .open()) {
            kratix.awaitReady(reference("my-request"), Platform.LIMIT);
        }

        assertThat(second.started).isEqualTo(first.started);
    }

    private Lasting closedWhileRunning(RunsOnClose choice, boolean durable) throws InterruptedException {
        Lasting runner = new Lasting(durable);
        closeWhileRunning(Registry.inMemory(), runner, choice);
        return runner;
    }

    private void closeWhileRunning(Registry registry, Lasting runner, RunsOnClose choice) throws InterruptedException {
        try (Kratix kratix = Kratix.builder()
                .registry(registry)
                .stateStores(stores)
                .workflowRunner(runner)
                .runsOnClose(choice)
                .open()) {
            declare(kratix);
            assertThat(runner.begun.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Kratix open(VirtualTime time, WorkflowRunner runner) {
        KratixBuilder builder = Kratix.builder()
                .registry(Registry.inMemory(time.clock()))
                .clock(time.clock())
                .threads(time.executor(), time.timer())
                .random(new Random(1))
                .stateStores(stores)
                .workflowRunner(runner);
        return builder.open();
    }

    private static void declare(Kratix kratix) {
        kratix.apply(
                Platform.store(),
                Platform.destination("worker-cluster").build(),
                Platform.redis().build(),
                Platform.request("my-request", "small"));
    }

    /** A runner whose runs go on until a test lets them end. */
    private static final class Lasting implements WorkflowRunner {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch ends = new CountDownLatch(1);
        private final List<String> started = Collections.synchronizedList(new ArrayList<>());
        private final List<String> released = Collections.synchronizedList(new ArrayList<>());
        private final boolean durable;

        private Lasting(boolean durable) {
            this.durable = durable;
        }

        @Override
        public PipelineOutcome run(PipelineRun run) throws InterruptedException {
            started.add(run.id());
            begun.countDown();
            ends.await();
            return Try.succeeds().go(run);
        }

        @Override
        public void release(String runId) {
            released.add(runId);
        }

        @Override
        public boolean durable() {
            return durable;
        }

        @Override
        public void close() {}
    }
}
