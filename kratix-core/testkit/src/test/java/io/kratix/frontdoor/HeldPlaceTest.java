// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.destination;
import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static io.kratix.frontdoor.Platform.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Query;
import io.kratix.registry.Table;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A place belongs to a Destination until its files are gone from there. */
class HeldPlaceTest {
    private final Platform platform = Platform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    @ParameterizedTest
    @EnumSource
    void changesWithAnotherOneStepByStepAlone(FilepathMode mode) throws InterruptedException {
        Destination oneAtA = destination("one", "a", mode);
        platform.kratix.apply(store(), oneAtA, destination("two", "b", mode), redis().build());
        platform.settle();
        int files = platform.paths().size();
        Destination oneAtB = destination("one", "b", mode);
        Destination twoAtA = destination("two", "a", mode);

        if (hasPathForItself(mode)) {
            assertThatThrownBy(() -> platform.kratix.apply(oneAtB, twoAtA))
                    .isInstanceOf(InvalidDocumentException.class)
                    .hasMessageContaining(
                            "Destination 'one' would take a place that Destination 'two' leaves only now - apply it when"
                                    + " the other one has left: its files go as soon as they are confirmed at its new"
                                    + " place");
        }
        platform.kratix.apply(destination("one", "c", mode));
        platform.settle();
        platform.kratix.apply(twoAtA);
        platform.settle();
        platform.kratix.apply(oneAtB);
        platform.settle();

        assertThat(platform.paths()).hasSize(files).allMatch(path -> path.startsWith("a/") || path.startsWith("b/"));
    }

    private static boolean hasPathForItself(FilepathMode mode) {
        return mode != FilepathMode.NESTED_BY_DESTINATION && mode != FilepathMode.CRDS;
    }

    @ParameterizedTest
    @EnumSource(names = {"NESTED_BY_METADATA", "TEMPLATE", "NONE", "AGGREGATED_YAML"})
    void isNotTakenByAnotherBeforeItsFilesAreGone(FilepathMode mode) throws InterruptedException {
        platform.kratix.apply(store(), destination("old", "a", mode), redis().build(), request("mine", "small"));
        platform.settle();
        Destination moved = destination("old", "b", mode);
        Destination next = destination("next", "a", mode);
        assertThatThrownBy(() -> platform.kratix.apply(moved, next))
                .hasMessageContaining("Destination 'next' would take a place that Destination 'old' leaves only now");

        platform.place().failNext(MemoryPlace.Call.WRITE, PluginException.unavailable("the disk is full"));
        platform.kratix.apply(moved);
        platform.settle();
        assertThatThrownBy(() -> platform.kratix.apply(next))
                .hasMessageContaining("could write to 'a/")
                .hasMessageContaining("which Destination 'old' still has there - apply it when the other one has left");
        platform.kratix.awaitReady(Platform.STORE.reference(), Platform.LIMIT);
        platform.settle();
        platform.kratix.apply(next);
        platform.settle();

        assertThat(platform.place().texts().entrySet())
                .anyMatch(file ->
                        file.getKey().startsWith("b/") && file.getValue().contains("size: small"))
                .noneMatch(file ->
                        file.getKey().startsWith("a/") && file.getValue().contains("size: small"));
        assertThat(platform.conditions(ObjectReference.destination("next")))
                .anyMatch(one -> one.startsWith("Ready=True"));
    }

