// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Stage.PROMISE;
import static io.kratix.frontdoor.Stage.pipeline;
import static io.kratix.frontdoor.Stage.promise;
import static io.kratix.frontdoor.Stage.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.Settlement;
import io.kratix.model.Declaration;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.KratixLabels;
import io.kratix.model.LabelChanges;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.registry.Query;
import io.kratix.registry.Table;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace.Call;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever state a deletion begins in, it ends, or its status says what it waits for and what can be done about it. */
class DeletionTest {
    private static final ObjectReference MINE = reference("mine");

    private final Stage stage = Stage.open();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void runsAllDeletePipelinesInOrderBeforeTheFilesGo() {
        stage.before = call -> {
            if (stage.calls.get(stage.calls.size() - 1).startsWith("mine/clean")) {
                assertThat(stage.files()).containsExactly("resources/default/redis/mine/first.yaml");
            }
        };
        stage.scripts.put("clean-two", call -> assertThat(call.environment())
                .containsEntry("KRATIX_WORKFLOW_ACTION", "delete")
                .containsEntry("KRATIX_WORKFLOW_TYPE", "resource"));
        stage.begin(
                promise("first")
                        .resourceDelete(pipeline("clean-one"))
                        .resourceDelete(pipeline("clean-two"))
                        .build(),
                request("mine"));

        stage.delete(MINE);

        assertThat(stage.calls).containsExactly("mine/first", "mine/clean-one", "mine/clean-two");
        assertThat(stage.isThere(MINE)).isFalse();
        assertThat(stage.files()).isEmpty();
        assertThat(stage.events(MINE))
                .contains(
                        "PipelineStarted: Delete Pipeline started: clean-one",
                        "PipelineStarted: Delete Pipeline started: clean-two")
                .endsWith("Deleted: Resource request is deleted");
        assertNothingIsRemembered();
    }

    @Test
    void aPromiseRunsItsDeleteWorkflowWhileItsRequestsAreStillThere() {
        stage.scripts.put("teardown", call -> assertThat(stage.isThere(MINE)).isTrue());
        stage.begin(
                promise("first")
                        .promiseConfigure(pipeline("setup"))
                        .promiseDelete(pipeline("teardown"))
                        .resourceDelete(pipeline("clean"))
                        .build(),
                request("mine"));

        stage.delete(PROMISE);

        assertThat(stage.calls).containsExactly("redis/setup", "mine/first", "redis/teardown", "mine/clean");
        assertThat(stage.isThere(PROMISE)).isFalse();
        assertThat(stage.isThere(MINE)).isFalse();
        assertThat(stage.files()).isEmpty();
        assertNothingIsRemembered();
    }

    @Test
    void aFailedDeleteWorkflowSaysHowToGoOnAndGoesOnWhenAsked() {
        stage.scripts.put("clean", call -> {
            throw new IllegalStateException("still in use");
        });
        stage.begin(promise("first").resourceDelete(pipeline("clean")).build(), request("mine"));

        stage.delete(MINE);
        stage.pass(Duration.ofDays(30));

        assertThat(stage.status(MINE).get("message"))
                .isEqualTo("Waiting for the label kratix.io/manual-reconciliation or a change of the Promise: delete"
                        + " Pipeline 'clean' failed: container 'main': its function threw"
                        + " java.lang.IllegalStateException: still in use; to give up on it, call forget");
        assertThat(stage.conditions(MINE))
                .contains("DeleteWorkflowCompleted=False DeleteWorkflowFailed: The Delete Pipeline has failed");
        assertThat(stage.events(MINE)).containsOnlyOnce("Failed Pipeline: The Delete Pipeline has failed");
        assertThat(stage.files()).isNotEmpty();

        stage.scripts.remove("clean");
        stage.label(MINE, KratixLabels.MANUAL_RECONCILIATION);

        assertThat(stage.isThere(MINE)).isFalse();
        assertThat(stage.files()).isEmpty();
    }

