// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.ApplyResult;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Promise that needs others is installed at once, and fulfils requests as soon as they are there. */
class RequiredPromisesTest {
    private static final ObjectReference NEEDS = ObjectReference.promise("redis");
    private static final ObjectReference BASE = ObjectReference.promise("base");
    private static final String FILE = "worker-cluster/resources/default/redis/mine/redis.yaml";

    private final Platform platform = Platform.open();

    @BeforeEach
    void begin() {
        platform.kratix.apply(
                Platform.store(), Platform.destination("worker-cluster").build());
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void waitsForAPromiseThatIsMissing() throws InterruptedException {
        ApplyResult result = platform.kratix.apply(needs("v2.0.0"), request("mine", "small"));
        platform.settle();

        assertThat(result.warnings())
                .anyMatch(warning -> warning.endsWith("Required Promise \"base\" at version \"v2.0.0\" not installed"))
                .anyMatch(warning ->
                        warning.endsWith("Promise will not be available until the above issue(s) is resolved"));
        assertThat(platform.conditions(NEEDS))
                .contains(
                        "Available=False PromiseUnavailable: Cannot fulfil resource requests",
                        "RequirementsFulfilled=False RequirementsNotInstalled: Requirements not fulfilled");
        assertThat(platform.get(NEEDS).status())
                .containsEntry(
                        "requiredPromises",
                        List.of(Map.of("name", "base", "state", "Requirement not installed", "version", "v2.0.0")));
        assertThat(platform.conditions(reference("mine")))
                .containsExactly(
                        "PromiseAvailable=False PromiseRequirementsNotInstalled: Promise Requirements are not installed");
        assertThat(platform.get(reference("mine")).status()).containsEntry("message", "Pending");
        assertThat(platform.runs).hasValue(0);
    }

    @Test
    void installsItsDependenciesMeanwhile() throws InterruptedException {
        platform.kratix.apply(needs("v2.0.0"));
        platform.settle();

        assertThat(platform.paths()).contains("worker-cluster/dependencies/redis/static/dependencies.yaml");
    }

    @Test
    void waitsForTheVersionThatItAsksFor() throws InterruptedException {
        platform.kratix.apply(needs("v2.0.0"), base("v1.0.0"));
        platform.settle();

        assertThat(platform.get(NEEDS).status())
                .containsEntry(
                        "requiredPromises",
                        List.of(Map.of(
                                "name", "base",
                                "state", "Requirement not installed at the specified version",
                                "version", "v2.0.0")));
        assertThat(platform.get(BASE).status())
                .containsEntry(
                        "requiredBy",
                        List.of(Map.of(
                                "promise", Map.of("name", "redis", "version", ""), "requiredVersion", "v2.0.0")));
    }

    @Test
    void fulfilsItsRequestsAsSoonAsAllIsThere() throws InterruptedException {
        platform.kratix.apply(needs("v2.0.0"), base("v1.0.0"), request("mine", "small"));
        platform.settle();

        platform.kratix.apply(base("v2.0.0"));
        platform.kratix.awaitReady(reference("mine"), Platform.LIMIT);

        assertThat(platform.conditions(NEEDS))
                .contains(
                        "Available=True PromiseAvailable: Ready to fulfil resource requests",
                        "RequirementsFulfilled=True RequirementsInstalled: Requirements fulfilled");
        assertThat(platform.reasons(NEEDS)).contains("RequirementsFulfilled", "Available");
        assertThat(platform.conditions(reference("mine")))
                .contains("PromiseAvailable=True PromiseAvailable: Promise Requirements are met");
        assertThat(platform.paths()).contains(FILE);
    }

    @Test
    void isContentWithAVersionThatWasThereOnce() throws InterruptedException {
        platform.kratix.apply(base("v1.0.0"));
        platform.settle();
        platform.kratix.apply(base("v2.0.0"));
        platform.settle();

        platform.kratix.apply(needs("v1.0.0"));
        platform.kratix.awaitReady(NEEDS, Platform.LIMIT);

        assertThat(platform.conditions(NEEDS))
                .contains("RequirementsFulfilled=True RequirementsInstalled: Requirements fulfilled");
    }

    @Test
    void isContentWithAnyVersionWhereItAsksForNone() throws InterruptedException {
        ApplyResult result = platform.kratix.apply(base("v7"), needs(""));
        platform.kratix.awaitReady(NEEDS, Platform.LIMIT);

        assertThat(result.warnings()).isEmpty();
    }

    @Test
    void isUnavailableAgainWhenWhatItNeedsGoes() throws InterruptedException {
        platform.kratix.apply(base("v2.0.0"), needs("v2.0.0"), request("mine", "small"));
        platform.kratix.awaitReady(reference("mine"), Platform.LIMIT);

        platform.kratix.delete(BASE);
        platform.settle();

        assertThat(platform.conditions(NEEDS))
                .contains("Available=False PromiseUnavailable: Cannot fulfil resource requests");
        assertThat(platform.reasons(NEEDS)).contains("Unavailable");
        assertThat(platform.paths()).contains(FILE);
    }

    @Test
    void canBeDeletedWhileItWaits() throws InterruptedException {
        platform.kratix.apply(needs("v2.0.0"), request("mine", "small"));
        platform.settle();

        platform.kratix.delete(NEEDS);
        platform.settle();

        assertThat(platform.kratix.get(NEEDS)).isEmpty();
        assertThat(platform.kratix.get(reference("mine"))).isEmpty();
    }

    @Test
    void canBeChainedToAnyDepth() throws InterruptedException {
        platform.kratix.apply(
                needs(""),
                Promise.builder("base").version("v1").requires("ground", "v1").build(),
                request("mine", "small"));
        platform.settle();
        assertThat(platform.get(NEEDS).status())
                .containsEntry(
                        "requiredPromises",
                        List.of(Map.of("name", "base", "state", "Requirement not available", "version", "")));

        platform.kratix.apply(Promise.builder("ground").version("v1").build());

        platform.kratix.awaitReady(reference("mine"), Platform.LIMIT);
    }

    private static Promise needs(String version) {
        return Platform.redis().requires("base", version).build();
    }

    private static Promise base(String version) {
        return Promise.builder("base").version(version).build();
    }
}
