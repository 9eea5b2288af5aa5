// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Stage.pipeline;
import static io.kratix.frontdoor.Stage.promise;
import static io.kratix.frontdoor.Stage.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.registry.RunRecord;
import io.kratix.spi.workflow.PipelineFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Pipeline says of its object, and how its workflow goes on. */
class WorkflowLifeTest {
    private static final ObjectReference MINE = reference("mine");

    private final Stage stage = Stage.open(builder -> builder.pipelineRetries(2));

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void runsPipelinesInOrderEachWithEmptyDirectoriesAndTheObjectAsItIs() {
        List<String> seen = new ArrayList<>();
        stage.before = call -> {
            String object = Files.readString(call.input().resolve("object.yaml"));
            seen.add(entries(call.output()) + " " + entries(call.metadata()) + " "
                    + object.contains("url: https://mine"));
        };
        stage.scripts.put("first", call -> {
            call.writeOutput("first.yaml", "one\n");
            call.writeMetadata("status.yaml", "url: https://mine\n");
        });

        stage.begin(promise("first", "second").build(), request("mine"));

        assertThat(stage.calls).containsExactly("mine/first", "mine/second");
        assertThat(seen).containsExactly("0 0 false", "0 0 true");
        assertThat(stage.pipelines(MINE)).containsExactly("first=Succeeded", "second=Succeeded");
        assertThat(stage.files())
                .containsExactly(
                        "resources/default/redis/mine/first.yaml", "resources/default/redis/mine/second/second.yaml");
        assertThat(stage.events(MINE))
                .containsExactly(
                        "BindingCreated: Binding mine-redis-9b33d created for promise redis version latest",
                        "PipelineStarted: Configure Pipeline started: first",
                        "PipelineStarted: Configure Pipeline started: second",
                        "ReconcileSucceeded: Resource request reconciled with promise redis version not-set",
                        "ResourceBindingVersionUpdated: Resource binding version updated to latest",
                        "WorksSucceeded: All works associated with this resource are ready",
                        "ReconcileSucceeded: Successfully reconciled");
    }

    @Test
    void mergesWhatAPipelineSaysIntoTheStatus() {
        stage.scripts.put(
                "first",
                call -> call.writeMetadata(
                        "status.yaml",
                        """
                        message: first says hello
                        nested: {from: first, keep: me}
                        observedGeneration: 77
                        conditions:
                        - {type: FirstDone, status: "True", reason: Ran, message: the first ran}
                        """));
        stage.scripts.put(
                "second", call -> call.writeMetadata("status.yaml", "message: done\nnested: {from: second}\n"));

        stage.begin(promise("first", "second").build(), request("mine"));

        assertThat(stage.status(MINE).get("message")).isEqualTo("done");
        assertThat(stage.status(MINE).get("nested")).isEqualTo(Map.of("from", "second", "keep", "me"));
        assertThat(stage.status(MINE).get("observedGeneration")).isEqualTo(1L);
        assertThat(stage.conditions(MINE))
                .containsExactly(
                        "ConfigureWorkflowCompleted=True PipelinesExecutedSuccessfully: Pipelines completed",
                        "FirstDone=True Ran: the first ran",
                        "Reconciled=True Reconciled: Reconciled",
                        "WorksSucceeded=True WorksSucceeded: All works associated with this resource are ready");
        assertThat(stage.runs(MINE).get(0).log())
                .containsExactly("kratix: Warning: status.yaml says what the engine reports by itself, or what is no"
                        + " list of conditions: observedGeneration; it is ignored");
    }

    @Test
    void writesNothingOfAPipelineWhoseStatusCannotBeTaken() {
        stage.scripts.put("first", call -> {
            call.writeOutput("first.yaml", "one\n");
            call.writeMetadata("status.yaml", "kratix: {a: b}\n");
        });

        stage.begin(promise("first").build(), request("mine"));

        assertThat(stage.files()).isEmpty();
        assertThat(stage.pipelines(MINE))
                .containsExactly("first=Failed message='kratix' is a kratix managed status field that cannot be updated"
                        + " via workflows; remove update to 'kratix' from the '/kratix/metadata/status.yaml' file");
    }

