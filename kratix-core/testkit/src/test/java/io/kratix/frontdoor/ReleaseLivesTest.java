// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Stage.PROMISE;
import static io.kratix.frontdoor.Stage.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRelease;
import io.kratix.spi.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PromiseReleases as time goes by: sources and secrets that come and go, and deletions whatever state they begin in. */
class ReleaseLivesTest {
    private static final ObjectReference RELEASE = ObjectReference.platform(Kinds.PROMISE_RELEASE, "rel");
    private static final ObjectReference MINE = reference("mine");

    private final Publisher publisher = new Publisher();
    private volatile Optional<Secret> secret = Optional.empty();
    private final Stage stage = Stage.open(
            builder -> builder.secrets(reference -> secret.map(value -> Map.of("authorizationHeader", value))));

    @AfterEach
    void close() {
        stage.close();
        publisher.close();
    }

    @Test
    void isInstalledWithTheSecretOfTheTime() {
        publisher.publish("/rel.yaml", promise("v1", "small", "large"));
        publisher.demand("Bearer new");
        stage.begin(release("v1"));
        assertThat(message()).isEqualTo("failed to fetch data from secretRef: there is no secret default/publisher");
        secret = Optional.of(Secret.of("Bearer old"));
        stage.pass(Duration.ofMinutes(5));
        assertThat(message()).isEqualTo("failed to get Promise from URL: status code 401");

        secret = Optional.of(Secret.of("Bearer new"));
        stage.pass(Duration.ofMinutes(5));

        assertThat(stage.conditions(RELEASE))
                .containsExactly("Installed=True InstalledSuccessfully: Installed successfully");
        assertThat(stage.isThere(PROMISE)).isTrue();
    }

    @Test
    void goesThoughItsDeletionBeginsWhileItFetches() {
        secret = Optional.of(Secret.of("Bearer x"));
        publisher.publish("/rel.yaml", promise("v1", "small", "large"));
        publisher.meanwhile(() -> stage.kratix.delete(RELEASE));

        stage.begin(release("v1"));

        assertThat(publisher.requests("/rel.yaml")).isEqualTo(1);
        assertThat(stage.isThere(RELEASE)).isFalse();
        assertThat(stage.isThere(PROMISE)).isFalse();
        assertThat(stage.files()).isEmpty();
    }

    @Test
    void goesInWhateverWayItFails() {
        secret = Optional.of(Secret.of("Bearer x"));
        String whole = Publisher.yaml(promise("v1", "small", "large"));
        for (String page : List.of(
                "",
                "a: [",
                whole + "---\n" + whole,
                whole.replace("v1", "v9"),
                whole.replace("kind: Promise", "kind: Other"))) {
            publisher.publish("/rel.yaml", page);
            stage.begin(release("v1"));
            assertThat(stage.conditions(RELEASE).toString()).contains("Installed=False");

            stage.delete(RELEASE);

            assertThat(stage.isThere(RELEASE)).as(page).isFalse();
        }
        secret = Optional.empty();
        stage.begin(release("v1"));
        stage.delete(RELEASE);
        assertThat(stage.isThere(RELEASE)).isFalse();
    }

    @Test
    void takesItsPromiseAlongThoughItsSourceIsGone() {
        install();
        publisher.publish("/rel.yaml", "gone");
        stage.apply(release("v2"));
        assertThat(stage.conditions(RELEASE).toString()).contains("Installed=False");
        assertThat(stage.isThere(PROMISE)).isTrue();

        stage.delete(RELEASE);

        assertThat(stage.isThere(RELEASE)).isFalse();
        assertThat(stage.isThere(PROMISE)).isFalse();
        assertThat(stage.isThere(MINE)).isFalse();
        assertThat(stage.files()).isEmpty();
    }

    @Test
    void waitsForAPromiseThatCannotGoAndGoesWhenThatIsForgotten() {
        stage.scripts.put("undo", call -> {
            throw new IllegalStateException("out of order");
        });
        install();

        stage.delete(RELEASE);
        stage.pass(Duration.ofHours(1));
        assertThat(stage.conditions(RELEASE))
                .containsExactly("Installed=Unknown Deleting: Waiting for 1 Promise to be deleted");
        stage.kratix.forget(PROMISE);
        stage.time.runAll();

        assertThat(stage.isThere(RELEASE)).isFalse();
        assertThat(stage.isThere(PROMISE)).isFalse();
    }

    @Test
    void isRefusedWhileRequestsDoNotFitAndInstalledOnceTheyDo() {
        install();
        publisher.publish("/rel.yaml", promise("v2", "small"));

        stage.apply(release("v2"));
        assertThat(message())
                .contains(
                        "request " + MINE + " would not fit the API any more: spec.size: Unsupported value: \"large\"");
        assertThat(stage.status(MINE).get("promiseVersion")).isEqualTo("v1");
        stage.apply(Platform.request("mine", "small"));
        stage.pass(Duration.ofMinutes(5));

        assertThat(stage.conditions(RELEASE))
                .containsExactly("Installed=True InstalledSuccessfully: Installed successfully");
        assertThat(stage.status(MINE).get("promiseVersion")).isEqualTo("v2");
    }

    private void install() {
        secret = Optional.of(Secret.of("Bearer x"));
        publisher.publish("/rel.yaml", promise("v1", "small", "large"));
        stage.begin(release("v1"));
        stage.apply(Platform.request("mine", "large"));
        assertThat(stage.status(MINE).get("promiseVersion")).isEqualTo("v1");
    }

    private PromiseRelease release(String version) {
        return PromiseRelease.builder("rel", version, publisher.url("/rel.yaml"))
                .secret("default", "publisher")
                .build();
    }

    private String message() {
        return String.valueOf(stage.status(RELEASE).get("message"));
    }

    private static Document promise(String version, String... sizes) {
        return Promise.builder("redis")
                .version(version)
                .api(
                        "example.kratix.io",
                        "redis",
                        Map.of(
                                "type",
                                "object",
                                "properties",
                                Map.of("size", Map.of("type", "string", "enum", List.of(sizes)))))
                .destinationSelector(Map.of("environment", "dev"))
                .resourceConfigure(pipeline("configure"))
                .resourceDelete(pipeline("undo"))
                .build()
                .document();
    }
}