    @Test
    void refusesToMoveADestinationIntoItsOwnFiles() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            call.writeOutput("deep/redis.yaml", "deep: 1\n");
            call.writeOutput("deep/deep/redis.yaml", "deep: 2\n");
        });
        platform.kratix.apply(store(), flat("flat", "a"), redis().build(), request("mine", "small"));
        platform.settle();

        assertThatThrownBy(() -> platform.kratix.apply(flat("flat", "a/deep")))
                .hasMessageContaining(
                        "Destination 'flat' would move into its own files: 'a/deep/deep/redis.yaml' is new"
                                + " and old at once - move it to a place apart from this one first, and from there to the new"
                                + " one");
        platform.kratix.apply(flat("flat", "."));
        platform.settle();

        assertThat(platform.paths()).contains("deep/redis.yaml").noneMatch(path -> path.startsWith("a/"));
    }

    @ParameterizedTest
    @EnumSource
    void isTakenUpByWhatHasChangedMeanwhile(FilepathMode mode) throws InterruptedException {
        writeMoreForLargeOnes();
        Destination destination = destination("worker", "p", mode);
        platform.kratix.apply(
                store(), destination, redis().build(), request("mine", "large"), request("gone", "large"));
        platform.settle();

        platform.kratix.delete(ObjectReference.destination("worker"));
        platform.settle();
        platform.kratix.apply(request("mine", "small"));
        platform.settle();
        platform.kratix.apply(destination);
        platform.settle();

        assertThat(platform.conditions(reference("mine"))).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(platform.place().texts().entrySet().stream()
                        .filter(file -> !file.getKey().contains("gone"))
                        .map(Map.Entry::getValue))
                .anyMatch(text -> text.contains("mine: small"))
                .noneMatch(text -> text.contains("mine: large"));
    }

    @ParameterizedTest
    @EnumSource
    void isMovedWithinWhenItsDestinationComesBackInAnotherMode(FilepathMode mode) throws InterruptedException {
        FilepathMode before = mode == FilepathMode.NONE ? FilepathMode.NESTED_BY_METADATA : FilepathMode.NONE;
        writeMoreForLargeOnes();
        Platform fresh = Platform.open();
        try (fresh) {
            fresh.images.putAll(platform.images);
            fresh.kratix.apply(store(), destination("worker", "p", mode), redis().build(), request("mine", "large"));
            fresh.settle();
            platform.kratix.apply(
                    store(), destination("worker", "p", before), redis().build(), request("mine", "large"));
            platform.settle();

            platform.kratix.delete(ObjectReference.destination("worker"));
            platform.settle();
            platform.kratix.apply(destination("worker", "p", mode));
            platform.settle();

            assertThat(platform.place().texts()).isEqualTo(fresh.place().texts());
            assertThat(platform.conditions(reference("mine"))).contains("Reconciled=True Reconciled: Reconciled");
        }
    }

    @Test
    void isRefusedToADestinationThatComesBackInAModeWithADirectoryWhereItLeftAFile() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> call.writeOutput("resources", "a: 1\n"));
        platform.kratix.apply(store(), flat("worker", "p"), redis().build(), request("mine", "small"));
        platform.settle();
        platform.kratix.delete(ObjectReference.destination("worker"));
        platform.settle();

        assertThatThrownBy(() -> platform.kratix.apply(destination("worker", "p", FilepathMode.NESTED_BY_METADATA)))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(
                        "Destination 'worker' in mode nestedByMetadata would need a directory where a file is,"
                                + " or a file where a directory is, since it left 'p/resources' of"
                                + " redis.example.kratix.io/default/mine at its path 'p' when it was deleted - apply it in the"
                                + " mode that it had, or give it another spec.path");
        platform.kratix.apply(destination("worker", "q", FilepathMode.NESTED_BY_METADATA));
        platform.settle();
        assertThat(platform.conditions(reference("mine"))).contains("Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void isRefusedToADestinationThatComesBackInAModeWithAFileWhereItLeftADirectory() throws InterruptedException {
        settleNested();
        platform.kratix.delete(ObjectReference.destination("worker"));
        platform.settle();

        assertThatThrownBy(() -> platform.kratix.apply(sharing("resources")))
                .hasMessageContaining(
                        "Destination 'worker' in mode aggregatedYAML would need a directory where a file is");
        platform.kratix.apply(sharing("all.yaml"));
        platform.settle();
        assertThat(platform.conditions(reference("mine"))).contains("Reconciled=True Reconciled: Reconciled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resources", "dependencies"})
    void isRefusedToADestinationThatComesBackInAModeInWhichAnOwnerHasAFileWhereADirectoryWasLeft(String file)
            throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> call.writeOutput(file, "a: 1\n"));
        settleNested();
        platform.kratix.delete(ObjectReference.destination("worker"));
        platform.settle();

        assertThatThrownBy(() -> platform.kratix.apply(flat("worker", "p")))
                .hasMessageContaining(
                        "Destination 'worker' in mode none would need a directory where a file is, or a file"
                                + " where a directory is, since it left 'p/" + file + "/");
        platform.kratix.apply(destination("worker", "p", FilepathMode.NESTED_BY_METADATA));
        platform.settle();
        assertThat(platform.conditions(reference("mine"))).contains("Reconciled=True Reconciled: Reconciled");
    }

    private void settleNested() throws InterruptedException {
        platform.kratix.apply(
                store(),
                destination("worker", "p", FilepathMode.NESTED_BY_METADATA),
                redis().build(),
                request("mine", "small"));
        platform.settle();
    }

    private static Destination sharing(String filename) {
        return destination("worker", "p", Map.of("mode", FilepathMode.AGGREGATED_YAML.text(), "filename", filename));
    }

    @Test
    void isToldOfWhereFilesStaySinceAnotherHasThePathByNow() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            boolean strange = call.object().metadata().name().equals("strange");
            call.writeOutput(strange ? "resources/default/redis/mine/redis.yaml" : "redis.yaml", "made: true\n");
        });
        platform.kratix.apply(
                store(), flat("worker", "p"), redis().build(), request("mine", "small"), request("strange", "small"));
        platform.settle();

        platform.kratix.delete(ObjectReference.destination("worker"));
        platform.settle();
        platform.kratix.apply(destination("worker", "p", FilepathMode.NESTED_BY_METADATA));
        platform.settle();

        assertThat(platform.kratix.events(reference("strange")))
                .extracting(Event::message)
                .contains("it has moved, but p/resources/default/redis/mine/redis.yaml in MemoryStateStore/default may"
                        + " hold files of it still: somebody else has files there by now; remove what is not needed");
        assertThat(platform.kratix.events(reference("mine")))
                .extracting(Event::reason)
                .doesNotContain("FilesLeft");
    }

    @Test
    void isFreeForAnotherOnceItsDestinationIsDeletedWithoutCleanup() throws InterruptedException {
        settleNested();

        platform.kratix.delete(ObjectReference.destination("worker"));
        platform.settle();
        platform.kratix.delete(reference("mine"));
        platform.settle();
        platform.kratix.apply(destination("next", "p", FilepathMode.NESTED_BY_METADATA), request("mine", "large"));
        platform.settle();

        assertThat(platform.place().texts())
                .containsEntry("p/resources/default/redis/mine/configure/5058f/redis.yaml", "size: large\n");
        assertThat(platform.registry.list(Table.OWNERS, Query.all()))
                .noneMatch(state -> state.value().left());
    }

    @ParameterizedTest
    @EnumSource
    void isLeftWithItsDestinationInTheMiddleOfAMove(FilepathMode mode) throws InterruptedException {
        Destination atA = destination("worker", "a", mode);
        Destination atB = destination("worker", "b", mode);
        platform.kratix.apply(store(), atA, redis().build(), request("mine", "small"));
        platform.settle();
        Map<String, String> before = platform.place().texts();
        platform.place().failNext(MemoryPlace.Call.WRITE, PluginException.unavailable("the disk is full"));
        platform.kratix.apply(atB);
        platform.settle();

        platform.kratix.delete(ObjectReference.destination("worker"));
        platform.settle();

        assertThat(platform.kratix.get(ObjectReference.destination("worker"))).isEmpty();
        assertThat(platform.place().texts()).containsAllEntriesOf(before);
        platform.kratix.apply(atB);
        platform.kratix.awaitReady(Platform.STORE.reference(), Platform.LIMIT);
        platform.settle();
        assertThat(platform.conditions(reference("mine"))).contains("Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void saysWhichPathsAreTooLongTogether() {
        String segments = ("s".repeat(200) + "/").repeat(3) + "end";
        Document tooLong = Document.builder("platform.kratix.io/v1alpha1", "MemoryStateStore", "default")
                .spec(Map.of("name", "state", "path", segments))
                .build();
        Destination worker = destination("worker").path(segments).build();

        assertThatThrownBy(() -> platform.kratix.apply(tooLong, worker))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("Destination/worker")
                .hasMessageContaining("spec.path")
                .hasMessageContaining("with spec.path of MemoryStateStore/default and that of Destination 'worker'"
                        + " together, a path must have at most 1024 bytes - shorten one of the two");
        platform.kratix.apply(worker);
        assertThatThrownBy(() -> platform.kratix.apply(tooLong))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("MemoryStateStore/default")
                .hasMessageContaining("must have at most 1024 bytes");
    }

    private void writeMoreForLargeOnes() {
        platform.images.put(Platform.IMAGE, call -> {
            String name = call.object().metadata().name();
            Object size = call.object().spec().get("size");
            call.writeOutput(name + ".yaml", name + ": " + size + "\n");
            if ("large".equals(size)) {
                call.writeOutput(name + "-replica.yaml", name + ": large too\n");
            }
        });
    }

    private static Destination flat(String name, String path) {
        return destination(name).path(path).mode(FilepathMode.NONE).build();
    }
}
