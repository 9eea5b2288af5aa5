// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.FilepathMode;
import io.kratix.model.StateStoreReference;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Step;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocationTest {
    private static final String STRANGE = "somebody: else\n";

    @Test
    void documentsOfOneLocationTakeTurnsInItsLane() throws InterruptedException {
        List<String> lanes = new CopyOnWriteArrayList<>();
        try (Platform platform = Platform.open()) {
            platform.registry.onCommit(step -> lanesOf(step, lanes));

            platform.kratix.apply(
                    Platform.store(),
                    Document.builder("platform.kratix.io/v1alpha1", "MemoryStateStore", "second")
                            .spec(Map.of("name", "state"))
                            .build(),
                    Platform.destination("one").build(),
                    Destination.builder("two", new StateStoreReference("MemoryStateStore", "second"))
                            .build());
            platform.settle();

            String kind = RegisteredObject.platformKind("MemoryStateStore");
            assertThat(platform.registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_KIND, kind)))
                    .hasSize(2);
            assertThat(lanes).hasSizeGreaterThanOrEqualTo(4).containsOnly("memory:state");
            assertThat(platform.paths()).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FilepathMode.class,
            names = {"NESTED_BY_DESTINATION", "NESTED_BY_METADATA", "CRDS", "NONE", "AGGREGATED_YAML"})
    void movesNothingWhenADestinationNamesAnotherDocumentOfTheSameLocation(FilepathMode mode)
            throws InterruptedException {
        StateStoreReference second = new StateStoreReference("MemoryStateStore", "second");
        try (Platform platform = Platform.open(builder -> builder.defaultFilepathMode(mode))) {
            platform.applyAll();
            platform.settle();
            Map<String, String> before = platform.place().texts();

            platform.kratix.apply(
                    Document.builder("platform.kratix.io/v1alpha1", "MemoryStateStore", "second")
                            .spec(Map.of("name", "state"))
                            .build(),
                    Destination.builder("worker-cluster", second)
                            .label("environment", "dev")
                            .build());
            platform.settle();
            assertThat(platform.place().texts()).isEqualTo(before);

            platform.kratix.delete(Platform.reference("my-request"));
            platform.settle();
            assertThat(platform.place().texts().values()).noneMatch(text -> text.contains("size: small"));
        }
    }

    @Test
    void saysWhatIsLeftWhereADocumentPointedBefore() throws InterruptedException {
        try (Platform platform = Platform.open()) {
            platform.applyAll();
            platform.settle();
            Set<String> before = platform.paths();

            platform.kratix.apply(pointingTo("other"));
            platform.settle();
            List<String> events = messages(platform);
            Object left = left(platform);
            platform.kratix.apply(pointingTo("state"));
            platform.settle();

            assertThat(platform.paths()).isEqualTo(before);
            assertThat(platform.stores.place("other").texts().keySet()).isEqualTo(before);
            assertThat(events)
                    .contains("everything is written to memory:other now; what is at memory:state below worker-cluster"
                            + " stays there and is nobody's: remove it if it is not needed");
            assertThat(left).isEqualTo(List.of(Map.of("location", "memory:state", "paths", List.of("worker-cluster"))));
            assertThat(left(platform))
                    .isEqualTo(List.of(Map.of("location", "memory:other", "paths", List.of("worker-cluster"))));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FilepathMode.class,
            names = {"NESTED_BY_DESTINATION", "NESTED_BY_METADATA", "CRDS", "NONE", "AGGREGATED_YAML"})
    void takesNothingFromAStrangerWhereADocumentPointsNowIfItsPathChangesAsWell(FilepathMode mode)
            throws InterruptedException {
        try (Platform platform = Platform.open(builder -> builder.defaultFilepathMode(mode))) {
            platform.applyAll();
            platform.settle();
            Map<String, String> before = platform.place().texts();
            before.keySet().forEach(path -> platform.stores.place("other").put(path, STRANGE));

            platform.kratix.apply(pointingTo("other", "new"));
            platform.settle();

            assertThat(platform.place().texts()).isEqualTo(before);
            assertThat(platform.stores.place("other").texts())
                    .containsAllEntriesOf(strange(before))
                    .hasSize(2 * before.size());
            assertThat(platform.registry.list(Table.OWNERS, Query.all()))
                    .noneMatch(owner -> owner.value().former());
        }
    }

    @Test
    void takesNothingFromAStrangerWhereADocumentPointsNowIfItsDestinationIsMoving() throws InterruptedException {
        try (Platform platform = Platform.open()) {
            platform.applyAll();
            platform.settle();
            Map<String, String> before = platform.place().texts();
            before.keySet().forEach(path -> platform.stores.place("other").put(path, STRANGE));
            platform.place().failNext(MemoryPlace.Call.WRITE, PluginException.unavailable("the disk is full"));

            platform.kratix.apply(
                    Platform.destination("worker-cluster").path("x").build());
            platform.settle();
            platform.kratix.apply(pointingTo("other"));
            platform.settle();

            assertThat(platform.stores.place("other").texts())
                    .containsAllEntriesOf(strange(before))
                    .hasSize(2 * before.size());
            assertThat(filesLeft(platform))
                    .containsExactly(
                            "its files at memory:state below worker-cluster stay there: MemoryStateStore/default"
                                    + " points to memory:other now");
        }
    }

    @Test
    void takesNothingFromAStrangerWhereADocumentPointsNowThatADestinationHasLeft() throws InterruptedException {
        StateStoreReference second = new StateStoreReference("MemoryStateStore", "second");
        Destination.Builder moved =
                Destination.builder("worker-cluster", second).label("environment", "dev");
        try (Platform platform = Platform.open()) {
            platform.applyAll();
            platform.settle();
            Map<String, String> before = platform.place().texts();
            before.keySet().forEach(path -> platform.stores.place("other").put(path, STRANGE));
            platform.place().failNext(MemoryPlace.Call.WRITE, PluginException.unavailable("the disk is full"));

            platform.kratix.apply(
                    Document.builder("platform.kratix.io/v1alpha1", "MemoryStateStore", "second")
                            .spec(Map.of("name", "second"))
                            .build(),
                    moved.build());
            platform.settle();
            assertThat(platform.place().texts()).isEqualTo(before);
            platform.kratix.apply(pointingTo("other"));
            platform.settle();

            assertThat(platform.stores.place("other").texts()).isEqualTo(strange(before));
            assertThat(platform.stores.place("second").texts()).isEqualTo(before);
            assertThat(filesLeft(platform)).hasSize(1);
            assertThat(platform.registry.list(Table.OWNERS, Query.all()))
                    .noneMatch(owner -> owner.value().former());
        }
    }

    private static Map<String, String> strange(Map<String, String> files) {
        return files.keySet().stream().collect(Collectors.toMap(path -> path, path -> STRANGE));
    }

    private static List<String> filesLeft(Platform platform) {
        return platform.kratix.events(Platform.reference("my-request")).stream()
                .filter(event -> event.reason().equals("FilesLeft"))
                .map(Event::message)
                .toList();
    }

    @Test
    void saysWhyADeletionWaitsWhoseStateStoreIsGone() throws InterruptedException {
        try (Platform platform = Platform.open()) {
            platform.applyAll();
            platform.settle();
            platform.kratix.delete(Platform.STORE.reference());
            platform.kratix.delete(Platform.reference("my-request"));
            platform.settle();

            assertThat(platform.registry.list(Table.WORKS, Query.all()))
                    .filteredOn(work -> work.value().deleting())
                    .extracting(work -> work.value().problem())
                    .containsExactly(
                            "MemoryStateStore/default of Destination 'worker-cluster' is not declared: apply it"
                                    + " again, or delete the Destination and leave the files");

            platform.kratix.apply(Platform.store());
            platform.settle();
            assertThat(platform.paths()).noneMatch(path -> path.contains("my-request"));
        }
    }

    private static Document pointingTo(String place, String path) {
        return Document.builder("platform.kratix.io/v1alpha1", "MemoryStateStore", "default")
                .spec(Map.of("name", place, "path", path))
                .build();
    }

    private static Document pointingTo(String place) {
        return Document.builder("platform.kratix.io/v1alpha1", "MemoryStateStore", "default")
                .spec(Map.of("name", place))
                .build();
    }

    private static List<String> messages(Platform platform) {
        return platform.kratix.events(Platform.STORE.reference()).stream()
                .map(event -> event.message())
                .toList();
    }

    private static Object left(Platform platform) {
        return platform.get(Platform.STORE.reference()).status().get("kratix") instanceof Map<?, ?> kratix
                        && kratix.containsKey("left")
                ? kratix.get("left")
                : "";
    }

    private static void lanesOf(Step step, List<String> lanes) {
        step.tasks().stream()
                .filter(task -> task.type() == Task.Type.STORE)
                .map(Task::lane)
                .forEach(lanes::add);
    }
}
