// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Stage.PROMISE;
import static io.kratix.frontdoor.Stage.pipeline;
import static io.kratix.frontdoor.Stage.promise;
import static io.kratix.frontdoor.Stage.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.KratixLabels;
import io.kratix.model.LabelChanges;
import io.kratix.model.ObjectReference;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a Promise's own workflow does, and what its requests do meanwhile. */
class PromiseWorkflowLifeTest {
    private static final ObjectReference MINE = reference("mine");

    private final Stage stage = Stage.open(builder -> builder.pipelineRetries(2));

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void installsAPromiseBeforeItsRequests() {
        stage.apply();
        stage.begin(
                promise("first")
                        .promiseConfigure(pipeline("setup"))
                        .promiseConfigure(pipeline("more"))
                        .build(),
                request("mine"));

        assertThat(stage.calls).containsExactly("redis/setup", "redis/more", "mine/first");
        assertThat(stage.files())
                .containsExactly(
                        "dependencies/redis/more/more.yaml",
                        "dependencies/redis/setup.yaml",
                        "resources/default/redis/mine/first.yaml");
        assertThat(stage.conditions(PROMISE))
                .containsExactly(
                        "Available=True PromiseAvailable: Ready to fulfil resource requests",
                        "ConfigureWorkflowCompleted=True PipelinesExecutedSuccessfully: Pipelines completed",
                        "Reconciled=True Reconciled: Reconciled",
                        "WorksSucceeded=True WorksSucceeded: All works associated with this promise are ready");
        assertThat(stage.status(PROMISE).get("message")).isEqualTo("Promise configured");
        assertThat(stage.events(PROMISE)).containsOnlyOnce("Available: Promise is available");
    }

