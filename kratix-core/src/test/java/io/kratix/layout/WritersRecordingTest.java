// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kratix.model.Content;
import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.ObjectReference;
import io.kratix.model.StateStoreReference;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import io.kratix.model.WorkloadGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The original's Git writer, step by step: after each step the tree holds just what the layout says of those who are
 * there. Departed steps are those of the tables path-layout, stale-files-mode-none and workplacement-writes.
 */
class WritersRecordingTest {
    private static final String STRANGER = "README.md";

    static Stream<JsonNode> scenarios() {
        return StreamSupport.stream(recording().path("scenarios").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void givesTheSameTreeAfterEachStep(JsonNode scenario) {
        Map<String, JsonNode> present = new TreeMap<>();
        for (JsonNode step : scenario.path("steps")) {
            follow(present, step);
            if (!step.has("departed")) {
                assertThat(tree(layout(scenario), present))
                        .as(step.path("step").asText())
                        .isEqualTo(recorded(step));
            }
        }
    }

    @Test
    void countsItsSteps() {
        List<String> departed = new ArrayList<>();
        scenarios()
                .flatMap(scenario -> StreamSupport.stream(scenario.path("steps").spliterator(), false))
                .forEach(step -> departed.add(step.path("departed").asText("alike")));

        assertThat(departed).hasSize(74);
        assertThat(departed.stream().filter("alike"::equals)).hasSize(60);
        assertThat(departed).contains("noDocuments", "firstOwner", "normalised", "leadingSlash", "climbing");
    }

    private static void follow(Map<String, JsonNode> present, JsonNode step) {
        String placement = step.path("placement").asText();
        String what = step.path("step").asText();
        if (what.startsWith("delete")) {
            present.remove(placement);
        } else if (what.startsWith("create") || what.contains("update") || what.contains("drops")) {
            present.put(placement, step.path("workloads"));
        }
    }

    private static Map<String, String> tree(Layout layout, Map<String, JsonNode> present) {
        Map<StorePath, Content> files = new TreeMap<>();
        List<PlacedGroup> groups = new ArrayList<>();
        present.forEach((placement, workloads) -> {
            PlacedGroup placed = placed(placement, workloads);
            groups.add(placed);
            if (!layout.isShared()) {
                files.putAll(layout.layOut(owner(placement), List.of(placed)).files());
            }
        });
        if (layout.isShared()) {
            files.putAll(layout.layOutTogether(groups).files());
        }
        Map<String, String> tree = new TreeMap<>(Map.of(STRANGER, "seed\n"));
        files.forEach((path, content) -> put(tree, path.toString(), LayoutFixtures.text(content)));
        return tree;
    }

    private static Map<String, String> recorded(JsonNode step) {
        Map<String, String> tree = new TreeMap<>();
        step.path("tree")
                .properties()
                .forEach(file -> put(tree, file.getKey(), file.getValue().asText()));
        return tree;
    }

    /** A state file is known by what it lists: its name holds the name of a placement, which is the original's alone. */
    private static void put(Map<String, String> tree, String path, String text) {
        int directory = path.indexOf(".kratix/");
        tree.put(directory < 0 ? path : path.substring(0, directory) + ".kratix/ " + text, text);
    }

    private static PlacedGroup placed(String placement, JsonNode files) {
        List<Workload> workloads = new ArrayList<>();
        files.properties()
                .forEach(file -> workloads.add(new Workload(
                        StorePath.existing(file.getKey()),
                        Content.of(file.getValue().asText()))));
        LayoutOwner owner = owner(placement);
        Work work = new Work(
                placement.substring(0, placement.indexOf('/')),
                name(placement),
                owner.isPromise() ? Work.Type.STATIC_DEPENDENCY : Work.Type.RESOURCE,
                owner.promise(),
                ObjectReference.promise(owner.promise()),
                owner.isPromise() ? "" : "configure",
                0,
                List.of());
        return new PlacedGroup(work, new WorkloadGroup(WorkloadGroup.ROOT_DIRECTORY, workloads, List.of()));
    }

    private static LayoutOwner owner(String placement) {
        String namespace = placement.substring(0, placement.indexOf('/'));
        return name(placement).equals("wp-dep")
                ? LayoutOwner.promise("redis")
                : LayoutOwner.request("redis", namespace, "rr" + name(placement).substring(2));
    }

    private static String name(String placement) {
        return placement.substring(placement.indexOf('/') + 1);
    }

    private static Layout layout(JsonNode scenario) {
        FilepathMode mode = FilepathMode.of(scenario.path("mode").asText()).orElseThrow();
        Destination destination = Destination.builder("dest-1", new StateStoreReference("GitStateStore", "default"))
                .path(scenario.path("destinationPath").asText())
                .mode(mode)
                .build();
        return Layout.of(StorePath.of(scenario.path("storePath").asText()), destination, mode);
    }

    private static JsonNode recording() {
        try (InputStream in = WritersRecordingTest.class.getResourceAsStream("/recordings/writers.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
