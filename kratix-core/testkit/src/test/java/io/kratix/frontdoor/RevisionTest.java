// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kratix.NotReadyException;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Metadata;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRevision;
import io.kratix.model.ResourceBinding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request runs with the version of its Promise that it is bound to: pinned, upgraded, rolled back, or the latest. */
class RevisionTest {
    private static final ObjectReference PROMISE = ObjectReference.promise("redis");
    private static final String FILE = "worker-cluster/resources/default/redis/mine/redis.yaml";

    private final Platform platform = Platform.open();

    @BeforeEach
    void begin() throws InterruptedException {
        platform.images.put(
                Platform.IMAGE,
                call -> call.writeOutput(
                        "redis.yaml", "from: " + call.container().command().get(0) + "\n"));
        platform.kratix.apply(
                Platform.store(), Platform.destination("worker-cluster").build(), promise("v1.0.0"));
        platform.kratix.apply(request("mine", "small"));
        platform.kratix.awaitReady(reference("mine"), Platform.LIMIT);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void recordsARevisionForEachVersion() throws InterruptedException {
        platform.kratix.apply(promise("v2.0.0"));
        platform.settle();

        assertThat(platform.kratix.list("PromiseRevision"))
                .extracting(
                        revision -> revision.metadata().name(),
                        revision -> PromiseRevision.of(revision).version(),
                        revision -> PromiseRevision.of(revision).isLatest(),
                        revision -> revision.metadata().labels().get("kratix.io/latest-revision"))
                .containsExactlyInAnyOrder(
                        tuple(PromiseRevision.nameOf("redis", "v1.0.0"), "v1.0.0", false, null),
                        tuple(PromiseRevision.nameOf("redis", "v2.0.0"), "v2.0.0", true, "true"));
        assertThat(platform.reasons(PROMISE)).contains("RevisionCreated");
    }

    @Test
    void bindsARequestToTheLatestVersion() {
        Document binding = binding();

        assertThat(ResourceBinding.of(binding).version()).isEqualTo("latest");
        assertThat(binding.metadata().labels())
                .containsEntry("kratix.io/promise-name", "redis")
                .containsEntry("kratix.io/resource-name", "mine");
        assertThat(binding.status()).isEqualTo(Map.of("lastAppliedVersion", "v1.0.0"));
        assertThat(platform.get(reference("mine")).status())
                .containsEntry("promiseVersion", "v1.0.0")
                .containsEntry("resourceBindingVersion", "latest");
        assertThat(platform.reasons(reference("mine"))).contains("BindingCreated");
    }

    @Test
    void followsTheLatestVersion() throws InterruptedException {
        upgradePromise();

        assertThat(written()).isEqualTo("from: v2.0.0\n");
        assertThat(platform.get(reference("mine")).status()).containsEntry("promiseVersion", "v2.0.0");
        assertThat(platform.conditions(bindingReference()))
                .containsExactly("UpgradeSucceeded=True UpgradeComplete: Resource is at version v2.0.0");
    }

    @Test
    void staysWhereItIsPinned() throws InterruptedException {
        pin("v1.0.0");
        platform.settle();

        upgradePromise();

        assertThat(written()).isEqualTo("from: v1.0.0\n");
        assertThat(platform.get(reference("mine")).status())
                .containsEntry("promiseVersion", "v1.0.0")
                .containsEntry("resourceBindingVersion", "v1.0.0");
    }

    @Test
    void isRolledBackAndUpgradedAgain() throws InterruptedException {
        upgradePromise();

        pin("v1.0.0");
        platform.kratix.awaitReady(bindingReference(), Platform.LIMIT);
        platform.kratix.awaitReady(reference("mine"), Platform.LIMIT);
        assertThat(written()).isEqualTo("from: v1.0.0\n");
        assertThat(platform.conditions(bindingReference()))
                .containsExactly("UpgradeSucceeded=True UpgradeComplete: Resource is at version v1.0.0");

        pin("latest");
        platform.settle();
        assertThat(written()).isEqualTo("from: v2.0.0\n");
        assertThat(platform.get(reference("mine")).status()).containsEntry("resourceBindingVersion", "latest");
    }

    @Test
    void takesTheSelectorsOfItsVersion() throws InterruptedException {
        platform.kratix.apply(Destination.builder("edge", Platform.STORE)
                .label("environment", "edge")
                .build());
        pin("v1.0.0");
        platform.settle();

        platform.kratix.apply(Promise.builder("redis")
                .version("v2.0.0")
                .api(
                        "example.kratix.io",
                        "redis",
                        Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true))
                .destinationSelector(Map.of("environment", "edge"))
                .resourceConfigure(pipeline("v2.0.0"))
                .build());
        platform.settle();
        assertThat(platform.paths()).contains(FILE);

        pin("v2.0.0");
        platform.settle();
        assertThat(platform.conditions(reference("mine"))).anyMatch(condition -> condition.contains("WorksMisplaced"));
    }