    @Test
    void aPromiseWhoseWorkflowFailsIsNotAvailableAndItsRequestsWait() {
        stage.scripts.put("setup", call -> {
            throw new IllegalStateException("no rights");
        });

        stage.begin(promise("first").promiseConfigure(pipeline("setup")).build(), request("mine"));

        assertThat(stage.calls).containsExactly("redis/setup");
        assertThat(stage.conditions(PROMISE))
                .contains(
                        "Available=False PromiseUnavailable: Cannot fulfil resource requests",
                        "Reconciled=False ConfigureWorkflowFailed: Failing");
        assertThat(stage.conditions(MINE))
                .containsExactly("PromiseAvailable=False PromiseRequirementsNotInstalled: Promise Requirements are not"
                        + " installed");

        stage.scripts.remove("setup");
        stage.label(PROMISE, KratixLabels.MANUAL_RECONCILIATION);

        assertThat(stage.calls).containsExactly("redis/setup", "redis/setup", "mine/first");
        assertThat(stage.conditions(MINE))
                .contains(
                        "PromiseAvailable=True PromiseAvailable: Promise Requirements are met",
                        "Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void aPromiseWorkflowReachesEveryMatchingDestinationAndChoosesForRequests() {
        stage.scripts.put("setup", call -> {
            call.writeOutput("setup.yaml", "setup\n");
            call.writeMetadata("destination-selectors.yaml", "- matchLabels: {zone: eu}\n");
        });
        stage.kratix.apply(
                Platform.store(),
                Platform.destination("eu-one").label("zone", "eu").build(),
                Platform.destination("eu-two").label("zone", "eu").build(),
                Platform.destination("us").label("zone", "us").build());

        stage.apply(promise("first").promiseConfigure(pipeline("setup")).build(), request("mine"), request("yours"));

        assertThat(stage.files())
                .filteredOn(path -> path.contains("dependencies/redis"))
                .containsExactly("eu-one/dependencies/redis/setup.yaml", "eu-two/dependencies/redis/setup.yaml");
        assertThat(stage.files())
                .filteredOn(path -> path.contains("resources"))
                .hasSize(2)
                .allMatch(path -> path.startsWith("eu-"));
    }

    @Test
    void runsAllRequestsWhenThePromiseIsAskedTo() {
        stage.begin(promise("first").build(), request("mine"), request("yours"));

        stage.apply(
                promise("first").label(KratixLabels.RECONCILE_RESOURCES, "true").build());

        assertThat(stage.calls).hasSize(4);
        assertThat(stage.events(PROMISE)).contains("ReconcilingResources: Reconciling all resource requests");
    }

    @Test
    void aPromiseThatWasPausedForAMomentAloneHoldsNoRequestForGood() {
        stage.begin(promise("first").build());
        stage.kratix.apply(request("mine"));
        takesUpTheRequest();
        stage.kratix.label(PROMISE, LabelChanges.set(KratixLabels.PAUSED, "true"));
        looksAtTheRequest();
        assertThat(stage.conditions(MINE)).contains("Reconciled=Unknown PausedReconciliation: Paused");

        stage.kratix.label(PROMISE, LabelChanges.remove(KratixLabels.PAUSED));
        stage.pass(Duration.ofMinutes(1));

        assertThat(stage.conditions(MINE)).contains("Reconciled=True Reconciled: Reconciled");
    }

    private void takesUpTheRequest() {
        stage.time.step();
    }

    private void looksAtTheRequest() {
        stage.time.step();
    }

    @Test
    void aPausedPromiseHoldsItsRequestsAndRunsThemAllAfterwards() {
        stage.begin(promise("first").build(), request("mine"));

        stage.apply(promise("first").label(KratixLabels.PAUSED, "true").build());
        stage.apply(Platform.request("mine", "large"));
        assertThat(stage.calls).hasSize(1);
        assertThat(stage.conditions(MINE)).contains("Reconciled=Unknown PausedReconciliation: Paused");
        stage.apply(promise("first").build());

        assertThat(stage.calls).hasSize(2);
        assertThat(stage.conditions(PROMISE)).noneMatch(condition -> condition.contains("Paused"));
        assertThat(stage.conditions(MINE)).contains("Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void aPromiseWithPipelinesIsLeftAloneWhileItIsPausedAndRunsFromTheStartAfterwards() {
        stage.begin(promise("first").promiseConfigure(pipeline("setup")).build(), request("mine"));

        stage.apply(promise("first", "second")
                .promiseConfigure(pipeline("other"))
                .label(KratixLabels.PAUSED, "true")
                .build());
        stage.apply(Platform.request("mine", "large"));
        stage.pass(Duration.ofDays(2));

        assertThat(stage.calls).containsExactly("redis/setup", "mine/first");
        assertThat(stage.conditions(PROMISE))
                .contains(
                        "Available=False PausedReconciliation: Paused",
                        "Reconciled=Unknown PausedReconciliation: Paused");
        assertThat(stage.conditions(MINE)).contains("Reconciled=Unknown PausedReconciliation: Paused");

        stage.apply(
                promise("first", "second").promiseConfigure(pipeline("other")).build());

        assertThat(stage.calls)
                .containsExactly("redis/setup", "mine/first", "redis/other", "mine/first", "mine/second");
        assertThat(stage.conditions(PROMISE))
                .contains("Available=True PromiseAvailable: Ready to fulfil resource requests")
                .noneMatch(condition -> condition.contains("Paused"));
        assertThat(stage.conditions(MINE)).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(stage.files())
                .containsExactly(
                        "dependencies/redis/other.yaml",
                        "resources/default/redis/mine/first.yaml",
                        "resources/default/redis/mine/second/second.yaml");
        assertThat(stage.events(PROMISE))
                .containsOnlyOnce("PausedReconciliation: 'kratix.io/paused' label set to 'true' for promise; pausing"
                        + " reconciliation");
    }

    @Test
    void aPromiseThatIsUnpausedWithoutAChangeRunsItsPipelinesAndItsRequestsAgain() {
        stage.begin(promise("first").promiseConfigure(pipeline("setup")).build(), request("mine"));

        stage.kratix.label(PROMISE, LabelChanges.set(KratixLabels.PAUSED, "true"));
        stage.time.runAll();
        stage.kratix.label(PROMISE, LabelChanges.remove(KratixLabels.PAUSED));
        stage.time.runAll();

        assertThat(stage.calls).containsExactly("redis/setup", "mine/first", "redis/setup", "mine/first");
        assertThat(stage.conditions(MINE)).contains("Reconciled=True Reconciled: Reconciled");
    }
}
