// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Stage.pipeline;
import static io.kratix.frontdoor.Stage.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.LabelChanges;
import io.kratix.model.Metadata;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRevision;
import io.kratix.model.ResourceBinding;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.PipelineFunction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Revisions that people delete, change or bring back: nothing that goes by them is forgotten, and nothing waits for ever. */
class RevisionLivesTest {
    private static final ObjectReference MINE = reference("mine");
    private static final ObjectReference NEEDS = ObjectReference.promise("needs");
    private static final ObjectReference FIRST = PromiseRevision.reference("redis", "v1");

    private final Stage stage = Stage.open();

    @BeforeEach
    void writeTheVersionThatRuns() {
        stage.scripts.put(
                "configure",
                call -> call.writeOutput("from", call.container().command().get(0)));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aRequestGoesWithItsRevisionByTheDeleteWorkflowOfThatRevision() {
        upgradeAllButMine();

        stage.delete(FIRST);

        assertThat(stage.calls).contains("mine/undo-v1").doesNotContain("mine/undo-v2");
        assertThat(stage.isThere(MINE)).isFalse();
        assertThat(revisions()).containsExactly("v2 latest");
    }

    @Test
    void staysWhenItIsTheLatestAgainBeforeItIsGone() {
        stage.begin(promise("v1"), request("mine"));
        stage.apply(promise("v2"));

        stage.kratix.delete(FIRST);
        stage.apply(promise("v1"));

        assertThat(revisions()).containsExactlyInAnyOrder("v1 latest", "v2");
        assertThat(text()).isEqualTo("v1");
        stage.apply(promise("v3"));
        assertThat(revisions()).containsExactlyInAnyOrder("v1", "v2", "v3 latest");
    }

    @Test
    void staysWhenItIsTheLatestAgainThoughARequestThatWentWithItIsGoneLater() {
        PipelineFunction fails = call -> {
            throw new IllegalStateException("out of order");
        };
        stage.scripts.putAll(Map.of("undo-v1", fails, "undo-v2", fails));
        upgradeAllButMine();
        stage.delete(FIRST);
        assertThat(field(FIRST, "message")).isEqualTo("Waiting for 1 request to be deleted: " + MINE);
        stage.apply(promise("v1"));

        stage.kratix.forget(MINE);
        stage.time.runAll();

        assertThat(revisions()).containsExactlyInAnyOrder("v1 latest", "v2");
        assertThat(field(reference("floating"), "promiseVersion")).isEqualTo("v1");
    }

    @Test
    void isBroughtBackForThoseThatWaitForIt() {
        stage.begin(
                promise("v2"),
                request("mine"),
                Promise.builder("needs").requires("redis", "v1").build());
        stage.apply(ResourceBinding.of("redis", MINE, "v1"));
        assertThat(stage.conditions(MINE).toString()).contains("FailedPromiseRevisionLookup");

        stage.apply(PromiseRevision.of(promise("v1"), "v1"));

        assertThat(text()).isEqualTo("v1");
        assertThat(stage.conditions(MINE)).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(field(NEEDS, "status")).isEqualTo("Available");
    }

    @Test
    void isBroughtBackByWhateverName() {
        stage.begin(promise("v2"), request("mine"));

        stage.apply(
                PromiseRevision.of(promise("v1"), "v1").document().withMetadata(named("redis-as-it-was")),
                ResourceBinding.of("redis", MINE, "v1"));

        assertThat(text()).isEqualTo("v1");
    }

    @Test
    void hasThoseFollowThatAreBoundToItWhenItIsChanged() {
        upgradeAllButMine();

        stage.apply(PromiseRevision.of(promise("mended"), "v1"));

        assertThat(text()).isEqualTo("mended");
        assertThat(stage.calls).filteredOn("floating/configure"::equals).hasSize(2);
    }

    @Test
    void leavesThoseUnavailableThatNeedItWhenItGoes() {
        stage.begin(
                promise("v1"), Promise.builder("needs").requires("redis", "v1").build());
        stage.apply(promise("v2"));
        assertThat(field(NEEDS, "status")).isEqualTo("Available");

        stage.delete(FIRST);

        assertThat(stage.conditions(NEEDS))
                .contains("RequirementsFulfilled=False RequirementsNotInstalled: Requirements not fulfilled");
    }

    @Test
    void goesAtOnceIfItsPromiseIsNotThere() {
        stage.begin(PromiseRevision.of(promise("v1"), "v1"));

        stage.delete(FIRST);

        assertThat(stage.isThere(FIRST)).isFalse();
    }

    @Test
    void isRefusedIfItsSpecIsNoneOfAPromise() {
        upgradeAllButMine();
        Document revision = PromiseRevision.of(promise("v1"), "v1").document();
        Map<String, Object> spec = new TreeMap<>(revision.spec());
        spec.put("promiseSpec", Map.of("destinationSelectors", 5));

        assertThatThrownBy(() -> stage.kratix.apply(revision.withBody(Map.of("spec", spec))))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(revision.reference()
                        + ": spec.promiseSpec.destinationSelectors: Invalid value: 5: must be of type array");
    }

    @Test
    void bindsARequestThoughAnotherHasTheNameOfItsBinding() {
        ObjectReference usual = ResourceBinding.reference("redis", MINE);
        Document taken = ResourceBinding.of("redis", reference("other"), "v1")
                .document()
                .withMetadata(new Metadata(usual.name(), "default", Map.of(), Map.of()));

        stage.begin(promise("v1"), taken, request("mine"), request("other"));

        assertThat(stage.conditions(MINE)).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(stage.kratix.list(Kinds.RESOURCE_BINDING))
                .extracting(binding -> ResourceBinding.of(binding).resource())
                .containsExactlyInAnyOrder("mine", "other");
        stage.delete(MINE);
        assertThat(stage.kratix.list(Kinds.RESOURCE_BINDING)).hasSize(1);
    }

    @Test
    void leavesTheRequestsOfItsVersionToAnotherRevisionOfIt() {
        stage.begin(promise("v1"), request("mine"));
        stage.apply(ResourceBinding.of("redis", MINE, "v1"), another("v1"));

        stage.delete(another("v1").reference());

        assertThat(stage.isThere(MINE)).isTrue();
        assertThat(revisions()).containsExactly("v1 latest");
    }

    @Test
    void leavesTheRequestsOfItsVersionToAPromiseThatComesToIt() {
        stage.begin(promise("v1"), another("v2"), request("mine"));
        stage.apply(ResourceBinding.of("redis", MINE, "v2"));

        stage.kratix.apply(promise("v2"));
        stage.delete(another("v2").reference());

        assertThat(stage.isThere(MINE)).isTrue();
        assertThat(revisions()).containsExactlyInAnyOrder("v1", "v2 latest");
    }

    @Test
    void isNotMissedWhileAnotherOfItsVersionStays() {
        stage.begin(promise("v2"), request("mine"));
        stage.apply(ResourceBinding.of("redis", MINE, "v1"));
        pause();
        stage.apply(PromiseRevision.of(promise("v1"), "v1"), another("v1"));

        stage.delete(FIRST);
        assertThat(lacking()).doesNotContain("cannot find").contains("not ready");

        stage.delete(another("v1").reference());
        assertThat(lacking()).contains("promise revision not found (there are: [v2])");
    }

    @Test
    void goesTogetherWithAnotherOfItsVersionAndTheirRequests() {
        upgradeAllButMine();
        stage.apply(another("v1"));
        pause();
        stage.delete(FIRST);
        stage.delete(another("v1").reference());

        stage.kratix.label(Stage.PROMISE, LabelChanges.remove(KratixLabels.PAUSED));
        stage.time.runAll();

        assertThat(stage.isThere(MINE)).isFalse();
        assertThat(stage.isThere(reference("floating"))).isTrue();
        assertThat(revisions()).containsExactly("v2 latest");
    }

    @Test
    void goesWithItsRequestsThoughItWasTheLatestUntilThen() {
        try (Stage compound = Stage.open(builder -> builder.platformDestination("platform"))) {
            compound.begin(
                    CompoundStage.platform().build(),
                    shipping(
                            promise("v1").document(),
                            PromiseRevision.of(promise("v1"), "v1").document()));
            compound.apply(request("mine"), request("floating"));
            compound.apply(ResourceBinding.of("redis", MINE, "v1"));

            compound.apply(shipping(promise("v2").document()));

            assertThat(compound.isThere(MINE)).isFalse();
            assertThat(compound.status(reference("floating")).get("promiseVersion"))
                    .isEqualTo("v2");
            assertThat(revisions(compound)).containsExactly("v2 latest");
        }
    }

    @Test
    void waitsForNoPipelineThatNobodyTakesAfterItsRequestHasLeftIt() {
        stage.begin(promise("v1"));
        stage.runFails = Optional.of(PluginException.unavailable("no Docker engine"));
        stage.apply(request("mine"));

        stage.apply(promise("v2"));
        stage.pass(Duration.ofHours(3));
        assertThat(stage.phases(MINE)).containsExactlyInAnyOrder("configure=CANCELLED", "configure=RUNNING");

        stage.runFails = Optional.empty();
        stage.pass(Duration.ofMinutes(10));
        assertThat(stage.phases(MINE)).containsExactlyInAnyOrder("configure=CANCELLED", "configure=SUCCEEDED");
        assertThat(stage.calls).containsExactly("mine/configure");
        assertThat(text()).isEqualTo("v2");
    }

    private void pause() {
        stage.kratix.label(Stage.PROMISE, LabelChanges.set(KratixLabels.PAUSED, "true"));
        stage.time.runAll();
    }

    /** {@return what the binding of the pinned request lacks} */
    private String lacking() {
        ObjectReference binding =
                ResourceBinding.of("redis", MINE, "v1").document().reference();
        return String.valueOf(catchThrowable(() -> stage.kratix.awaitReady(binding, Duration.ZERO)));
    }

    /** {@return a revision that a person applies, of a version that the engine has recorded, too} */
    private static Document another(String version) {
        return PromiseRevision.of(promise(version), version).document().withMetadata(named("my-" + version));
    }

    private static Promise shipping(Document... documents) {
        Promise.Builder stack =
                CompoundStage.promise("stack", "Stack").destinationSelector(Map.of("environment", "platform"));
        for (Document document : documents) {
            stack.dependency(document.tree());
        }
        return stack.build();
    }

    /** Two requests at v1, of which one is pinned to it; the other follows to v2. */
    private void upgradeAllButMine() {
        stage.begin(promise("v1"), request("mine"), request("floating"));
        stage.apply(ResourceBinding.of("redis", MINE, "v1"));
        stage.apply(promise("v2"));
    }

    private static Promise promise(String version) {
        return Stage.promise()
                .version(version)
                .resourceConfigure(Pipeline.builder("configure")
                        .container("main", "example/configure", List.of(version))
                        .build())
                .resourceDelete(pipeline("undo-" + version))
                .build();
    }

    private static Metadata named(String name) {
        return new Metadata(name, "", Map.of(), Map.of());
    }

    private List<String> revisions() {
        return revisions(stage);
    }

    private static List<String> revisions(Stage stage) {
        return stage.kratix.list(Kinds.PROMISE_REVISION).stream()
                .map(PromiseRevision::of)
                .filter(revision -> revision.promise().equals("redis"))
                .map(revision -> revision.version() + (revision.isLatest() ? " latest" : ""))
                .toList();
    }

    private String field(ObjectReference reference, String name) {
        return String.valueOf(stage.status(reference).get(name));
    }

    private String text() {
        return String.valueOf(stage.place().texts().get("worker/resources/default/redis/mine/from"));
    }
}