    @Test
    void staysAtTheVersionItWasMadeWithWhereTheProgramWantsThat() throws InterruptedException {
        try (Platform pinning = Platform.open(builder -> builder.pinNewRequests())) {
            pinning.images.put(
                    Platform.IMAGE,
                    call -> call.writeOutput(
                            "redis.yaml", "from: " + call.container().command().get(0) + "\n"));
            pinning.kratix.apply(
                    Platform.store(),
                    Platform.destination("worker-cluster").build(),
                    promise("v1.0.0"),
                    request("mine", "small"));
            pinning.settle();

            pinning.kratix.apply(promise("v2.0.0"));
            pinning.settle();

            assertThat(ResourceBinding.of(pinning.get(bindingReference())).version())
                    .isEqualTo("v1.0.0");
            assertThat(pinning.get(reference("mine")).status()).containsEntry("promiseVersion", "v1.0.0");
        }
    }

    @Test
    void runsOnceMoreWhenItsBindingIsLabelled() throws InterruptedException {
        int runs = platform.runs.get();
        Document binding = binding();

        platform.kratix.apply(
                binding.withMetadata(binding.metadata().withLabels(Map.of("kratix.io/manual-reconciliation", "true"))));
        platform.settle();

        assertThat(platform.runs).hasValue(runs + 1);
        assertThat(platform.conditions(bindingReference()))
                .containsExactly("UpgradeSucceeded=True UpgradeComplete: Resource is at version v1.0.0");
        assertThat(binding().metadata().labels()).doesNotContainKey("kratix.io/manual-reconciliation");
    }

    @Test
    void saysThatItsVersionIsUnknown() throws InterruptedException {
        pin("v9");
        platform.settle();

        String error = "cannot find a PromiseRevision for Promise redis with version v9: promise revision not found";
        assertThat(platform.kratix.events(reference("mine")))
                .anyMatch(event -> event.reason().equals("FailedPromiseRevisionLookup")
                        && event.message().equals(error));
        assertThat(platform.conditions(reference("mine"))).anyMatch(condition -> condition.endsWith(error));
        assertThatThrownBy(() -> platform.kratix.awaitReady(bindingReference(), Duration.ZERO))
                .isInstanceOf(NotReadyException.class)
                .hasMessageEndingWith("; " + error + " (there are: [v1.0.0])");
        assertThat(written()).isEqualTo("from: v1.0.0\n");
    }

    @Test
    void goesOnOnceItsVersionIsThere() throws InterruptedException {
        pin("v2.0.0");
        platform.settle();

        platform.kratix.apply(promise("v2.0.0"));
        platform.kratix.awaitReady(reference("mine"), Platform.LIMIT);

        assertThat(written()).isEqualTo("from: v2.0.0\n");
    }

