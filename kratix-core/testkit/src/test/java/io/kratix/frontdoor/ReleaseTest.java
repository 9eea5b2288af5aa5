// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kratix.NotReadyException;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRelease;
import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import io.kratix.spi.SecretSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PromiseRelease installs a Promise from where it is published, and takes it away again. */
class ReleaseTest {
    private static final ObjectReference RELEASE = ObjectReference.platform(Kinds.PROMISE_RELEASE, "rel");
    private static final ObjectReference PROMISE = ObjectReference.promise("released");
    private static final String FILE = "worker-cluster/dependencies/released/static/dependencies.yaml";

    @TempDir
    private Path folder;

    private final Publisher publisher = new Publisher();
    private Platform platform = Platform.open();

    @BeforeEach
    void open() {
        platform.close();
        platform = Platform.open(builder -> builder.releaseFolder(folder)
                .secrets(SecretSource.of(Map.of(
                        SecretReference.of("default", "publisher"),
                        Map.of("authorizationHeader", Secret.of("Bearer s3cr3t"))))));
        platform.kratix.apply(
                Platform.store(), Platform.destination("worker-cluster").build());
    }

    @AfterEach
    void close() {
        platform.close();
        publisher.close();
    }

    @Test
    void installsThePromise() throws InterruptedException {
        publisher.publish("/rel.yaml", promise("v1.0.0", "one"));

        platform.kratix.apply(release("v1.0.0"));
        Document release = platform.kratix.awaitReady(RELEASE, Platform.LIMIT);
        platform.settle();

        assertThat(platform.conditions(RELEASE))
                .containsExactly("Installed=True InstalledSuccessfully: Installed successfully");
        assertThat(release.status()).containsEntry("status", "Installed");
        assertThat(platform.get(PROMISE).metadata().labels())
                .containsEntry("kratix.io/promise-release-name", "rel")
                .containsEntry("kratix.io/promise-version", "v1.0.0");
        assertThat(platform.place().texts().get(FILE)).contains("released-one");
    }

    @Test
    void fetchesNothingAgainWhileItsVersionStays() throws InterruptedException {
        install("v1.0.0", "one");
        publisher.publish("/rel.yaml", promise("v1.0.0", "two"));

        platform.kratix.apply(release("v1.0.0")
                .document()
                .withMetadata(release("v1.0.0").document().metadata().withLabels(Map.of("touched", "yes"))));
        platform.settle();

        assertThat(publisher.requests("/rel.yaml")).isEqualTo(1);
        assertThat(platform.place().texts().get(FILE)).contains("released-one");
    }

    @Test
    void installsTheNextVersionWhenItIsAskedFor() throws InterruptedException {
        install("v1.0.0", "one");
        publisher.publish("/rel.yaml", promise("v2.0.0", "two"));

        platform.kratix.apply(release("v2.0.0"));
        platform.kratix.awaitReady(RELEASE, Platform.LIMIT);
        platform.settle();

        assertThat(platform.get(PROMISE).metadata().labels()).containsEntry("kratix.io/promise-version", "v2.0.0");
        assertThat(platform.place().texts().get(FILE)).contains("released-two");
    }

    @Test
    void keepsWhatIsInstalledWhenTheVersionDoesNotMatch() throws InterruptedException {
        install("v1.0.0", "one");

        platform.kratix.apply(release("v2.0.0"));
        platform.settle();

        assertThat(platform.conditions(RELEASE))
                .containsExactly("Installed=False VersionNotMatching: Version labels do not match, found: v1.0.0,"
                        + " expected: v2.0.0");
        assertThat(platform.get(RELEASE).status()).containsEntry("status", "Error installing");
        assertThat(platform.place().texts().get(FILE)).contains("released-one");
    }

    @Test
    void takesWhateverVersionThereIsWhereItNamesNone() throws InterruptedException {
        publisher.publish("/rel.yaml", promise("v7", "seven"));

        platform.kratix.apply(release(""));
        platform.kratix.awaitReady(RELEASE, Platform.LIMIT);

        assertThat(platform.get(PROMISE).metadata().labels()).containsEntry("kratix.io/promise-version", "v7");
    }

    @Test
    void refusesAPromiseWithoutVersion() throws InterruptedException {
        publisher.publish("/rel.yaml", Promise.builder("released").build().document());

        platform.kratix.apply(release("v1.0.0"));
        platform.settle();

        assertThat(platform.conditions(RELEASE))
                .containsExactly("Installed=False VersionLabelNotFound: Version label not found on Promise");
        assertThat(platform.kratix.get(PROMISE)).isEmpty();
    }