    @Test
    void aFailedDeleteWorkflowGoesOnWhenItsPromiseIsMended() {
        stage.scripts.put("clean", call -> {
            throw new IllegalStateException("still in use");
        });
        stage.begin(promise("first").resourceDelete(pipeline("clean")).build(), request("mine"));
        stage.delete(MINE);

        stage.apply(promise("first").resourceDelete(pipeline("other")).build());

        assertThat(stage.calls).containsExactly("mine/first", "mine/clean", "mine/other");
        assertThat(stage.isThere(MINE)).isFalse();
    }

    @Test
    void runsTheWholeDeleteWorkflowAgainWhenAPersonAsksForIt() {
        stage.scripts.put("clean-two", call -> {
            if (stage.calls.size() == 3) {
                throw new IllegalStateException("still in use");
            }
        });
        stage.begin(twoDeletePipelines(), request("mine"));
        stage.delete(MINE);

        stage.kratix.label(MINE, LabelChanges.set(KratixLabels.MANUAL_RECONCILIATION, "true"));
        stage.time.runAll();

        assertThat(stage.calls)
                .containsExactly("mine/first", "mine/clean-one", "mine/clean-two", "mine/clean-one", "mine/clean-two");
        assertThat(stage.isThere(MINE)).isFalse();
    }

    @Test
    void beginsFromTheStartWhenAskedToWhileADeletePipelineRuns() {
        stage.before = call -> {
            if (stage.calls.size() == 3) {
                stage.kratix.label(MINE, LabelChanges.set(KratixLabels.MANUAL_RECONCILIATION, "true"));
            }
        };
        stage.begin(twoDeletePipelines(), request("mine"));

        stage.delete(MINE);

        assertThat(stage.calls)
                .containsExactly("mine/first", "mine/clean-one", "mine/clean-two", "mine/clean-one", "mine/clean-two");
        assertThat(stage.isThere(MINE)).isFalse();
    }

    @Test
    void isNotBegunAgainBecauseAllRequestsOfThePromiseAre() {
        stage.scripts.put("clean-two", call -> {
            throw new IllegalStateException("still in use");
        });
        stage.begin(twoDeletePipelines(), request("mine"), request("yours"));
        stage.delete(MINE);

        stage.kratix.label(PROMISE, LabelChanges.set(KratixLabels.RECONCILE_RESOURCES, "true"));
        stage.time.runAll();

        assertThat(stage.calls)
                .containsExactly("mine/first", "yours/first", "mine/clean-one", "mine/clean-two", "yours/first");
        assertThat(stage.status(MINE).get("message")).asString().contains("still in use");
    }

    @Test
    void goesOnWithWhatThePromiseDeclaresWhenThatChangesMeanwhile() {
        stage.before = call -> {
            if (stage.calls.size() == 2) {
                stage.kratix.apply(promise("first")
                        .resourceDelete(pipeline("clean-one"))
                        .resourceDelete(pipeline("other"))
                        .build());
            }
        };
        stage.begin(twoDeletePipelines(), request("mine"));

        stage.delete(MINE);

        assertThat(stage.calls).containsExactly("mine/first", "mine/clean-one", "mine/other");
        assertThat(stage.isThere(MINE)).isFalse();
    }

