// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.kratix.Kratix;
import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.internal.plugin.MaskedSecrets;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.LabelChanges;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.PromiseRelease;
import io.kratix.model.PromiseRevision;
import io.kratix.registry.Registry;
import io.kratix.spi.SecretSource;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Table webhook-validation, the parts about releases and revisions. A departed row says what is so {@code here}. */
class ReleaseTableTest {
    private static final CaseTable TABLE = CaseTable.read("webhook-validation");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectReference RELEASE = ObjectReference.platform(Kinds.PROMISE_RELEASE, "r");
    private static final ObjectReference REVISION = PromiseRevision.reference("p", "v1");
    private static final String PROMISE =
            """
            apiVersion: platform.kratix.io/v1alpha1
            kind: Promise
            metadata: {name: p, labels: {kratix.io/promise-version: v1}}
            spec: {}
            """;

    /** What stands for each row's body. */
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("multiple documents", PROMISE + "---\n" + PROMISE),
            Map.entry("Namespace json", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"n\"}}"),
            Map.entry("", ""),
            Map.entry("invalid yaml", "a: ["),
            Map.entry("key: value", "key: value\n"),
            Map.entry("Promise, second document is garbage text", PROMISE + "---\ngarbage\n"),
            Map.entry("Promise followed by ---", PROMISE + "---\n"),
            Map.entry("--- before the Promise", "---\n" + PROMISE),
            Map.entry("comment-only document, ---, Promise", "# a comment\n---\n" + PROMISE),
            Map.entry("Promise with another apiVersion", PROMISE.replace("platform.kratix.io", "other.example.com")),
            Map.entry("Promise with an unknown spec field", PROMISE.replace("spec: {}", "spec: {unknown: 1}")),
            Map.entry(
                    "Promise with destinationSelectors: 5",
                    PROMISE.replace("spec: {}", "spec: {destinationSelectors: 5}")),
            Map.entry("<html></html>", "<html></html>"));

    @TempDir
    private Path folder;

    static List<Case> applied() {
        return TABLE.all("promiseRelease");
    }

    static Stream<Case> refused() {
        return TABLE.all("promiseReleaseFetch").stream().filter(row -> row.has("url"));
    }

    static Stream<Case> fetched() {
        return TABLE.all("promiseReleaseFetch").stream().filter(row -> !row.has("url"));
    }

    static List<Case> deleted() {
        return TABLE.all("promiseRevisionDelete");
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("promiseRelease")).isEqualTo("2 alike, 4 departed, 0 waiting");
        assertThat(TABLE.counts("promiseReleaseFetch")).isEqualTo("11 alike, 4 departed, 0 waiting");
        assertThat(TABLE.counts("promiseRevisionDelete")).isEqualTo("6 alike, 1 departed, 0 waiting");
    }

    /** Nothing is fetched within {@code apply}: what Kratix warns of or refuses there is said in the release's status. */
    @ParameterizedTest
    @MethodSource("applied")
    void saysOfAReleaseWhatKratixSaysOrSaysItInItsStatus(Case row) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("promise.yaml"), row.has("label") ? PROMISE : withoutLabel());
        try (Kratix kratix = open()) {
            if (row.has("error")) {
                assertThatThrownBy(() -> kratix.apply(declared(row)))
                        .isInstanceOf(InvalidDocumentException.class)
                        .hasMessageContaining(row.text("error"));
                return;
            }

            List<String> warnings = kratix.apply(declared(row)).warnings();
            kratix.awaitSettled(LIMIT);

            assertThat(warnings).isEmpty();
            assertThat(condition(kratix)).isEqualTo(row.text("here", "InstalledSuccessfully: Installed successfully"));
            assertThat(String.valueOf(status(kratix).get("message"))).contains(row.text("errorContains"));
        }
    }

    /** What is no address is refused when the release is applied. */
    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatIsNoAddress(Case row) {
        assertThatThrownBy(() -> fromUrl(row.text("url")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(row.text("here"));
    }

    /**
     * A second document that is garbage is refused here, a comment is no document, the group is checked: each of them is
     * more likely a mistake than meant.
     */
    @ParameterizedTest
    @MethodSource("fetched")
    void takesWhatKratixTakes(Case row) throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] body = BODIES.getOrDefault(row.text("body"), "").getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(row.get("status").asInt(200), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();

        try {
            String url = "http://" + server.getAddress().getHostString() + ":"
                    + server.getAddress().getPort() + "/";

            assertThat(failure(url)).startsWith(expected(row)).matches(text -> text.isEmpty() == isTaken(row));
        } finally {
            server.stop(0);
        }
    }

    /** There are no accounts here: whoever has the handle is a person, and Kratix' own are the engine. */
    @ParameterizedTest
    @MethodSource("deleted")
    void letsGoOfRevisionsAsKratixDoes(Case row) throws InterruptedException {
        boolean isEngine = row.text("user").startsWith("system:") && row.has("valid") && !row.has("departed");
        try (Kratix kratix = open()) {
            kratix.apply(Promise.builder("p").version("v1").build());
            kratix.awaitSettled(LIMIT);
            if (!row.get("latest").asBoolean()) {
                kratix.apply(Promise.builder("p").version("v2").build());
                kratix.awaitSettled(LIMIT);
            }
            if (row.get("latestLabel").asBoolean()) {
                kratix.label(REVISION, LabelChanges.set(KratixLabels.LATEST_REVISION, "true"));
            }
            String refusal = row.text("here", row.text("error"));

            if (refusal.isEmpty()) {
                kratix.delete(isEngine ? ObjectReference.promise("p") : REVISION);
                kratix.awaitSettled(LIMIT);
                assertThat(kratix.get(REVISION)).isEmpty();
            } else {
                assertThatThrownBy(() -> kratix.delete(REVISION))
                        .isInstanceOf(InvalidDocumentException.class)
                        .hasMessageContaining(refusal);
            }
        }
    }

    private Kratix open() {
        return Kratix.builder()
                .registry(Registry.inMemory())
                .workflowRunner(InProcessWorkflowRunner.builder().build())
                .releaseFolder(folder)
                .open();
    }

    /** An address that somebody answers at stands in a file. */
    private static Document declared(Case row) {
        Map<String, Object> source = new HashMap<>();
        if (row.has("secretRefMissing")) {
            source.put("url", "http://localhost:1/promise.yaml");
            source.put("secretRef", Map.of("name", row.text("secretRefMissing")));
        } else if (row.text("url").isEmpty()) {
            source.put("url", "");
        } else {
            source.put("type", "file");
            source.put("path", "promise.yaml");
        }
        return release(row.text("specVersion", "v1"), source);
    }

    private static String withoutLabel() {
        return PROMISE.replace(", labels: {kratix.io/promise-version: v1}", "");
    }

    private static Map<String, ?> status(Kratix kratix) {
        return kratix.get(RELEASE).orElseThrow().status();
    }

    private static String condition(Kratix kratix) {
        return status(kratix).get("conditions") instanceof List<?> list && list.get(0) instanceof Map<?, ?> condition
                ? condition.get("reason") + ": " + condition.get("message")
                : "";
    }

    private static boolean isTaken(Case row) {
        return row.has("departed") ? row.text("here").isEmpty() : row.has("valid");
    }

    private static String expected(Case row) {
        return row.has("departed") ? row.text("here") : row.text("error", row.text("errorContains"));
    }

    private static String failure(String url) throws InterruptedException {
        try {
            new PromiseSource(Optional.empty(), new MaskedSecrets(SecretSource.none())).fetch(fromUrl(url));
            return "";
        } catch (FetchException e) {
            return e.text();
        }
    }

    private static PromiseRelease fromUrl(String url) {
        return PromiseRelease.of(release("v1", Map.of("url", url)));
    }

    private static Document release(String version, Map<String, Object> source) {
        return Document.builder(Kinds.API_VERSION, Kinds.PROMISE_RELEASE, RELEASE.name())
                .spec(Map.of("version", version, "sourceRef", source))
                .build();
    }
}