    @Test
    void hidesTheSecretsOfWhatAPipelineSaysThatWasInterruptedByNobody() {
        stage.scripts.put("first", call -> {
            throw new InterruptedException("https://me:secret@example.com/x" + " is slow".repeat(1_000));
        });
        stage.scripts.put("second", call -> {
            throw new InterruptedException();
        });

        stage.begin(promise("first").build(), request("mine"));
        stage.pass(Duration.ofHours(1));
        stage.apply(promise("second").build());
        stage.pass(Duration.ofHours(1));

        assertThat(stage.runs(MINE))
                .extracting(RunRecord::message)
                .allMatch(message -> message.length() < 5_000)
                .noneMatch(message -> message.contains("secret") || message.contains("null"))
                .anyMatch(message -> message.contains("alone: https://****@example.com/x is slow"))
                .anyMatch(message -> message.endsWith("alone: it did not say why"));
    }

    @Test
    void triesAFailedPipelineAgainAfterPausesThatGrow() {
        stage.scripts.put("first", call -> {
            throw new IllegalStateException("no room");
        });
        stage.begin(promise().resourceConfigure(pipeline("first", 2).build()).build(), request("mine"));

        assertThat(stage.calls).hasSize(1);
        assertThat(stage.pipelines(MINE))
                .containsExactly("first=Running nextRetryAt=2024-05-01T10:00:10Z message=try 1 of 3 of Pipeline 'first'"
                        + " failed: container 'main': its function threw java.lang.IllegalStateException: no room");
        stage.pass(Duration.ofSeconds(11));
        assertThat(stage.calls).hasSize(2);
        stage.pass(Duration.ofSeconds(19));
        assertThat(stage.calls).hasSize(2);
        stage.pass(Duration.ofSeconds(2));
        assertThat(stage.calls).hasSize(3);
        stage.pass(Duration.ofHours(1));

        assertThat(stage.calls).hasSize(3);
        assertThat(stage.phases(MINE)).containsExactly("first=FAILED", "first=FAILED", "first=FAILED");
        assertThat(stage.conditions(MINE))
                .containsExactly(
                        "ConfigureWorkflowCompleted=False ConfigureWorkflowFailed: A Configure Pipeline has failed:"
                                + " first",
                        "Reconciled=False ConfigureWorkflowFailed: Failing");
        assertThat(stage.status(MINE).get("workflowsFailed")).isEqualTo(1L);
    }

    static Stream<PipelineFunction> badlyBehaved() {
        return Stream.of(
                call -> {
                    throw new InterruptedException("by nobody");
                },
                call -> Thread.currentThread().interrupt(),
                call -> {
                    throw new IllegalStateException() {
                        private static final long serialVersionUID = 1;

                        @Override
                        public String getMessage() {
                            throw new IllegalStateException("no text");
                        }
                    };
                },
                call -> {
                    throw new IllegalStateException("x".repeat(100_000));
                });
    }

    @ParameterizedTest
    @MethodSource("badlyBehaved")
    void countsWhateverAFunctionDoesAsATryThatFailed(PipelineFunction function) {
        stage.scripts.put("first", function);

        stage.begin(promise("first").build(), request("mine"));
        stage.pass(Duration.ofHours(1));

        assertThat(stage.phases(MINE)).containsExactly("first=FAILED");
        assertThat(stage.pipelines(MINE).get(0).length()).isBetween(60, 5_000);
    }