    @Test
    void saysWhyNothingWasFetched() throws InterruptedException {
        platform.kratix.apply(release("v1.0.0"));

        assertThatThrownBy(() -> platform.kratix.awaitReady(RELEASE, Duration.ofMillis(500)))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("failed to get Promise from URL: status code 404");

        assertThat(platform.conditions(RELEASE))
                .containsExactly("Installed=False FailedToFetchPromise: Failed to fetch Promise from URL");
        assertThat(platform.get(RELEASE).status())
                .containsEntry("message", "failed to get Promise from URL: status code 404");
        assertThat(platform.kratix.events(RELEASE))
                .extracting(Event::reason, Event::message)
                .containsExactly(tuple("Failed", "failed to get Promise from URL: status code 404"));
    }

    @Test
    void refusesWhatIsNoPromise() throws InterruptedException {
        publisher.publish("/rel.yaml", Platform.store());

        fails("expected single Promise object but found object of kind: MemoryStateStore");
    }

    @Test
    void refusesSeveralDocuments() throws InterruptedException {
        publisher.publish("/rel.yaml", promise("v1.0.0", "one"), promise("v1.0.0", "two"));

        fails("expected single document yaml, but found multiple documents");
    }

    @Test
    void refusesWhatCannotBeRead() throws InterruptedException {
        publisher.publish("/rel.yaml", "a: [");

        assertThat(failure()).startsWith("failed to unmarshal into Kubernetes object: ");
    }

    @Test
    void saysWhyThePromiseIsRefused() throws InterruptedException {
        publisher.publish(
                "/rel.yaml",
                promise("v1.0.0", "one")
                        .withMetadata(promise("v1.0.0", "one")
                                .metadata()
                                .withAnnotations(Map.of("jvm.kratix.io/scheduling-strategy", "none-such"))));

        assertThat(failure())
                .startsWith("Failed to install Promise \"released\": ")
                .contains("none-such");
    }

    @Test
    void sendsTheSecretThatItNames() throws InterruptedException {
        publisher.publish("/rel.yaml", promise("v1.0.0", "one"));

        platform.kratix.apply(PromiseRelease.builder("rel", "v1.0.0", publisher.url("/rel.yaml"))
                .secret("default", "publisher")
                .build());
        platform.kratix.awaitReady(RELEASE, Platform.LIMIT);

        assertThat(publisher.authorization()).isEqualTo("Bearer s3cr3t");
    }

    @Test
    void saysWhichSecretIsMissing() throws InterruptedException {
        platform.kratix.apply(PromiseRelease.builder("rel", "v1.0.0", publisher.url("/rel.yaml"))
                .secret("team", "absent")
                .build());
        platform.settle();

        assertThat(platform.get(RELEASE).status())
                .containsEntry("message", "failed to fetch data from secretRef: there is no secret team/absent");
        assertThat(publisher.requests("/rel.yaml")).isZero();
    }

    @Test
    void saysWhyNobodyCouldTellTheSecret() {
        try (Stage stage = Stage.open(builder -> builder.secrets(reference -> {
            throw PluginException.unavailable("the vault is sealed");
        }))) {
            stage.begin(PromiseRelease.builder("rel", "v1.0.0", publisher.url("/rel.yaml"))
                    .secret("default", "publisher")
                    .build());

            assertThat(stage.conditions(RELEASE))
                    .containsExactly("Installed=False FailedToFetchPromise: Failed to fetch Promise from URL");
            assertThat(String.valueOf(stage.status(RELEASE).get("message")))
                    .isEqualTo("failed to fetch data from secretRef: the vault is sealed");
        }
    }

    @Test
    void saysNoSecretThatAServerSays() throws InterruptedException {
        publisher.publish("/rel.yaml", "apiVersion: v1\nkind: Bearer s3cr3t\nmetadata: {name: x}\n");

        platform.kratix.apply(PromiseRelease.builder("rel", "v1.0.0", publisher.url("/rel.yaml"))
                .secret("default", "publisher")
                .build());
        platform.settle();

        assertThat(publisher.authorization()).isEqualTo("Bearer s3cr3t");
        assertThat(String.valueOf(platform.get(RELEASE).status().get("message")))
                .isEqualTo("expected single Promise object but found object of kind: ****");
    }

