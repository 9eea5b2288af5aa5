// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.Health;
import io.kratix.Kratix;
import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import io.kratix.registry.RegistryException;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.WorkflowRunner;
import io.kratix.testkit.InMemoryStateStoreProvider;
import io.kratix.testkit.MemoryPlace.Call;
import io.kratix.testkit.ScriptedWorkflowRunner;
import io.kratix.testkit.VirtualTime;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** What a health endpoint shows. */
class HealthTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void isWellWhenEverythingAnswersAndNothingIsLeftToDo() throws InterruptedException {
        try (Platform platform = Platform.open()) {
            platform.applyAll();
            platform.settle();

            Health health = platform.kratix.health(LIMIT);

            assertThat(health.isWell()).isTrue();
            assertThat(health.stores()).singleElement().satisfies(store -> {
                assertThat(store.reference()).isEqualTo(Platform.STORE.reference());
                assertThat(store.ready()).isTrue();
            });
            assertThat(health.queue().running()).isZero();
            assertThat(health.queue().due()).isZero();
            assertThat(health.queue().oldest()).isEmpty();
        }
    }

    @Test
    void saysWhichStoreIsNotReadyAndWhatWaits() throws InterruptedException {
        try (Platform platform = Platform.open()) {
            platform.applyAll();
            platform.settle();
            platform.place().failNext(Call.WRITE, PluginException.unavailable("the disk is full"));
            platform.kratix.apply(Platform.request("my-request", "large"));
            platform.settle();

            Health health = platform.kratix.health(LIMIT);

            assertThat(health.isWell()).isFalse();
            assertThat(health.stores()).singleElement().satisfies(store -> {
                assertThat(store.ready()).isFalse();
                assertThat(store.message()).isEqualTo("the disk is full");
            });
            assertThat(health.queue().waiting()).isPositive();
        }
    }

    @Test
    void isNotWellWhileTheRegistryTakesNoChanges(@TempDir Path directory) throws Exception {
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + directory.resolve("registry.db"));
        try (Registry registry = Registry.jdbc(file, JdbcOptions.defaults().patience(Duration.ofMillis(200)));
                Platform platform = Platform.open(registry, builder -> {});
                Connection shell = file.getConnection();
                Statement statement = shell.createStatement()) {
            platform.applyAll();
            platform.kratix.awaitReady(Platform.reference("my-request"), LIMIT);

            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> platform.kratix.apply(Platform.request("another", "small")))
                    .isInstanceOf(RegistryException.class);
            Health locked = platform.kratix.health(LIMIT);
            statement.execute("ROLLBACK");
            platform.kratix.apply(Platform.request("another", "small"));
            Health well = platform.kratix.health(LIMIT);

            assertThat(locked.isWell()).isFalse();
            assertThat(locked.registry().problem()).hasValueSatisfying(problem -> assertThat(problem)
                    .startsWith(
                            "nothing can be recorded: the registry's SQLite file is locked by another program; close"
                                    + " that one"));
            assertThat(locked.stores()).hasSize(1);
            assertThat(well.registry().problem()).isEmpty();
        }
    }

    @Test
    void saysSinceWhenSomethingIsDue() throws InterruptedException {
        VirtualTime time = VirtualTime.create();
        Kratix kratix = Kratix.builder()
                .registry(Registry.inMemory(time.clock()))
                .clock(time.clock())
                .threads(time.executor(), time.timer())
                .random(new Random(1))
                .stateStores(new InMemoryStateStoreProvider())
                .workflowRunner(new ScriptedWorkflowRunner())
                .open();
        kratix.apply(Platform.store());
        time.pass(Duration.ofMinutes(3));

        Health health = kratix.health(Duration.ofMillis(1));

        assertThat(health.queue().due()).isPositive();
        assertThat(health.queue().oldest()).contains(Duration.ofMinutes(3));
        time.runAll();
        kratix.close();
    }

    @Test
    void saysWhyTheRunnerDoesNotAnswer() throws InterruptedException {
        ScriptedWorkflowRunner runner = new ScriptedWorkflowRunner();
        runner.failNext(ScriptedWorkflowRunner.Call.CHECK_ACCESS, PluginException.unavailable("no Docker engine"));
        try (Kratix kratix = Kratix.builder()
                .registry(Registry.inMemory())
                .workflowRunner(runner)
                .open()) {
            assertThat(kratix.health(LIMIT).runner().problem()).contains("no Docker engine");
            assertThat(kratix.health(LIMIT).runner().isReachable()).isTrue();
        }
    }

    @Test
    void waitsNoLongerForTheRunnerThanItIsTold() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        try (Kratix kratix = Kratix.builder()
                .registry(Registry.inMemory())
                .workflowRunner(new Mute(never))
                .open()) {
            assertThat(kratix.health(Duration.ofMillis(20)).runner().problem())
                    .contains("checkAccess did not answer within PT0.02S");
        }
    }

    /** A runner whose backend does not answer. */
    private record Mute(CountDownLatch never) implements WorkflowRunner {
        @Override
        public void checkAccess() throws InterruptedException {
            never.await();
        }

        @Override
        public PipelineOutcome run(PipelineRun run) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void release(String runId) {}

        @Override
        public void close() {}
    }
}