    @Test
    void takesDirectoriesThatAFunctionRemovedForEmptyOnes() {
        stage.scripts.put("first", call -> {
            Files.delete(call.output());
            Files.delete(call.metadata());
        });

        stage.begin(promise("first", "second").build(), request("mine"));

        assertThat(stage.calls).containsExactly("mine/first", "mine/second");
        assertThat(stage.conditions(MINE)).contains("Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void goesOnFromThePipelineThatFailedOnceItSucceeds() {
        stage.scripts.put("second", call -> {
            if (stage.calls.size() < 3) {
                throw new IllegalStateException("not yet");
            }
            call.writeOutput("second.yaml", "two\n");
        });

        stage.begin(
                promise("first")
                        .resourceConfigure(pipeline("second", 2).build())
                        .build(),
                request("mine"));
        stage.pass(Duration.ofSeconds(11));

        assertThat(stage.calls).containsExactly("mine/first", "mine/second", "mine/second");
        assertThat(stage.conditions(MINE)).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(stage.status(MINE).get("workflowsFailed")).isEqualTo(0L);
    }

    @Test
    void givesEveryTryOfAGenerationTheSameKeyAndItsOwnId() {
        List<String> keys = new ArrayList<>();
        stage.before = call -> keys.add(call.environment().get("JVM_KRATIX_RUN_KEY"));
        stage.scripts.put("first", call -> {
            throw new IllegalStateException("no room");
        });
        stage.begin(promise().resourceConfigure(pipeline("first", 1).build()).build(), request("mine"));
        stage.pass(Duration.ofSeconds(11));

        stage.apply(Platform.request("mine", "large"));

        assertThat(keys).hasSize(3);
        assertThat(keys.get(1)).isEqualTo(keys.get(0)).startsWith("key-");
        assertThat(keys.get(2)).isNotEqualTo(keys.get(0));
        assertThat(stage.runs(MINE)).extracting(run -> run.id()).doesNotHaveDuplicates();
    }

    @Test
    void refusesATimeLimitThatIsNone() {
        Promise promise = promise()
                .resourceConfigure(pipeline("first", 0)
                        .annotation("jvm.kratix.io/time-limit", "10 minutes")
                        .build())
                .build();

        assertThatThrownBy(() -> stage.begin(promise, request("mine")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(
                        "spec.workflows.resource.configure[0].metadata.annotations[jvm.kratix.io/time-limit]:"
                                + " Invalid value: \"10 minutes\": must be a duration longer than nothing - write it as 90s, 10m or 1h30m");
    }

    @Test
    void stopsAPipelineThatTakesLongerThanItsTimeLimit() {
        stage.scripts.put("first", call -> stage.time.pass(Duration.ofMinutes(11)));

        stage.begin(
                promise()
                        .resourceConfigure(pipeline("first", 0)
                                .annotation("jvm.kratix.io/time-limit", "10m")
                                .build())
                        .build(),
                request("mine"));

        assertThat(stage.pipelines(MINE))
                .containsExactly("first=Failed message=Pipeline 'first' took longer than its time limit of PT10M; make"
                        + " it quicker, or give it more time by the annotation jvm.kratix.io/time-limit");
    }

    @Test
    void countsTheTimeOfAPipelineFromWhenItsTurnHasCome() {
        stage.scripts.put("first", call -> stage.time.pass(Duration.ofMinutes(40)));

        stage.begin(
                promise()
                        .resourceConfigure(pipeline("first", 0)
                                .annotation("jvm.kratix.io/time-limit", "1h")
                                .build())
                        .build(),
                request("mine"),
                request("yours"),
                request("theirs"));

        assertThat(stage.calls).hasSize(3);
        for (String name : List.of("mine", "yours", "theirs")) {
            assertThat(stage.phases(reference(name))).containsExactly("first=SUCCEEDED");
        }
    }

    @Test
    void takesNoPipelinesWordForWhatTheEngineReports() {
        stage.scripts.put(
                "first",
                call -> call.writeMetadata(
                        "status.yaml",
                        """
                        conditions:
                          - {type: Reconciled, status: Unknown, reason: PausedReconciliation, message: ""}
                          - {type: PromiseAvailable, status: "False", reason: Mine, message: ""}
                          - {type: Mine, status: "True", reason: Mine, message: mine}
                        observedGeneration: 7
                        """));

        stage.begin(promise("first").build(), request("mine"));

        assertThat(stage.calls).containsExactly("mine/first");
        assertThat(stage.conditions(MINE))
                .contains("Mine=True Mine: mine", "Reconciled=True Reconciled: Reconciled")
                .noneMatch(condition -> condition.contains("PromiseAvailable"));
        assertThat(stage.runs(MINE).get(0).log())
                .containsExactly(
                        "kratix: Warning: status.yaml says what the engine reports by itself, or what is no list"
                                + " of conditions: condition PromiseAvailable, condition Reconciled, observedGeneration; it is"
                                + " ignored");
    }

    @Test
    void waitsForSomebodyWhenAPipelineSuspendsIt() {
        stage.scripts.put("first", call -> {
            call.writeOutput("first.yaml", "one\n");
            if (stage.calls.size() == 1) {
                call.writeMetadata("workflow-control.yaml", "suspend: true\nmessage: waiting for a human\n");
            }
        });

        stage.begin(promise("first", "second").build(), request("mine"));
        stage.pass(Duration.ofDays(3));

        assertThat(stage.calls).containsExactly("mine/first");
        assertThat(stage.files()).isEmpty();
        assertThat(stage.pipelines(MINE))
                .containsExactly("first=Suspended message=waiting for a human", "second=Pending");
        assertThat(stage.conditions(MINE)).contains("Reconciled=Unknown WorkflowSuspended: Suspended");
        assertThat(stage.kratix.get(MINE).orElseThrow().metadata().labels())
                .containsEntry(KratixLabels.WORKFLOW_SUSPENDED, "true");

        stage.resume(MINE);

        assertThat(stage.calls).containsExactly("mine/first", "mine/first", "mine/second");
        assertThat(stage.conditions(MINE)).contains("Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void runsAPipelineAgainWhenItAskedForIt() {
        List<Boolean> attempts = new ArrayList<>();
        stage.scripts.put("first", call -> {
            attempts.add(Files.readString(call.input().resolve("object.yaml")).contains("attempts: 2"));
            if (stage.calls.size() < 3) {
                call.writeMetadata("workflow-control.yaml", "retryAfter: 10m\nmessage: not yet\n");
            }
        });

        stage.begin(promise("first").build(), request("mine"));

        assertThat(stage.pipelines(MINE))
                .containsExactly("first=Suspended attempts=1 nextRetryAt=2024-05-01T10:10:00Z message=not yet");
        stage.pass(Duration.ofMinutes(10).plusSeconds(1));
        assertThat(stage.pipelines(MINE)).first().asString().contains("attempts=2");
        stage.pass(Duration.ofMinutes(10).plusSeconds(1));

        assertThat(attempts).containsExactly(false, false, true);
        assertThat(stage.pipelines(MINE)).containsExactly("first=Succeeded");
        assertThat(stage.kratix.get(MINE).orElseThrow().metadata().labels())
                .doesNotContainKey(KratixLabels.WORKFLOW_SUSPENDED);
    }

    @Test
    void beginsFromTheStartWhenASuspendedRequestChanges() {
        stage.scripts.put("second", call -> {
            if (stage.calls.size() == 2) {
                call.writeMetadata("workflow-control.yaml", "suspend: true\n");
            }
        });
        stage.begin(promise("first", "second").build(), request("mine"));

        stage.apply(Platform.request("mine", "large"));

        assertThat(stage.calls).containsExactly("mine/first", "mine/second", "mine/first", "mine/second");
        assertThat(stage.conditions(MINE)).contains("Reconciled=True Reconciled: Reconciled");
    }

    @ParameterizedTest
    @ValueSource(strings = {KratixLabels.MANUAL_RECONCILIATION, KratixLabels.RUN_FROM_START})
    void runsFromTheStartWhenSomebodyAsksForIt(String label) {
        stage.begin(promise("first", "second").build(), request("mine"));

        stage.apply(labelled("mine", label));
        stage.apply(labelled("mine", label));

        assertThat(stage.calls).containsExactly("mine/first", "mine/second", "mine/first", "mine/second");
        assertThat(stage.kratix.get(MINE).orElseThrow().metadata().labels()).doesNotContainKey(label);
    }

    @Test
    void runsNothingForLabelsAnnotationsAndStatus() {
        stage.begin(promise("first").build(), request("mine"));
        int revisions = stage.place().revisions().size();

        stage.apply(labelled("mine", "team"));
        stage.pass(Duration.ofHours(1));

        assertThat(stage.calls).hasSize(1);
        assertThat(stage.place().revisions()).hasSize(revisions);
    }

    @Test
    void runsAgainAtItsIntervalAndWritesNothingIfNothingComesOfIt() {
        stage.begin(
                promise("first", "second")
                        .annotation("kratix.io/reconciliation-interval", "2h")
                        .build(),
                request("mine"));
        int revisions = stage.place().revisions().size();

        stage.pass(Duration.ofMinutes(119));
        assertThat(stage.calls).hasSize(2);
        stage.pass(Duration.ofMinutes(2));

        assertThat(stage.calls).containsExactly("mine/first", "mine/second", "mine/first", "mine/second");
        assertThat(stage.place().revisions()).hasSize(revisions);
    }

    @Test
    void isLeftAloneWhileItIsPausedAndRunsFromTheStartAfterwards() {
        stage.begin(promise("first").build(), request("mine"));

        stage.apply(labelled("mine", KratixLabels.PAUSED));
        stage.apply(Document.builder("example.kratix.io/v1alpha1", "redis", "mine")
                .namespace("default")
                .label(KratixLabels.PAUSED, "true")
                .spec(Map.of("size", "large"))
                .build());

        assertThat(stage.calls).hasSize(1);
        assertThat(stage.conditions(MINE)).contains("Reconciled=Unknown PausedReconciliation: Paused");
        stage.apply(request("mine"));
        assertThat(stage.calls).hasSize(2);
        assertThat(stage.conditions(MINE)).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(stage.events(MINE))
                .containsOnlyOnce("PausedReconciliation: 'kratix.io/paused' label set to 'true' for this resource"
                        + " request; pausing reconciliation");
    }

    @Test
    void waitsForARunWhenItsSpecChangesAndThenBeginsFromTheStart() {
        stage.before = call -> {
            if (stage.calls.size() == 1) {
                stage.kratix.apply(Platform.request("mine", "large"));
            }
        };
        stage.scripts.put(
                "first",
                call -> call.writeOutput("size.yaml", call.object().spec().get("size") + "\n"));

        stage.begin(promise("first", "second").build(), request("mine"));

        assertThat(stage.calls).containsExactly("mine/first", "mine/first", "mine/second");
        assertThat(stage.place().texts()).containsEntry("worker/resources/default/redis/mine/size.yaml", "large\n");
    }

    @Test
    void keepsTheNewestRunsOfEachPipelineWithTheirLogs() {
        stage.scripts.put("first", call -> {
            call.log("user is https://me:secret@example.com/x");
            call.writeOutput("a.yaml", "a\n");
        });
        stage.begin(promise("first", "second").build(), request("mine"));

        for (int size = 0; size < 7; size++) {
            stage.apply(Platform.request("mine", "size-" + size));
        }

        assertThat(stage.runs(MINE))
                .hasSize(10)
                .allSatisfy(run -> assertThat(run.phase().name()).isEqualTo("SUCCEEDED"));
        assertThat(stage.runs(MINE).get(0).log()).containsExactly("main: user is https://****@example.com/x");
        assertThat(stage.runs(MINE).get(0).results()).singleElement().satisfies(result -> assertThat(result.exitCode())
                .isZero());
    }

    private static Document labelled(String name, String label) {
        return Document.builder("example.kratix.io/v1alpha1", "redis", name)
                .namespace("default")
                .label(label, "true")
                .spec(Map.of("size", "small"))
                .build();
    }

    private static long entries(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.count();
        }
    }
}
