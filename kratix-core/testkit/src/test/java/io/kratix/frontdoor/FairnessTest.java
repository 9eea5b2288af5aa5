// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Stage.pipeline;
import static io.kratix.frontdoor.Stage.promise;
import static io.kratix.frontdoor.Stage.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Declaration;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Step;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteDataSource;

/** A Promise with many requests keeps nobody waiting but its own: counted in its Pipelines, where one at a time runs. */
class FairnessTest {
    private static final int MANY = 25;
    private static final int FEW = 10;
    private static final ObjectReference OTHER =
            ObjectReference.request("example.kratix.io", "postgres", "default", "other");

    @TempDir
    Path directory;

    /** What an engine remembers with. */
    private enum Memory {
        HEAP,
        SQLITE
    }

    @ParameterizedTest
    @EnumSource(Memory.class)
    void theOneRequestOfAnotherPromiseIsDoneAmongTheFirstOfMany(Memory memory) {
        try (Stage stage = open(memory)) {
            stage.kratix.apply(many());
            stage.kratix.apply(other());

            assertThat(callsOfTheManyUntil(stage, () -> isReady(stage))).isLessThanOrEqualTo(FEW);
        }
    }

    @Test
    void theOneRequestOfAnotherPromiseIsDoneSoonThoughManyPipelinesWaitForTheirTurn() {
        try (Stage stage = open(Memory.HEAP)) {
            stage.kratix.apply(many());
            callsOfTheManyUntil(stage, () -> stage.calls.size() == FEW);
            stage.kratix.apply(other());

            assertThat(callsOfTheManyUntil(stage, () -> isReady(stage))).isLessThanOrEqualTo(FEW);
        }
    }

    @Test
    void aRequestWhosePipelineWaitsForItsTurnIsNotHeldUpByTheTurnsBeforeIt() throws InterruptedException {
        ObjectReference last = reference("many-" + (MANY - 1));
        CountDownLatch allWait = new CountDownLatch(MANY);
        CountDownLatch cancelled = new CountDownLatch(1);
        List<RunRecord.Phase> afterAFew = new CopyOnWriteArrayList<>();
        Registry registry = Registry.inMemory();
        registry.onCommit(step -> {
            step.events().stream()
                    .filter(event -> event.reason().equals("PipelineStarted"))
                    .forEach(event -> allWait.countDown());
            if (step.writes().stream().anyMatch(FairnessTest::cancels)) {
                cancelled.countDown();
            }
        });
        try (Platform platform = Platform.open(registry, builder -> builder.maxPipelines(1))) {
            platform.images.put(Platform.IMAGE, call -> {
                if (platform.runs.get() == 1) {
                    cancelled.await();
                } else if (platform.runs.get() == FEW) {
                    platform.kratix.runs(last).forEach(run -> afterAFew.add(run.phase()));
                }
            });
            platform.kratix.apply(Platform.store(), Platform.redis().build());
            platform.kratix.apply(many());
            assertThat(allWait.await(30, TimeUnit.SECONDS)).isTrue();

            platform.kratix.delete(last);
            platform.settle();

            assertThat(platform.kratix.get(last)).isEmpty();
            assertThat(platform.runs).hasValue(MANY - 1);
            assertThat(afterAFew).doesNotContain(RunRecord.Phase.RUNNING, RunRecord.Phase.CANCELLING);
        }
    }

    private static boolean cancels(Step.Write<?> write) {
        return write.value() instanceof RunRecord run && run.phase() == RunRecord.Phase.CANCELLING;
    }

    private static int callsOfTheManyUntil(Stage stage, BooleanSupplier done) {
        int before = stage.calls.size();
        while (!done.getAsBoolean()) {
            assertThat(stage.calls).hasSizeLessThan(MANY);
            if (!stage.time.step()) {
                stage.pass(Duration.ofMillis(20));
            }
        }
        return (int) stage.calls.stream()
                .skip(before)
                .filter(call -> call.startsWith("many-"))
                .count();
    }

    private static boolean isReady(Stage stage) {
        return stage.calls.contains("other/single")
                && stage.conditions(OTHER).contains("Reconciled=True Reconciled: Reconciled");
    }

    private Stage open(Memory memory) {
        Stage stage = Stage.open(
                clock -> memory == Memory.HEAP ? Registry.inMemory(clock) : sqlite(clock),
                builder -> builder.maxPipelines(1));
        stage.begin(promise("first").build(), postgres());
        return stage;
    }

    private Registry sqlite(Clock clock) {
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + directory.resolve("registry.db"));
        return Registry.jdbc(file, JdbcOptions.defaults().clock(clock));
    }

    private static Declaration[] many() {
        return IntStream.range(0, MANY)
                .mapToObj(number -> request("many-" + number))
                .toArray(Declaration[]::new);
    }

    private static Promise postgres() {
        return Promise.builder("postgres")
                .api(
                        "example.kratix.io",
                        "postgres",
                        Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true))
                .destinationSelector(Map.of("environment", "dev"))
                .resourceConfigure(pipeline("single"))
                .build();
    }

    private static Document other() {
        return Document.builder("example.kratix.io/v1alpha1", "postgres", "other")
                .namespace("default")
                .spec(Map.of("size", "small"))
                .build();
    }
}
