// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.internal.engine.ChangeLog.Line;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.ObjectReference;
import io.kratix.model.StateStoreReference;
import io.kratix.model.StorePath;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.OwnerState;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.RunAssignment;
import io.kratix.registry.RunRecord;
import io.kratix.registry.RunRecord.Phase;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeLogTest {
    private static final RegisteredObject REQUEST = new RegisteredObject(
            Document.builder("example.kratix.io/v1", "redis", "mine").build(),
            1,
            Instant.EPOCH,
            Optional.empty(),
            Map.of(),
            Map.of(RegisteredObject.PROMISE, "redis"));
    private static final ObjectReference MINE = REQUEST.reference();

    @Test
    void saysWhatIsNewWithThePromiseThatItBelongsTo() {
        Step step = Step.builder().create(Table.OBJECTS, REQUEST).build();

        assertThat(ChangeLog.lines(step))
                .containsExactly(new Line(
                        false,
                        Map.of("request", "default/mine", "promise", "redis"),
                        "redis.example.kratix.io/default/mine is declared"));
    }

    @Test
    void saysWhatIsGone() {
        try (Registry registry = Registry.inMemory()) {
            registry.commit(Step.builder().create(Table.OBJECTS, REQUEST).build());
            Stored<RegisteredObject> stored =
                    registry.find(Table.OBJECTS, MINE.toString()).orElseThrow();

            assertThat(ChangeLog.lines(Step.builder().remove(stored).build()))
                    .containsExactly(new Line(
                            false,
                            Map.of("request", "default/mine", "promise", "redis"),
                            "redis.example.kratix.io/default/mine is gone"));
        }
    }

    @Test
    void saysWhatIsDeclaredDifferentlyAndWhatIsToGoAndNothingOfItsStatus() {
        try (Registry registry = Registry.inMemory()) {
            registry.commit(Step.builder().create(Table.OBJECTS, REQUEST).build());
            Stored<RegisteredObject> stored =
                    registry.find(Table.OBJECTS, MINE.toString()).orElseThrow();
            RegisteredObject changed = new RegisteredObject(
                    REQUEST.document(), 2, Instant.EPOCH, Optional.empty(), Map.of(), REQUEST.facts());
            RegisteredObject reported =
                    REQUEST.withDocument(REQUEST.document().withStatus(Map.of("message", "Pending")));

            assertThat(texts(Step.builder().update(stored, changed).build()))
                    .containsExactly("redis.example.kratix.io/default/mine is declared differently: generation 2");
            assertThat(texts(Step.builder()
                            .update(stored, REQUEST.deleting(Instant.EPOCH))
                            .build()))
                    .containsExactly("redis.example.kratix.io/default/mine is to be deleted");
            assertThat(texts(Step.builder().update(stored, reported).build())).isEmpty();
        }
    }

    @Test
    void staysInOneLineWhateverIsSaid() {
        assertThat(new Line(true, Map.of(), "there is no Git repository at /a\nERROR all is lost").text())
                .isEqualTo("there is no Git repository at /a\\nERROR all is lost");
    }

    @Test
    void saysHowAPipelineEnded() {
        try (Registry registry = Registry.inMemory()) {
            RunAssignment assignment =
                    new RunAssignment("redis", "", WorkflowAction.CONFIGURE, "setup", 0, "hash", 1, "key", 0, 0, 0);
            RunRecord run = RunRecord.begun("run-1", MINE, assignment, 1, Instant.EPOCH, Instant.MAX);
            registry.commit(Step.builder().create(Table.RUNS, run).build());
            Stored<RunRecord> stored = registry.find(Table.RUNS, "run-1").orElseThrow();
            RunRecord failed =
                    run.ended(Phase.FAILED, "no quota", List.of(), List.of(), Optional.empty(), Instant.EPOCH);

            assertThat(ChangeLog.lines(Step.builder().update(stored, failed).build()))
                    .containsExactly(new Line(
                            true,
                            Map.of("request", "default/mine", "promise", "redis", "pipeline", "setup"),
                            "redis.example.kratix.io/default/mine Pipeline setup has failed: no quota"));
            assertThat(texts(Step.builder()
                            .update(stored, run.in(Phase.CANCELLING, ""))
                            .build()))
                    .isEmpty();
        }
    }

    private static List<String> texts(Step step) {
        return ChangeLog.lines(step).stream().map(Line::text).toList();
    }

    @Test
    void saysWhatAStoreHasConfirmedAndNotWhatItHasYetToWrite() {
        Step written =
                Step.builder().create(Table.OWNERS, owner("digest", "r1")).build();
        Step waiting = Step.builder()
                .create(Table.OWNERS, owner(OwnerState.UNKNOWN, ""))
                .build();

        assertThat(ChangeLog.lines(written))
                .containsExactly(new Line(
                        false,
                        Map.of("request", "default/mine", "promise", "redis", "destination", "worker-1"),
                        "redis.example.kratix.io/default/mine on worker-1 is written: revision r1 of"
                                + " GitStateStore/default"));
        assertThat(ChangeLog.lines(waiting)).isEmpty();
    }

    @Test
    void saysWhatIsToldAndWarnsWhereSomebodyShouldLook() {
        Step step = Step.builder()
                .event(new Event(Instant.EPOCH, Event.Type.NORMAL, MINE, "PipelineStarted", "it began"))
                .event(new Event(
                        Instant.EPOCH, Event.Type.WARNING, ObjectReference.promise("redis"), "Failed", "it broke"))
                .build();

        assertThat(ChangeLog.lines(step))
                .containsExactly(
                        new Line(
                                false,
                                Map.of("request", "default/mine"),
                                "redis.example.kratix.io/default/mine PipelineStarted: it began"),
                        new Line(true, Map.of("promise", "redis"), "Promise/redis Failed: it broke"));
    }

    @Test
    void saysNothingOfAStepThatChangesNothingForAnybody() {
        assertThat(ChangeLog.lines(Step.builder().build())).isEmpty();
    }

    private static OwnerState owner(String confirmed, String revision) {
        return new OwnerState(
                MINE,
                "redis",
                "worker-1",
                new OwnerState.Area(
                        new StateStoreReference("GitStateStore", "default"),
                        "git:somewhere",
                        StorePath.ROOT,
                        Set.of(),
                        Set.of(),
                        Set.of()),
                false,
                false,
                "digest",
                confirmed,
                revision,
                "");
    }
}
