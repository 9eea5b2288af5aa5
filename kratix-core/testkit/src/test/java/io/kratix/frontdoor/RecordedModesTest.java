// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.ObjectReference;
import io.kratix.spi.workflow.PipelineCall;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A recorded run of the original: twelve Destinations in two State Stores and three modes, two Pipelines, two groups. State
 * files' random suffixes are ours computed; all else is compared to the byte.
 */
class RecordedModesTest {
    private static final String STORES =
            """
            apiVersion: platform.kratix.io/v1alpha1
            kind: MemoryStateStore
            metadata: {name: default}
            spec: {name: git}
            ---
            apiVersion: platform.kratix.io/v1alpha1
            kind: MemoryStateStore
            metadata: {name: bucket}
            spec: {name: bucket, path: base/dir}
            """;

    /** The original never finished deleting this Destination: its canaries stayed. */
    private static final String STUCK = "bucket:base/dir/s3/none/extra/kratix-canary-";

    private final Platform platform =
            Platform.open(builder -> builder.defaultFilepathMode(FilepathMode.NESTED_BY_METADATA));

    @BeforeEach
    void writePipelines() {
        platform.images.put("example/redis:v1", RecordedModesTest::render);
        platform.images.put("example/second:v1", RecordedModesTest::split);
        platform.images.put("example/third:v1", RecordedModesTest::monitor);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void givesTheTreesOfTheOriginalAfterEachStep() throws IOException, InterruptedException {
        JsonNode recording = recording();
        JsonNode input = recording.path("input");

        platform.kratix.apply(STORES);
        platform.kratix.apply(
                input.path("destinations").asText().replaceAll("kind: \\w+StateStore", "kind: MemoryStateStore"));
        platform.settle();
        assertThat(tree()).as("setup").isEqualTo(recorded(recording, "setup"));

        platform.kratix.apply(input.path("promise")
                .asText()
                .replace("oracle/render:v1", "example/redis:v1")
                .replace("oracle/split:v1", "example/second:v1")
                .replace("oracle/monitor:v1", "example/third:v1"));
        platform.kratix.apply(input.path("requestsOne").asText());
        platform.settle();
        assertThat(tree()).as("created").isEqualTo(recorded(recording, "created"));

        platform.kratix.apply(input.path("requestsTwo").asText());
        platform.settle();
        assertThat(tree()).as("updated").isEqualTo(recorded(recording, "updated"));

        List.of("git-nested", "git-none", "git-agg")
                .forEach(name ->
                        platform.kratix.delete(ObjectReference.request("demo.oracle.io", "App", "default", name)));
        platform.settle();
        assertThat(tree()).as("some deleted").isEqualTo(recorded(recording, "someDeleted"));

        List.of("s3-nested-extra", "s3-none-extra", "git-agg-extra")
                .forEach(name -> platform.kratix.delete(ObjectReference.destination(name)));
        platform.settle();
        assertThat(tree()).as("Destinations deleted").isEqualTo(withoutStuck(recording, "destinationsDeleted"));

        platform.kratix.delete(ObjectReference.promise("app"));
        platform.settle();
        assertThat(tree()).as("Promise deleted").isEqualTo(withoutStuck(recording, "promiseDeleted"));
    }

    private Map<String, String> tree() {
        Map<String, String> tree = new TreeMap<>();
        for (String place : List.of("git", "bucket")) {
            platform.stores
                    .place(place)
                    .texts()
                    .forEach((path, text) -> tree.put(
                            place + ":" + path.replaceAll("(/\\.kratix/.*)-[0-9a-f]{16}\\.", "$1-<work1>."), text));
        }
        return tree;
    }

    private static Map<String, String> recorded(JsonNode recording, String step) {
        Map<String, String> tree = new TreeMap<>();
        recording
                .path("trees")
                .path(step)
                .properties()
                .forEach(file -> tree.put(file.getKey(), file.getValue().asText()));
        return tree;
    }

    private static Map<String, String> withoutStuck(JsonNode recording, String step) {
        Map<String, String> tree = recorded(recording, step);
        long before = tree.size();
        tree.keySet().removeIf(path -> path.startsWith(STUCK));
        assertThat(before - tree.size()).as("departed").isEqualTo(2);
        return tree;
    }

    private static void render(PipelineCall call) throws IOException {
        String name = call.object().metadata().name();
        String rev = "rev: " + spec(call.object(), "rev") + "\n";
        call.writeOutput("a-" + name + ".yaml", "kind: A\nname: " + name + "\n" + rev);
        call.writeOutput("sub/deep/b-" + name + ".yaml", "kind: B\nname: " + name);
        call.writeOutput("extra/x-" + name + ".yaml", "kind: X\nname: " + name + "\n" + rev);
        if (spec(call.object(), "rev").equals("one")) {
            call.writeOutput("only-one-" + name + ".txt", "only in one\n");
            call.writeOutput("extra/only-one-" + name + ".txt", "only in one\n");
        } else {
            call.writeOutput("sub/only-two-" + name + ".txt", "only in two\n");
        }
    }

    private static void split(PipelineCall call) throws IOException {
        call.writeMetadata(
                "destination-selectors.yaml",
                "- matchLabels:" + labels(call.object(), "main") + "\n- directory: extra\n  matchLabels:"
                        + labels(call.object(), "extra") + "\n");
    }

    private static void monitor(PipelineCall call) throws IOException {
        String name = call.object().metadata().name();
        call.writeOutput("monitor-" + name + ".yaml", "kind: Monitor\nname: " + name + "\n");
        call.writeOutput("extra/monitor-" + name + ".yaml", "kind: MonitorExtra\nname: " + name + "\n");
        call.writeMetadata(
                "destination-selectors.yaml",
                "- directory: ./extra/\n  matchLabels:" + labels(call.object(), "extra")
                        + "\n- directory: .\n  matchLabels:" + labels(call.object(), "main") + "\n");
    }

    private static String labels(Document request, String part) {
        return " {store: " + spec(request, "store") + ", mode: " + spec(request, "mode") + ", part: " + part + "}";
    }

    private static String spec(Document request, String field) {
        return String.valueOf(request.spec().get(field));
    }

    private static JsonNode recording() throws IOException {
        try (InputStream in = RecordedModesTest.class.getResourceAsStream("/recordings/modes.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        }
    }
}