    @Test
    void tellsThatAnUpgradeFailedAndKeepsWhatWasThere() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            throw new IllegalStateException("broken");
        });

        platform.kratix.apply(promise("v2.0.0"));
        platform.settle();

        assertThat(binding().status()).containsEntry("failedVersion", "v2.0.0");
        assertThat(platform.conditions(bindingReference()))
                .containsExactly("UpgradeSucceeded=False UpgradeFailed: A Configure Pipeline has failed: configure");
        assertThat(written()).isEqualTo("from: v1.0.0\n");
    }

    @Test
    void takesABindingThatWasThereBeforeIt() throws InterruptedException {
        upgradePromise();
        platform.kratix.apply(ResourceBinding.of("redis", reference("other"), "v1.0.0"));

        platform.kratix.apply(request("other", "small"));
        platform.kratix.awaitReady(reference("other"), Platform.LIMIT);

        assertThat(platform.get(reference("other")).status()).containsEntry("promiseVersion", "v1.0.0");
        assertThat(platform.place().texts().get("worker-cluster/resources/default/redis/other/redis.yaml"))
                .isEqualTo("from: v1.0.0\n");
    }

    @Test
    void takesABindingThatNamesNoVersionForOneToTheLatest() throws InterruptedException {
        platform.kratix.apply(ResourceBinding.of("redis", reference("other"), ""));

        platform.kratix.apply(request("other", "small"));
        platform.kratix.awaitReady(reference("other"), Platform.LIMIT);

        assertThat(ResourceBinding.of(platform.get(ResourceBinding.reference("redis", reference("other"))))
                        .version())
                .isEqualTo("latest");
        assertThat(platform.reasons(reference("other"))).doesNotContain("BindingCreated");
    }

    @Test
    void hasOneBindingOnly() {
        Document second = ResourceBinding.of("redis", reference("mine"), "v1.0.0")
                .document()
                .withMetadata(new Metadata("second", "default", Map.of(), Map.of()));

        assertThatThrownBy(() -> platform.kratix.apply(second))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("redis default/mine has a binding already, " + bindingReference()
                        + " - apply that one alone, under its name");
    }

    @Test
    void takesItsBindingWithIt() throws InterruptedException {
        platform.kratix.delete(reference("mine"));
        platform.settle();

        assertThat(platform.kratix.list("ResourceBinding")).isEmpty();
    }

    @Test
    void getsItsBindingBackWhenSomebodyDeletesIt() throws InterruptedException {
        pin("v1.0.0");
        platform.settle();

        platform.kratix.delete(bindingReference());
        platform.settle();

        assertThat(ResourceBinding.of(binding()).version()).isEqualTo("v1.0.0");
    }

    @Test
    void getsItsBindingBackToTheLatestVersion() throws InterruptedException {
        platform.kratix.delete(bindingReference());
        upgradePromise();
        platform.settle();

        assertThat(ResourceBinding.of(binding()).version()).isEqualTo("latest");
        assertThat(platform.get(reference("mine")).status()).containsEntry("promiseVersion", "v2.0.0");
    }

    @Test
    void leavesNoRevisionBehind() throws InterruptedException {
        upgradePromise();

        platform.kratix.delete(PROMISE);
        platform.settle();

        assertThat(platform.kratix.list("PromiseRevision")).isEmpty();
        assertThat(platform.kratix.list("ResourceBinding")).isEmpty();
    }

    @Test
    void goesWithItsRevision() throws InterruptedException {
        platform.kratix.apply(request("floating", "small"));
        pin("v1.0.0");
        upgradePromise();

        platform.kratix.delete(PromiseRevision.reference("redis", "v1.0.0"));
        platform.settle();

        assertThat(platform.kratix.get(reference("mine"))).isEmpty();
        assertThat(platform.kratix.get(reference("floating"))).isPresent();
        assertThat(platform.kratix.list("PromiseRevision")).hasSize(1);
    }

    @Test
    void cannotLoseTheLatestRevision() {
        assertThatThrownBy(() -> platform.kratix.delete(PromiseRevision.reference("redis", "v1.0.0")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("can not delete the latest PromiseRevision");
    }

    private void upgradePromise() throws InterruptedException {
        platform.kratix.apply(promise("v2.0.0"));
        platform.settle();
    }

    private void pin(String version) {
        Document binding = binding();
        platform.kratix.apply(binding.withBody(Map.of(
                "spec",
                ResourceBinding.of("redis", reference("mine"), version)
                        .document()
                        .spec())));
    }

    private Document binding() {
        return platform.get(bindingReference());
    }

    private static ObjectReference bindingReference() {
        return ResourceBinding.reference("redis", reference("mine"));
    }

    private String written() {
        return String.valueOf(platform.place().texts().get(FILE));
    }

    private static Promise promise(String version) {
        return Platform.redis(pipeline(version)).version(version).build();
    }

    private static Pipeline pipeline(String version) {
        return Pipeline.builder("configure")
                .container("main", Platform.IMAGE, List.of(version))
                .build();
    }
}
