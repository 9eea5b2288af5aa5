// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Cases;
import io.kratix.internal.admission.LifecycleAdmission;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRelease;
import io.kratix.model.PromiseRevision;
import io.kratix.spi.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Table webhook-validation, the parts about releases and revisions. */
class ReleaseTableTest {
    private static final String TABLE = "webhook-validation";
    private static final String PROMISE =
            """
            apiVersion: platform.kratix.io/v1alpha1
            kind: Promise
            metadata: {name: p, labels: {kratix.io/promise-version: v1}}
            spec: {}
            """;

    /** What stands for each row's body; a row that is not here is held elsewhere, or departs. */
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("multiple documents", PROMISE + "---\n" + PROMISE),
            Map.entry("Namespace json", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"n\"}}"),
            Map.entry("", ""),
            Map.entry("invalid yaml", "a: ["),
            Map.entry("key: value", "key: value\n"),
            Map.entry("Promise followed by ---", PROMISE + "---\n"),
            Map.entry("--- before the Promise", "---\n" + PROMISE),
            Map.entry("Promise with an unknown spec field", PROMISE.replace("spec: {}", "spec: {unknown: 1}")),
            Map.entry(
                    "Promise with destinationSelectors: 5",
                    PROMISE.replace("spec: {}", "spec: {destinationSelectors: 5}")),
            Map.entry("<html></html>", "<html></html>"));

    /**
     * A second document that is garbage is refused here, a comment is no document, the group is checked: each of them is
     * more likely a mistake than meant. An address that is none is refused when the release is applied.
     */
    private static final Map<String, String> DEPARTED_BODIES = Map.of(
            "Promise, second document is garbage text", PROMISE + "---\ngarbage\n",
            "comment-only document, ---, Promise", "# a comment\n---\n" + PROMISE,
            "Promise with another apiVersion", PROMISE.replace("platform.kratix.io", "other.example.com"));

    @TempDir
    private Path folder;

    static Stream<JsonNode> fetched() {
        return Cases.rows(TABLE, "promiseReleaseFetch")
                .filter(row ->
                        row.has("body") && BODIES.containsKey(row.path("body").asText()));
    }

    static Stream<JsonNode> deleted() {
        return Cases.rows(TABLE, "promiseRevisionDelete");
    }

    @Test
    void leavesOutNoRowButTheDepartedOnesAndTheStatusThatTheHttpSourceHolds() {
        assertThat(Cases.rows(TABLE, "promiseReleaseFetch").count()).isEqualTo(15);
        assertThat(fetched().count()).isEqualTo(15 - DEPARTED_BODIES.size() - 2);
        assertThat(Cases.rows(TABLE, "promiseReleaseFetch")
                        .filter(row ->
                                DEPARTED_BODIES.containsKey(row.path("body").asText())))
                .hasSize(DEPARTED_BODIES.size());
        assertThat(deleted()).hasSize(7);
    }

    @ParameterizedTest
    @MethodSource("fetched")
    void takesWhatKratixTakes(JsonNode row) throws IOException {
        Files.writeString(
                folder.resolve("promise.yaml"),
                BODIES.getOrDefault(row.path("body").asText(), ""));
        PromiseSource source = new PromiseSource(Optional.of(folder), SecretSource.none());

        if (row.path("valid").asBoolean()) {
            assertThatCode(() -> source.fetch(release("file", "path", "promise.yaml")))
                    .doesNotThrowAnyException();
        } else {
            String text = row.path("error").asText(row.path("errorContains").asText());
            assertThatThrownBy(() -> source.fetch(release("file", "path", "promise.yaml")))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining(text);
        }
    }

    @Test
    void isStricterWithWhatIsMoreLikelyAMistake() throws IOException {
        assertThat(failure("Promise, second document is garbage text"))
                .startsWith("failed to unmarshal into Kubernetes object: ");
        assertThat(failure("comment-only document, ---, Promise")).isEmpty();
        assertThat(failure("Promise with another apiVersion"))
                .isEqualTo("expected single Promise object but found object of kind: Promise of"
                        + " other.example.com/v1alpha1");
    }

    private String failure(String body) throws IOException {
        Files.writeString(folder.resolve("promise.yaml"), DEPARTED_BODIES.getOrDefault(body, ""));
        Throwable failure = catchThrowable(() -> new PromiseSource(Optional.of(folder), SecretSource.none())
                .fetch(release("file", "path", "promise.yaml")));
        return failure == null ? "" : String.valueOf(failure.getMessage());
    }

    /**
     * Of the six rows about applying a release the one without an address is as in Kratix. The others depart: nothing is
     * fetched within {@code apply}, so that what would be said there is said in the release's status.
     */
    @Test
    void refusesAReleaseWithoutAnAddress() {
        assertThat(Cases.rows(TABLE, "promiseRelease").count()).isEqualTo(1 + 5);
        JsonNode row = Cases.rows(TABLE, "promiseRelease").findFirst().orElseThrow();

        assertThatThrownBy(() -> release("http", "url", row.path("url").asText()))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(row.path("error").asText());
    }

    /** Users of a cluster's own accounts are the engine itself here, which does not ask for leave. */
    @ParameterizedTest
    @MethodSource("deleted")
    void letsGoOfRevisionsAsKratixDoes(JsonNode row) {
        Document revision = PromiseRevision.of(
                        Promise.builder("p").version("v1").build(), "v1")
                .document()
                .withStatus(row.path("latest").asBoolean() ? Map.of("latest", true) : Map.of());
        boolean bySystem = row.path("user").asText().startsWith("system:serviceaccount:")
                && row.path("valid").asBoolean();

        if (row.has("error")) {
            assertThatThrownBy(() -> LifecycleAdmission.deletion(revision))
                    .isInstanceOf(InvalidDocumentException.class)
                    .hasMessageContaining(row.path("error").asText());
        } else if (!bySystem) {
            assertThatCode(() -> LifecycleAdmission.deletion(revision)).doesNotThrowAnyException();
        } else {
            assertThat(row.path("latest").asBoolean()).isTrue();
        }
    }

    private static PromiseRelease release(String type, String key, String value) {
        return PromiseRelease.of(Document.builder(Kinds.API_VERSION, Kinds.PROMISE_RELEASE, "r")
                .spec(Map.of("version", "v1", "sourceRef", Map.of("type", type, key, value)))
                .build());
    }
}
