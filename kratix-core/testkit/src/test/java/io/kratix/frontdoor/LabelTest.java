// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.NarrowedKratix;
import io.kratix.OutOfScopeException;
import io.kratix.Scope;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.LabelChanges;
import io.kratix.model.ObjectReference;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Single labels, and the handle that reaches no further than it should. */
class LabelTest {
    private final Platform platform = Platform.open();
    private final NarrowedKratix team =
            platform.kratix.narrowed(Scope.ofKinds("redis.example.kratix.io").inNamespaces("default"));

    @BeforeEach
    void fulfilARequest() throws InterruptedException {
        platform.applyAll();
        platform.settle();
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void setsAndTakesOffSingleLabelsAndLeavesTheOthers() {
        platform.kratix.label(
                reference("my-request"), LabelChanges.set("team", "a").andSet("tier", "gold"));
        platform.kratix.label(
                reference("my-request"), LabelChanges.remove("tier").andSet("stage", "dev"));

        assertThat(labels("my-request"))
                .containsEntry("team", "a")
                .containsEntry("stage", "dev")
                .containsEntry("kratix.io/promise-name", "redis")
                .doesNotContainKey("tier");
    }

    @Test
    void isNoChangeOfWhatIsDeclared() throws InterruptedException {
        Object before = platform.get(reference("my-request")).status().get("observedGeneration");
        int runs = platform.runs.get();

        platform.kratix.label(reference("my-request"), LabelChanges.set("team", "a"));
        platform.settle();

        assertThat(platform.runs.get()).isEqualTo(runs);
        assertThat(platform.get(reference("my-request")).status().get("observedGeneration"))
                .isEqualTo(before);
    }

    @Test
    void keepsWhatSteersTheEngineOverApplyAndLetsApplySayTheRest() {
        platform.kratix.label(
                reference("my-request"),
                LabelChanges.set("kratix.io/paused", "true").andSet("team", "a"));

        platform.kratix.apply(request("my-request", "small"));

        assertThat(labels("my-request"))
                .containsEntry("kratix.io/paused", "true")
                .doesNotContainKey("team");
    }

    @Test
    void runsFromTheStartByKratixInternalLabelToo() throws InterruptedException {
        int runs = platform.runs.get();

        platform.kratix.label(
                reference("my-request"), LabelChanges.set("internal.workflows.kratix.io/run-from-start", "true"));
        platform.settle();

        assertThat(platform.runs.get()).isEqualTo(runs + 1);
        assertThat(labels("my-request")).doesNotContainKey("internal.workflows.kratix.io/run-from-start");
    }

    @Test
    void movesWhatIsPlacedByTheLabelsOfADestination() throws InterruptedException {
        platform.kratix.apply(Platform.destination("other").build());
        platform.kratix.label(ObjectReference.destination("worker-cluster"), LabelChanges.set("environment", "prod"));
        platform.kratix.apply(request("second", "small"));
        platform.settle();

        assertThat(platform.paths()).contains("other/resources/default/redis/second/redis.yaml");
    }

    @Test
    void saysWhetherThereWasSuchAnObject() {
        assertThat(platform.kratix.label(reference("nobody"), LabelChanges.set("a", "b")))
                .isFalse();
        assertThat(platform.kratix.label(reference("my-request"), LabelChanges.set("a", "b")))
                .isTrue();
    }

    @Test
    void refusesWhatIsNoLabelAndTheEnginesOwnRecord() {
        assertThatThrownBy(() -> platform.kratix.label(
                        reference("my-request"),
                        LabelChanges.set("a b", "c").andSet("kratix.io/promise-name", "kafka")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("metadata.labels: Invalid value: \"a b\"")
                .hasMessageContaining("metadata.labels[kratix.io/promise-name]");
        assertThat(labels("my-request")).containsEntry("kratix.io/promise-name", "redis");
    }

    @Test
    void givesATeamWhatIsItsOwn() {
        team.apply(request("theirs", "small"));

        assertThat(team.get(reference("theirs"))).isPresent();
        assertThat(team.list("example.kratix.io", "redis")).hasSize(2);
        assertThat(team.label(reference("theirs"), LabelChanges.set("team", "a")))
                .isTrue();
        assertThat(team.delete(reference("theirs"))).isTrue();
    }

    @Test
    void refusesATeamEverythingElseAndNamesAllOfIt() {
        Document elsewhere = Document.builder("example.kratix.io/v1alpha1", "redis", "theirs")
                .namespace("other")
                .spec(Map.of("size", "small"))
                .build();

        assertThatThrownBy(() -> team.apply(
                        request("theirs", "small"), elsewhere, Platform.redis().build()))
                .isInstanceOf(OutOfScopeException.class)
                .hasMessage("redis.example.kratix.io/other/theirs is out of the scope of this handle (kinds"
                        + " redis.example.kratix.io; namespaces default)\n"
                        + "Promise/redis is out of the scope of this handle (kinds redis.example.kratix.io; namespaces"
                        + " default)");
        assertThat(platform.kratix.get(reference("theirs"))).isEmpty();
        assertThatThrownBy(() -> team.get(ObjectReference.promise("redis"))).isInstanceOf(OutOfScopeException.class);
        assertThatThrownBy(() -> team.delete(ObjectReference.promise("redis"))).isInstanceOf(OutOfScopeException.class);
        assertThatThrownBy(() -> team.events(elsewhere.reference())).isInstanceOf(OutOfScopeException.class);
        assertThat(team.list("platform.kratix.io", "Promise")).isEmpty();
    }

    @Test
    void refusesATeamTheLabelsOfThoseWhoRunThePlatform() {
        Document paused = request("theirs", "small");
        Document labelled = paused.withMetadata(paused.metadata().withLabels(Map.of("kratix.io/paused", "true")));

        assertThatThrownBy(() -> team.apply(labelled))
                .isInstanceOf(OutOfScopeException.class)
                .hasMessage("redis.example.kratix.io/default/theirs: label 'kratix.io/paused' belongs to those who run"
                        + " the platform; this handle sets none under kratix.io/");
        assertThatThrownBy(() -> team.label(
                        reference("my-request"),
                        LabelChanges.set("internal.workflows.kratix.io/run-from-start", "true")))
                .isInstanceOf(OutOfScopeException.class);
        assertThatThrownBy(() -> team.label(reference("my-request"), LabelChanges.remove("kratix.io/paused")))
                .isInstanceOf(OutOfScopeException.class);
    }

    @Test
    void aTeamNeitherLosesNorChangesWhatThosePutThereWhoRunThePlatform() {
        Document paused = request("my-request", "small");
        platform.kratix.apply(paused.withMetadata(paused.metadata()
                .withLabels(Map.of("kratix.io/paused", "true", "cost.kratix.io/center", "42", "team", "a"))));
        platform.kratix.label(reference("my-request"), LabelChanges.set("kratix.io/workflow-suspended", "true"));

        team.apply(request("my-request", "large"));

        assertThat(labels("my-request"))
                .containsEntry("kratix.io/paused", "true")
                .containsEntry("kratix.io/workflow-suspended", "true")
                .containsEntry("cost.kratix.io/center", "42")
                .containsEntry("kratix.io/promise-name", "redis")
                .doesNotContainKey("team");
        assertThat(platform.get(reference("my-request")).spec()).isEqualTo(Map.of("size", "large"));

        platform.kratix.apply(request("my-request", "large"));

        assertThat(labels("my-request")).doesNotContainKeys("kratix.io/paused", "cost.kratix.io/center");
    }

    @Test
    void aTeamMayApplyWhatItWasGivenWithAnotherSpec() {
        platform.kratix.label(reference("my-request"), LabelChanges.set("kratix.io/paused", "true"));
        Document given = team.get(reference("my-request")).orElseThrow();

        team.apply(given.withBody(Map.of("spec", Map.of("size", "large"))));

        assertThat(platform.get(reference("my-request")).spec()).isEqualTo(Map.of("size", "large"));
        platform.kratix.label(reference("my-request"), LabelChanges.remove("kratix.io/paused"));
        assertThat(labels("my-request")).doesNotContainKey("kratix.io/paused");
        assertThatThrownBy(() -> team.apply(given)).isInstanceOf(OutOfScopeException.class);
    }

    private Map<String, String> labels(String request) {
        return platform.get(reference(request)).metadata().labels();
    }
}