    @Test
    void refusesAChangeOfWhatIsBeingDeleted() {
        stage.scripts.put("clean-one", call -> {
            throw new IllegalStateException("still in use");
        });
        stage.begin(twoDeletePipelines(), request("mine"));
        stage.delete(MINE);

        assertThatThrownBy(() -> stage.apply(Platform.request("mine", "large")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("is being deleted");
    }

    private static Promise twoDeletePipelines() {
        return promise("first")
                .resourceDelete(pipeline("clean-one"))
                .resourceDelete(pipeline("clean-two"))
                .build();
    }

    @Test
    void aDeletePipelineIsTriedAgain() {
        stage.scripts.put("clean", call -> {
            if (stage.calls.size() < 3) {
                throw new IllegalStateException("still in use");
            }
        });
        stage.begin(
                promise("first").resourceDelete(pipeline("clean", 3).build()).build(), request("mine"));

        stage.delete(MINE);
        assertThat(stage.status(MINE).get("message"))
                .asString()
                .startsWith("Waiting to try its delete Pipeline again: delete Pipeline 'clean' failed");
        stage.pass(Duration.ofSeconds(11));

        assertThat(stage.isThere(MINE)).isFalse();
    }

    @Test
    void aSuspendedDeleteWorkflowSaysSoAndGoesOnWhenResumed() {
        stage.scripts.put("clean", call -> {
            if (stage.calls.size() == 2) {
                call.writeMetadata("workflow-control.yaml", "suspend: true\n");
            }
        });
        stage.begin(promise("first").resourceDelete(pipeline("clean")).build(), request("mine"));

        stage.delete(MINE);
        stage.pass(Duration.ofDays(30));

        assertThat(stage.conditions(MINE))
                .contains("DeleteWorkflowCompleted=False DeleteWorkflowSuspended: The delete workflow is suspended");
        assertThat(stage.status(MINE).get("message"))
                .isEqualTo("Waiting for the label kratix.io/workflow-suspended to be taken off: delete Pipeline 'clean'"
                        + " suspended its workflow; to give up on it, call forget");

        stage.resume(MINE);

        assertThat(stage.isThere(MINE)).isFalse();
    }

    @Test
    void aRequestWhoseConfigureWorkflowIsSuspendedGoes() {
        stage.scripts.put("first", call -> call.writeMetadata("workflow-control.yaml", "suspend: true\n"));
        stage.begin(promise("first").resourceDelete(pipeline("clean")).build(), request("mine"));

        stage.delete(MINE);

        assertThat(stage.calls).containsExactly("mine/first", "mine/clean");
        assertThat(stage.isThere(MINE)).isFalse();
        assertNothingIsRemembered();
    }

    @Test
    void aRequestWhosePipelineFailedGoes() {
        stage.scripts.put("first", call -> {
            throw new IllegalStateException("no room");
        });
        stage.begin(promise("first").build(), request("mine"));

        stage.delete(MINE);

        assertThat(stage.isThere(MINE)).isFalse();
        assertNothingIsRemembered();
    }

    @Test
    void aRequestThatWaitsForItsPromiseGoes() {
        stage.scripts.put("setup", call -> {
            throw new IllegalStateException("no rights");
        });
        stage.begin(promise("first").promiseConfigure(pipeline("setup")).build(), request("mine"));

        stage.delete(MINE);

        assertThat(stage.isThere(MINE)).isFalse();
    }

    @Test
    void aPausedRequestStaysAndSaysWhy() {
        stage.begin(promise("first").build(), request("mine"));
        stage.label(MINE, KratixLabels.PAUSED);

        stage.delete(MINE);
        stage.pass(Duration.ofDays(1));

        assertThat(stage.status(MINE).get("message"))
                .isEqualTo("Waiting for the label kratix.io/paused to be taken off; to give up on it, call forget");
        stage.unlabel(MINE, KratixLabels.PAUSED);
        assertThat(stage.isThere(MINE)).isFalse();
    }

    @Test
    void namesTheRequestsThatAPromiseWaitsFor() {
        stage.begin(promise("first").build(), request("mine"));
        stage.label(MINE, KratixLabels.PAUSED);

        stage.delete(PROMISE);

        assertThat(stage.conditions(PROMISE))
                .contains("Available=False PromiseDeleting: Waiting for 1 request to be deleted:"
                        + " redis.example.kratix.io/default/mine");
        stage.unlabel(MINE, KratixLabels.PAUSED);
        assertThat(stage.isThere(PROMISE)).isFalse();
    }

    @Test
    void aRequestOfAPausedPromiseGoes() {
        stage.begin(promise("first").build(), request("mine"));
        stage.kratix.label(PROMISE, LabelChanges.set(KratixLabels.PAUSED, "true"));
        stage.time.runAll();

        stage.delete(reference("mine"));

        assertThat(stage.isThere(reference("mine"))).isFalse();
        assertThat(stage.files()).isEmpty();
    }

    @Test
    void asksAllRequestsToGoThoughSomeCannot() {
        Stream<Document> paused = IntStream.range(0, 500)
                .mapToObj("paused-%03d"::formatted)
                .map(Stage::request)
                .map(request ->
                        request.withMetadata(request.metadata().withLabels(Map.of(KratixLabels.PAUSED, "true"))));
        stage.begin(promise("first").build(), request("x-one"), request("x-two"));
        stage.apply(paused.toArray(Declaration[]::new));

        stage.delete(PROMISE);
        stage.pass(Duration.ofMinutes(1));

        assertThat(stage.isThere(reference("x-one"))).isFalse();
        assertThat(stage.isThere(reference("x-two"))).isFalse();
        assertThat(String.valueOf(stage.status(PROMISE).get("message")))
                .startsWith("Waiting for 500 requests to be deleted: ");
    }

    @Test
    void isAmongWhatWaitsOnceAllHasSettled() throws InterruptedException {
        stage.begin(promise("first").build(), request("mine"));
        stage.label(MINE, KratixLabels.PAUSED);

        stage.delete(PROMISE);

        assertThat(stage.kratix.awaitSettled(Duration.ZERO).waiting())
                .containsExactlyInAnyOrder(
                        new Settlement.Waiting(
                                PROMISE.toString(),
                                Duration.ZERO,
                                "Waiting for 1 request to be deleted: redis.example.kratix.io/default/mine"),
                        new Settlement.Waiting(
                                MINE.toString(),
                                Duration.ZERO,
                                "Waiting for the label kratix.io/paused to be taken off; to give up on it, call forget"));
        stage.unlabel(MINE, KratixLabels.PAUSED);
        assertThat(stage.kratix.awaitSettled(Duration.ZERO).waiting()).isEmpty();
    }

    @Test
    void namesTheStateStoreThatDoesNotAnswer() {
        stage.begin(promise("first").build(), request("mine"));
        for (int i = 0; i < 50; i++) {
            stage.place().failNext(Call.WRITE, PluginException.unavailable("no route to host"));
        }

        stage.delete(MINE);
        stage.pass(Duration.ofMinutes(5));

        assertThat(stage.status(MINE).get("message"))
                .isEqualTo("Waiting for its files to be removed: MemoryStateStore/default: no route to host; to give up"
                        + " on it, call forget");
        stage.pass(Duration.ofHours(12));
        assertThat(stage.isThere(MINE)).isFalse();
        assertThat(stage.files()).isEmpty();
    }

    @Test
    void namesTheStateStoreThatIsNotDeclaredAnyMore() {
        stage.begin(promise("first").build(), request("mine"));
        stage.delete(Platform.STORE.reference());

        stage.delete(MINE);
        stage.pass(Duration.ofMinutes(10));

        assertThat(stage.status(MINE).get("message"))
                .isEqualTo(
                        "Waiting for its files to be removed: MemoryStateStore/default of Destination 'worker' is not declared: apply"
                                + " it again, or delete the Destination and leave the files; to give up on it, call forget");
        stage.apply(Platform.store());
        stage.pass(Duration.ofMinutes(10));
        assertThat(stage.isThere(MINE)).isFalse();
        assertThat(stage.files()).isEmpty();
    }

    @Test
    void goesWhenTheDestinationGoesWhoseStateStoreIsGone() {
        stage.begin(promise("first").build(), request("mine"));
        stage.delete(Platform.STORE.reference());
        stage.delete(MINE);

        stage.delete(ObjectReference.destination("worker"));
        stage.pass(Duration.ofMinutes(10));

        assertThat(stage.isThere(MINE)).isFalse();
        assertNothingIsRemembered();
    }

    @Test
    void namesTheRunnerThatDoesNotAnswer() {
        stage.before = call -> {
            if (stage.calls.size() == 1) {
                stage.kratix.delete(MINE);
                throw new InterruptedException();
            }
        };
        stage.releaseFails = java.util.Optional.of(PluginException.unavailable("the daemon does not answer"));
        stage.begin(promise("first").build(), request("mine"));
        stage.pass(Duration.ofMinutes(1));

        assertThat(stage.status(MINE).get("message"))
                .asString()
                .startsWith("Waiting for its Pipeline 'first' to end, run run-")
                .endsWith(": the daemon does not answer; to give up on it, call forget");

        stage.releaseFails = java.util.Optional.empty();
        stage.pass(Duration.ofMinutes(10));
        assertThat(stage.isThere(MINE)).isFalse();
    }

    @Test
    void forgetsWhatSomebodyGivesUp() {
        stage.scripts.put("clean", call -> {
            throw new IllegalStateException("still in use");
        });
        stage.begin(promise("first").resourceDelete(pipeline("clean")).build(), request("mine"));
        stage.delete(MINE);

        boolean asked = stage.kratix.forget(MINE);
        stage.time.runAll();

        assertThat(asked).isTrue();
        assertThat(stage.isThere(MINE)).isFalse();
        assertThat(stage.files()).containsExactly("resources/default/redis/mine/first.yaml");
        assertThat(stage.events(MINE))
                .contains("Forgotten: Forgotten while it was being deleted; its files may be left on worker"
                        + " (MemoryStateStore/default)");
        assertNothingIsRemembered();
    }

    @Test
    void forgetsAPromiseTogetherWithItsRequests() {
        stage.scripts.put("teardown", call -> {
            throw new IllegalStateException("still in use");
        });
        stage.begin(promise("first").promiseDelete(pipeline("teardown")).build(), request("mine"), request("yours"));
        stage.delete(PROMISE);
        assertThat(stage.isThere(PROMISE)).isTrue();

        stage.kratix.forget(PROMISE);
        stage.time.runAll();

        assertThat(stage.isThere(PROMISE)).isFalse();
        assertThat(stage.isThere(MINE)).isFalse();
        assertThat(stage.files()).hasSize(2);
        assertNothingIsRemembered();
    }

    @Test
    void forgetsNothingThatIsNotBeingDeleted() {
        stage.begin(promise("first").build(), request("mine"));

        assertThat(stage.kratix.forget(MINE)).isFalse();
        stage.time.runAll();

        assertThat(stage.isThere(MINE)).isTrue();
    }

    @Test
    void forgetsNothingButPromisesAndRequests() {
        stage.begin(promise("first").build(), request("mine"));
        ObjectReference destination = ObjectReference.destination("worker");
        stage.kratix.delete(destination);

        boolean asked = stage.kratix.forget(destination);

        assertThat(stage.isThere(destination)).isTrue();
        assertThat(asked).isFalse();
    }

    @Test
    void cancelsARunThatHangsWhenItsRequestIsDeleted() throws InterruptedException {
        java.util.concurrent.CountDownLatch started = new java.util.concurrent.CountDownLatch(1);
        try (Platform platform = Platform.open()) {
            platform.images.put(Platform.IMAGE, call -> {
                started.countDown();
                new java.util.concurrent.CountDownLatch(1).await();
            });
            platform.applyAll();
            started.await();

            platform.kratix.delete(reference("my-request"));
            platform.settle();

            assertThat(platform.kratix.get(reference("my-request"))).isEmpty();
        }
    }

    @Test
    void canBeDeclaredAgainUnderTheSameNameAndRunsAnew() {
        stage.begin(promise("first").resourceDelete(pipeline("clean")).build(), request("mine"));
        stage.delete(MINE);

        stage.apply(Document.builder("example.kratix.io/v1alpha1", "redis", "mine")
                .namespace("default")
                .spec(Map.of("size", "small"))
                .build());

        assertThat(stage.calls).containsExactly("mine/first", "mine/clean", "mine/first");
        assertThat(stage.conditions(MINE)).contains("Reconciled=True Reconciled: Reconciled");
    }

    /** Of the requests: no run, no Work, no placement and no owner is left over. */
    private void assertNothingIsRemembered() {
        assertThat(stage.registry.list(Table.RUNS, Query.all()).stream()
                        .filter(run -> run.value().owner().equals(MINE)))
                .isEmpty();
        assertThat(stage.registry.list(Table.WORKS, Query.all()).stream()
                        .filter(work -> work.value().work().owner().equals(MINE)))
                .isEmpty();
        assertThat(stage.registry.list(Table.PLACEMENTS, Query.all()).stream()
                        .filter(placement -> placement.value().owner().equals(MINE.toString())))
                .isEmpty();
        assertThat(stage.registry.list(Table.OWNERS, Query.all()).stream()
                        .filter(owner -> owner.value().owner().equals(MINE)))
                .isEmpty();
    }
}
