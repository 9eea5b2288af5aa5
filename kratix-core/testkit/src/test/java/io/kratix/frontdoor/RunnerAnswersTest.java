// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.Kratix;
import io.kratix.Settlement;
import io.kratix.model.KratixLabels;
import io.kratix.model.LabelChanges;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.testkit.InMemoryStateStoreProvider;
import io.kratix.testkit.ScriptedWorkflowRunner;
import io.kratix.testkit.ScriptedWorkflowRunner.Ran;
import io.kratix.testkit.ScriptedWorkflowRunner.Try;
import io.kratix.testkit.VirtualTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the engine does about a workflow runner that throws: each reason has its own consequence. */
class RunnerAnswersTest {
    private static final ObjectReference MINE = reference("mine");
    private static final Try WORKS = Try.writes("redis.yaml", "size: small\n");

    private final VirtualTime time = VirtualTime.create();
    private final ScriptedWorkflowRunner runner = new ScriptedWorkflowRunner();
    private final Kratix kratix = Kratix.builder()
            .registry(Registry.inMemory(time.clock()))
            .clock(time.clock())
            .threads(time.executor(), time.timer())
            .random(new Random(1))
            .stateStores(new InMemoryStateStoreProvider())
            .workflowRunner(runner)
            .open();

    @AfterEach
    void close() {
        time.runAll();
        kratix.close();
    }

    @Test
    void aRefusalIsATryThatFailed() {
        runner.pipeline("configure", Try.throwing(PluginException.rejected("privileged containers are not allowed")));

        begin(1);
        time.advance(Duration.ofMinutes(1));
        time.advance(Duration.ofHours(2));

        assertThat(runner.ran()).extracting(Ran::runId).hasSize(2).doesNotHaveDuplicates();
        assertThat(runner.released()).containsExactlyElementsOf(ids());
        assertThat(runs()).containsExactly("FAILED", "FAILED");
        assertThat(status())
                .contains("reason=ConfigureWorkflowFailed")
                .contains("message=privileged containers are not allowed");
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"MISCONFIGURED", "UNAUTHORIZED"})
    void whatOnlyAPersonCanMendIsWaitedForAndIsNoTry(Reason reason) throws InterruptedException {
        PluginException wrong = PluginException.of(reason, "the registry example.org asks for credentials", null);
        runner.pipeline("configure", Try.throwing(wrong));

        begin(0);
        time.advance(Duration.ofHours(3));

        assertThat(runner.ran()).hasSizeBetween(36, 38);
        assertThat(ids()).containsOnly(ids().get(0));
        assertThat(runs()).containsExactly("RUNNING");
        assertThat(status())
                .contains("message=Pipelines are still in progress; Pipeline 'configure' waits for the workflow runner:"
                        + " the registry example.org asks for credentials");
        Settlement settlement = kratix.awaitSettled(Duration.ZERO);
        assertThat(settlement.toString()).contains("the registry example.org asks for credentials");

        runner.pipeline("configure", WORKS);
        time.advance(Duration.ofMinutes(6));

        assertThat(runs()).containsExactly("SUCCEEDED");
        assertThat(ids()).containsOnly(ids().get(0));
        assertThat(status()).contains("reason=Reconciled").doesNotContain("credentials");
    }

    @Test
    void whatWaitsForAPersonGoesOnAtOnceWhenItsRequestChanges() {
        runner.pipeline("configure", Try.throwing(PluginException.misconfigured("no such network")), WORKS);
        begin(0);

        kratix.apply(Platform.request("mine", "large"));
        time.runAll();

        assertThat(runs()).containsExactlyInAnyOrder("CANCELLED", "SUCCEEDED");
    }

    @Test
    void whatWaitsForAPersonBeginsAnewWhenAskedTo() {
        runner.pipeline("configure", Try.throwing(PluginException.misconfigured("no such network")), WORKS);
        begin(0);

        kratix.label(MINE, LabelChanges.set(KratixLabels.MANUAL_RECONCILIATION, "true"));
        time.runAll();

        assertThat(runs()).containsExactlyInAnyOrder("CANCELLED", "SUCCEEDED");
    }

    @Test
    void anOutageLongerThanTheTimeLimitIsNoTry() {
        for (int i = 0; i < 200; i++) {
            runner.failNext(ScriptedWorkflowRunner.Call.RUN, PluginException.unavailable("no Docker engine"));
        }
        runner.pipeline("configure", WORKS);

        begin(0);
        time.advance(Duration.ofDays(2));

        assertThat(runs()).containsOnly("SUCCEEDED").hasSizeGreaterThan(1); // as its interval has it
        assertThat(status()).contains("reason=Reconciled");
    }

    /** With threads, since the runner is looked after while it runs; the clock goes by hours. */
    @Test
    void saysNoMoreThatTheRunnerDoesNotAnswerWhenItDoes() throws InterruptedException {
        AtomicLong now = new AtomicLong(VirtualTime.START.getEpochSecond());
        Registry registry = Registry.inMemory();
        CountDownLatch taken = new CountDownLatch(1);
        registry.onCommit(step -> {
            if (step.writes().stream()
                    .anyMatch(write -> write.value() instanceof RunRecord run
                            && run.phase() == RunRecord.Phase.RUNNING
                            && run.message().isEmpty()
                            && run.handedOver().isPresent()
                            && runner.ran().size() == 1)) {
                taken.countDown();
            }
        });
        runner.failNext(ScriptedWorkflowRunner.Call.RUN, PluginException.unavailable("no Docker engine"));
        runner.pipeline("configure", run -> {
            now.addAndGet(6);
            taken.await();
            return WORKS.go(run);
        });

        try (Kratix threaded = Kratix.builder()
                .registry(registry)
                .clock(clock(now))
                .stateStores(new InMemoryStateStoreProvider())
                .workflowRunner(runner)
                .onEvent(event -> now.addAndGet(2))
                .open()) {
            declare(threaded, 0);

            assertThat(taken.await(30, TimeUnit.SECONDS)).isTrue();
            threaded.awaitReady(MINE, Platform.LIMIT);
        }
    }

    private static Clock clock(AtomicLong now) {
        return new Clock() {
            @Override
            public Instant instant() {
                return Instant.ofEpochSecond(now.get());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("one time zone is enough");
            }
        };
    }

    @Test
    void hidesWhatStandsBeforeTheHostOfAUrl() {
        runner.pipeline(
                "configure", Try.throwing(PluginException.unavailable("https://me:secret@example.org is down")), WORKS);

        begin(0);

        assertThat(status()).contains("https://****@example.org is down").doesNotContain("secret");
    }

    private void begin(int retries) {
        declare(kratix, retries);
        time.runAll();
    }

    private static void declare(Kratix engine, int retries) {
        Pipeline pipeline = Pipeline.builder("configure")
                .container("main", Platform.IMAGE)
                .retries(retries)
                .build();
        engine.apply(
                Platform.store(),
                Platform.destination("worker").build(),
                Platform.redis(pipeline).build(),
                Platform.request("mine", "small"));
    }

    private List<String> ids() {
        return runner.ran().stream().map(Ran::runId).toList();
    }

    private List<String> runs() {
        return kratix.runs(MINE).stream().map(RunRecord::phase).map(Enum::name).toList();
    }

    private String status() {
        Map<String, ?> status = kratix.get(MINE).orElseThrow().status();
        return status.toString();
    }
}
