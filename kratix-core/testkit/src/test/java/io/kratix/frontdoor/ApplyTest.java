// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.destination;
import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static io.kratix.frontdoor.Platform.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kratix.ApplyResult;
import io.kratix.ApplyResult.Change;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyTest {
    private final Platform platform = Platform.open();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void tellsEverythingThatIsWrongAtOnceAndAppliesNothing() throws IOException {
        Files.writeString(
                folder.resolve("platform.yaml"),
                """
                apiVersion: platform.kratix.io/v1alpha1
                kind: MemoryStateStore
                metadata: {name: default}
                spec: {name: state, brnch: main}
                ---
                apiVersion: platform.kratix.io/v1alpha1
                kind: Destination
                metadata: {name: worker}
                spec:
                  pth: somewhere
                  stateStoreRef: {kind: MemoryStateStore}
                """);
        Files.writeString(
                folder.resolve("request.yaml"),
                """
                apiVersion: example.kratix.io/v1alpha1
                kind: redis
                metadata: {name: mine}
                """);

        List<Problem> problems = problems(() -> platform.kratix.apply(folder));

        assertThat(problems)
                .extracting(problem -> problem.source().replaceAll(".*/", ""))
                .contains("platform.yaml, document 1", "platform.yaml, document 2", "request.yaml, document 1");
        assertThat(problems)
                .extracting(Problem::message)
                .contains(
                        "unknown field \"spec.brnch\"",
                        "unknown field \"spec.pth\"",
                        "no Promise offers kind \"redis\" of \"example.kratix.io/v1alpha1\"");
        assertThat(problems).allSatisfy(problem -> assertThat(problem.remedy()).isNotEmpty());
        assertThat(platform.kratix.list("Destination")).isEmpty();
        assertThat(platform.kratix.list("MemoryStateStore")).isEmpty();
    }

    @Test
    void saysThatThereIsNothingInAFolder() {
        ApplyResult result = platform.kratix.apply(folder);

        assertThat(result.changes()).isEmpty();
        assertThat(result.warnings())
                .containsExactly(folder + ": there is no document in it; of a folder, the files that end in .yaml, .yml"
                        + " and .json are read");
    }

    @Test
    void tellsAPathFromAText() {
        List<Problem> problems = problems(() -> platform.kratix.apply("platform"));

        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly("text, document 1: the document is of type string, not object - begin the document"
                        + " with apiVersion, kind and metadata; for a path use apply(Path) or read(Path)");
    }

    @Test
    void takesARequestBeforeItsPromiseInTheSameCall() {
        ApplyResult result = platform.kratix.apply(request("my-request", "small"), redis().build(), store());

        assertThat(result.changes())
                .containsEntry(reference("my-request"), Change.CREATED)
                .containsEntry(ObjectReference.promise("redis"), Change.CREATED);
    }

    @Test
    void saysWhatHappenedToEachObject() {
        platform.kratix.apply(redis().build(), request("one", "small"), request("two", "small"));

        ApplyResult result = platform.kratix.apply(redis().build(), request("one", "small"), request("two", "large"));

        assertThat(result.changes())
                .containsExactly(
                        Map.entry(ObjectReference.promise("redis"), Change.UNCHANGED),
                        Map.entry(reference("one"), Change.UNCHANGED),
                        Map.entry(reference("two"), Change.CONFIGURED));
    }

    @Test
    void refusesTwoDocumentsOfOneIdentityNamingBothPlaces() {
        String twice =
                """
                apiVersion: platform.kratix.io/v1alpha1
                kind: MemoryStateStore
                metadata: {name: default}
                spec: {name: state}
                ---
                apiVersion: platform.kratix.io/v1alpha1
                kind: MemoryStateStore
                metadata: {name: default}
                spec: {name: other}
                """;

        assertThat(problems(() -> platform.kratix.apply(twice)))
                .extracting(Problem::toString)
                .containsExactly("text, document 2 (MemoryStateStore/default): MemoryStateStore/default is declared"
                        + " twice, here and in text, document 1 - remove one of the two");
    }

    @Test
    void refusesASecondPromiseForOneApi() {
        platform.kratix.apply(redis().build());
        Promise other = Promise.builder("other")
                .api("example.kratix.io", "redis", Map.of("type", "object"))
                .build();

        assertThat(problems(() -> platform.kratix.apply(other)))
                .extracting(Problem::message)
                .containsExactly("spec.api.spec.names.kind: Invalid value: \"redis\": the API redis.example.kratix.io"
                        + " belongs to Promise 'redis'");
    }

    @Test
    void refusesASecondPromiseForThePluralOfAnApi() {
        platform.kratix.apply(crd("first", "Apple", "fruits"));

        assertThat(problems(() -> platform.kratix.apply(
                        crd("second", "Pear", "fruits"), crd("third", "Nut", "nuts"), crd("fourth", "Fig", "nuts"))))
                .extracting(Problem::toString)
                .containsExactly(
                        "Promise/second: spec.api.spec.names.plural: Invalid value: \"fruits\": the API"
                                + " fruits.example.kratix.io belongs to Promise 'first' - choose another group or plural",
                        "Promise/fourth: spec.api.spec.names.plural: Invalid value: \"nuts\": the API"
                                + " nuts.example.kratix.io belongs to Promise 'third' - choose another group or plural");
        assertThat(platform.kratix
                        .apply(crd("first", "Apple", "fruits"))
                        .changes()
                        .values())
                .extracting(Enum::name)
                .containsExactly("UNCHANGED");
    }

    private static Promise crd(String name, String kind, String plural) {
        Map<String, Object> version = Map.of(
                "name",
                "v1",
                "served",
                true,
                "storage",
                true,
                "schema",
                Map.of("openAPIV3Schema", Map.of("type", "object")));
        return Promise.builder(name)
                .api(Map.of(
                        "apiVersion",
                        "apiextensions.k8s.io/v1",
                        "kind",
                        "CustomResourceDefinition",
                        "metadata",
                        Map.of("name", plural + ".example.kratix.io"),
                        "spec",
                        Map.of(
                                "group",
                                "example.kratix.io",
                                "names",
                                Map.of("kind", kind, "plural", plural),
                                "scope",
                                "Namespaced",
                                "versions",
                                List.of(version))))
                .build();
    }

    @Test
    void namesThePluginThatAStateStoreNeeds() {
        Document git = Document.builder("platform.kratix.io/v1alpha1", "GitStateStore", "prod")
                .spec(Map.of("url", "https://example.com/state.git"))
                .build();

        assertThat(problems(() -> platform.kratix.apply(git)))
                .extracting(Problem::toString)
                .containsExactly("GitStateStore/prod: State Store 'prod' asks for kind 'GitStateStore', which no plugin"
                        + " offers (found: MemoryStateStore) - add the dependency kratix-statestore-git and give its"
                        + " provider to the builder");
    }

    @Test
    void leavesClusterDocumentsOutWithAWarningThatNamesTheSourceToUse() {
        ApplyResult result = platform.kratix.apply(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: git-credentials, namespace: default}
                stringData: {password: hunter2}
                """);

        assertThat(result.changes()).isEmpty();
        assertThat(result.warnings()).singleElement().satisfies(warning -> assertThat(warning)
                .contains("is left out: give secrets to the engine by a SecretSource")
                .doesNotContain("hunter2"));
    }

    @Test
    void refusesWhatTheApiOfThePromiseDoesNotTake() {
        platform.kratix.apply(redis().build());

        assertThat(problems(() -> platform.kratix.apply(request("mine", "huge"))))
                .extracting(Problem::message)
                .containsExactly("spec.size: Unsupported value: \"huge\": supported values: \"small\", \"large\"");
    }

    @Test
    void refusesDestinationsThatCouldWriteToOnePath() {
        platform.kratix.apply(store());

        List<Problem> problems = problems(() -> platform.kratix.apply(
                destination("one")
                        .mode(io.kratix.model.FilepathMode.NESTED_BY_METADATA)
                        .path("same")
                        .build(),
                destination("two")
                        .mode(io.kratix.model.FilepathMode.NESTED_BY_METADATA)
                        .path("same/")
                        .build()));

        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem.message())
                .contains("one")
                .contains("two"));
    }

    @Test
    void refusesARequestWhosePromiseIsBeingDeleted() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        platform.place()
                .failNext(
                        io.kratix.testkit.MemoryPlace.Call.WRITE,
                        io.kratix.spi.PluginException.unavailable("down")
                                .withRetryAfter(java.time.Duration.ofMinutes(1)));
        platform.kratix.delete(ObjectReference.promise("redis"));
        platform.settle();

        assertThat(problems(() -> platform.kratix.apply(request("late", "small"))))
                .extracting(Problem::message)
                .containsExactly("Promise 'redis' is being deleted");
        assertThat(platform.kratix.get(reference("late"))).isEmpty();
    }

    @Test
    void warnsOfADestinationBeforeItsStateStore() {
        ApplyResult result = platform.kratix.apply(destination("worker").build());

        assertThat(result.warnings())
                .containsExactly(
                        "Destination/worker: referenced MemoryStateStore \"default\" does not exist -" + " apply it");
    }

    private static List<Problem> problems(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(InvalidDocumentException.class, call).problems();
    }
}