    @Test
    void readsAFileBelowTheFolderOfReleases() throws InterruptedException, IOException {
        Files.writeString(folder.resolve("redis.yaml"), Publisher.yaml(promise("v1.0.0", "one")));

        platform.kratix.apply(fromFile("redis.yaml"));
        platform.kratix.awaitReady(RELEASE, Platform.LIMIT);

        assertThat(platform.kratix.get(PROMISE)).isPresent();
    }

    @Test
    void readsNoFileOutsideTheFolderOfReleases(@TempDir Path elsewhere) throws InterruptedException, IOException {
        Path secret = Files.writeString(elsewhere.resolve("secret.yaml"), Publisher.yaml(promise("v1.0.0", "one")));
        Files.createSymbolicLink(folder.resolve("link.yaml"), secret);

        platform.kratix.apply(fromFile("link.yaml"));
        platform.settle();

        assertThat(platform.get(RELEASE).status())
                .containsEntry("message", "failed to read file: link.yaml lies outside the folder of releases");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws InterruptedException, IOException {
        Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe9});
        try (RandomAccessFile large =
                new RandomAccessFile(folder.resolve("large.yaml").toFile(), "rw")) {
            large.setLength(8 * 1024 * 1024 + 1);
        }

        assertThat(failureOf("absent.yaml"))
                .isEqualTo("failed to read file: there is no absent.yaml in the folder of releases");
        assertThat(failureOf("latin.yaml")).isEqualTo("failed to read file: latin.yaml is no text in UTF-8");
        assertThat(failureOf(".")).isEqualTo("failed to read file: . is no file");
        assertThat(failureOf("a\0b")).isEqualTo("failed to read file: Nul character not allowed in sourceRef.path");
        assertThat(failureOf("large.yaml")).isEqualTo("failed to read file: large.yaml has more than 8388608 bytes");
        assertThat(failureOf("../rel.yaml"))
                .isEqualTo("failed to read file: there is no ../rel.yaml in the folder of releases");
    }

    private String failureOf(String file) throws InterruptedException {
        platform.kratix.apply(fromFile(file));
        platform.settle();
        assertThat(platform.conditions(RELEASE))
                .containsExactly("Installed=False FailedToFetchPromise: Failed to fetch Promise from URL");
        return String.valueOf(platform.get(RELEASE).status().get("message"));
    }

    @Test
    void fetchesAgainWhenItNamesAnotherAddress() throws InterruptedException {
        install("v1.0.0", "one");
        publisher.publish("/moved.yaml", promise("v1.0.0", "two"));

        platform.kratix.apply(PromiseRelease.builder("rel", "v1.0.0", publisher.url("/moved.yaml"))
                .build());
        platform.kratix.awaitReady(RELEASE, Platform.LIMIT);
        platform.settle();

        assertThat(platform.place().texts().get(FILE)).contains("released-two");
    }

    @Test
    void readsNoFileAtAllUnlessTheProgramAllowsIt() throws InterruptedException {
        try (Platform strict = Platform.open()) {
            strict.kratix.apply(fromFile("redis.yaml"));
            strict.settle();

            assertThat(strict.get(RELEASE).status())
                    .containsEntry(
                            "message",
                            "failed to read file: this engine reads no releases from files; its program must allow a"
                                    + " folder: KratixBuilder.releaseFolder");
        }
    }

    @Test
    void takesThePromiseAwayWithItself() throws InterruptedException {
        install("v1.0.0", "one");

        platform.kratix.delete(RELEASE);
        platform.settle();

        assertThat(platform.kratix.get(RELEASE)).isEmpty();
        assertThat(platform.kratix.get(PROMISE)).isEmpty();
        assertThat(platform.paths()).doesNotContain(FILE);
    }

    @Test
    void bringsThePromiseBackWhenItAloneIsDeleted() throws InterruptedException {
        install("v1.0.0", "one");

        platform.kratix.delete(PROMISE);
        platform.settle();

        assertThat(platform.kratix.get(PROMISE)).isPresent();
        assertThat(publisher.requests("/rel.yaml")).isEqualTo(2);
        assertThat(platform.place().texts().get(FILE)).contains("released-one");
    }

    @Test
    void takesOverAPromiseThatSomebodyAppliedByHand() throws InterruptedException {
        platform.kratix.apply(promise("v0.9.0", "zero"));
        platform.settle();

        install("v1.0.0", "one");

        assertThat(platform.get(PROMISE).metadata().labels()).containsEntry("kratix.io/promise-release-name", "rel");
        assertThat(platform.place().texts().get(FILE)).contains("released-one");
    }

    @Test
    void letsNobodyElseChangeItsPromise() throws InterruptedException {
        install("v1.0.0", "one");

        assertThatThrownBy(() -> platform.kratix.apply(promise("v1.0.0", "mine")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("Promise/released belongs to PromiseRelease/rel, which the engine applied it for")
                .hasMessageContaining("change it there, or delete PromiseRelease/rel first");
    }

    @Test
    void installsNoPromiseThatAnotherReleaseHasInstalled() throws InterruptedException {
        install("v1.0.0", "one");

        platform.kratix.apply(PromiseRelease.builder("other", "v1.0.0", publisher.url("/rel.yaml"))
                .build());
        platform.settle();

        ObjectReference other = ObjectReference.platform(Kinds.PROMISE_RELEASE, "other");
        assertThat(platform.conditions(other))
                .containsExactly("Installed=False FailedToCreateOrUpdatePromise: Failed to create or update Promise");
        assertThat(String.valueOf(platform.get(other).status().get("message")))
                .contains("belongs to PromiseRelease/rel");
    }

    @Test
    void refusesASourceThatHoldsAnotherPromiseNow() throws InterruptedException {
        install("v1.0.0", "one");
        publisher.publish(
                "/rel.yaml",
                Promise.builder("renamed").version("v2.0.0").build().document());

        platform.kratix.apply(release("v2.0.0"));
        platform.settle();

        assertThat(platform.get(RELEASE).status())
                .containsEntry(
                        "message",
                        "Failed to install Promise \"renamed\": this release has installed Promise 'released'; delete the"
                                + " release first, or make another one for 'renamed'");
        assertThat(platform.kratix.get(PROMISE)).isPresent();
    }

    @Test
    void isRefusedWhenItsSourceIsNoAddress() {
        assertThatThrownBy(
                        () -> platform.kratix.apply(
                                """
                        apiVersion: platform.kratix.io/v1alpha1
                        kind: PromiseRelease
                        metadata: {name: rel}
                        spec:
                          version: v1.0.0
                          sourceRef: {type: http, url: "https://me:s3cr3t@example.com/x.yaml"}
                        """))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(
                        "spec.sourceRef.url: Invalid value: \"https://example.com/x.yaml\": holds credentials")
                .hasMessageNotContaining("s3cr3t");
        assertThatThrownBy(() -> PromiseRelease.builder("rel", "v1.0.0", "https://example.com:65536/x.yaml")
                        .build())
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("is no http or https address");
        assertThatThrownBy(
                        () -> platform.kratix.apply(
                                """
                        apiVersion: platform.kratix.io/v1alpha1
                        kind: PromiseRelease
                        metadata: {name: rel}
                        spec: {version: v1.0.0, sourceRef: {type: http}}
                        """))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("sourceRef.url must be set");
    }

    private void install(String version, String content) throws InterruptedException {
        publisher.publish("/rel.yaml", promise(version, content));
        platform.kratix.apply(release(version));
        platform.kratix.awaitReady(RELEASE, Platform.LIMIT);
        platform.settle();
    }

    private void fails(String message) throws InterruptedException {
        assertThat(failure()).isEqualTo(message);
    }

    private String failure() throws InterruptedException {
        platform.kratix.apply(release("v1.0.0"));
        platform.settle();
        assertThat(platform.kratix.get(PROMISE)).isEmpty();
        return String.valueOf(platform.get(RELEASE).status().get("message"));
    }

    private PromiseRelease release(String version) {
        return PromiseRelease.builder("rel", version, publisher.url("/rel.yaml"))
                .build();
    }

    private static Document fromFile(String path) {
        return Document.builder(Kinds.API_VERSION, Kinds.PROMISE_RELEASE, "rel")
                .spec(Map.of("version", "v1.0.0", "sourceRef", Map.of("type", "file", "path", path)))
                .build();
    }

    private static Document promise(String version, String content) {
        return Promise.builder("released")
                .version(version)
                .dependency(Map.of(
                        "apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", "released-" + content)))
                .build()
                .document();
    }
}
