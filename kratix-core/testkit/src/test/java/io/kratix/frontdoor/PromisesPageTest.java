// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.Kratix;
import io.kratix.model.Declaration;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.ResourceBinding;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import io.kratix.spi.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/promises.md, as its readers see it. */
class PromisesPageTest {
    private static final Page PAGE = Page.of("promises.md");
    private static final Path SOURCE = Path.of("src/test/java/io/kratix/frontdoor/PromisesPageTest.java");

    private final Publisher publisher = new Publisher();
    private Platform platform = Platform.open();

    @BeforeEach
    void open() {
        platform.close();
        platform = Platform.open(builder -> builder.secrets(SecretSource.of(Map.of(
                SecretReference.of("default", "publisher"),
                Map.of("authorizationHeader", Secret.of("Bearer s3cr3t"))))));
        platform.kratix.apply(Platform.store(), Platform.destination("worker").build());
    }

    @AfterEach
    void close() {
        platform.close();
        publisher.close();
    }

    @Test
    void showsWhatIsCompiledHere() throws IOException {
        assertThat(PAGE.blocks("java")).hasSize(1).allSatisfy(block -> assertThat(
                        Page.squeezed(Files.readString(SOURCE)))
                .contains(Page.squeezed(block)));
    }

    @Test
    void isTrue() throws InterruptedException {
        publisher.publish(
                "/network/promise.yaml",
                Promise.builder("network").version("v1.0.0").build().document());
        String redis = PAGE.blocks("yaml").get(0);

        platform.kratix.apply(redis);
        platform.kratix.apply(PAGE.blocks("yaml").get(2).replace("https://example.com", publisher.url("")));
        platform.kratix.awaitReady(ObjectReference.platform(Kinds.PROMISE_RELEASE, "network"), Platform.LIMIT);
        platform.kratix.apply(Platform.request("mine", "small"), Platform.request("other", "large"));
        platform.kratix.awaitReady(reference("mine"), Platform.LIMIT);
        platform.kratix.apply(redis.replace("promise-version: v1.0.0", "promise-version: v2.0.0"));
        platform.settle();
        bind(platform.kratix);
        platform.settle();

        assertThat(version("mine") + " " + version("other")).isEqualTo("v2.0.0 v2.0.0");
        assertThat(platform.reasons(reference("other"))).contains("ReconcileSucceeded");
        assertThat(publisher.authorization()).isEqualTo("Bearer s3cr3t");
        assertThat(platform.paths())
                .contains(
                        "worker/dependencies/redis/static/dependencies.yaml",
                        "worker/resources/default/redis/mine/redis.yaml");

        platform.kratix.apply(PAGE.blocks("yaml").get(1));
        platform.kratix.awaitReady(ResourceBinding.reference("redis", reference("mine")), Platform.LIMIT);
        platform.kratix.awaitReady(reference("mine"), Platform.LIMIT);

        assertThat(version("mine") + " " + version("other")).isEqualTo("v1.0.0 v2.0.0");
    }

    /** What comes first is undone by what comes last, as readers of the page will see. */
    private static void bind(Kratix kratix) {
        ObjectReference mine = ObjectReference.request("example.kratix.io", "redis", "default", "mine");
        kratix.apply(ResourceBinding.of("redis", mine, "v1.0.0"));

        kratix.apply(kratix.list("example.kratix.io", "redis").stream()
                .map(request -> ResourceBinding.of("redis", request.reference(), ResourceBinding.LATEST))
                .toArray(Declaration[]::new));
    }

    private String version(String request) {
        return String.valueOf(platform.get(reference(request)).status().get("promiseVersion"));
    }
}
