// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.destination;
import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static io.kratix.frontdoor.Platform.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One file for everybody, and somebody who writes no YAML. */
class SharedFileTest {
    private static final String WHY = "'redis.yaml' cannot stand in the one file of Destination 'worker': ";

    private final Platform platform = Platform.open();

    @BeforeEach
    void breakLargeOnes() {
        platform.images.put(Platform.IMAGE, call -> {
            boolean large = "large".equals(call.object().spec().get("size"));
            String name = call.object().metadata().name();
            call.writeOutput("redis.yaml", large ? "broken: [" + name + "\n" : "name: " + name + "\n");
        });
        platform.kratix.apply(
                store(),
                destination("worker").mode(FilepathMode.AGGREGATED_YAML).build(),
                redis().build());
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void leavesOutAnOwnerWhoseFileIsNoYamlAndSaysSoInItsStatusAlone() throws InterruptedException {
        platform.kratix.apply(request("broken", "large"), request("fine", "small"));
        platform.settle();

        assertThat(file()).contains("redis-system", "name: fine").doesNotContain("broken");
        assertThat(platform.conditions(reference("fine"))).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(platform.conditions(reference("broken")).toString()).contains("WorksSucceeded=False");
        assertThat(explained("broken")).contains(WHY);
    }

    @Test
    void leavesNoFileWhereADestinationIsDeletedWhileItMoves() {
        try (Stage stage = Stage.open()) {
            Destination shared = destination("shared")
                    .mode(FilepathMode.AGGREGATED_YAML)
                    .cleanup(true)
                    .path("shared")
                    .build();
            stage.begin(shared);
            IntStream.range(0, 8).forEach(number -> stage.apply(promise("p" + number)));

            stage.kratix.apply(destination("shared")
                    .mode(FilepathMode.AGGREGATED_YAML)
                    .cleanup(true)
                    .path("moved")
                    .build());
            stage.kratix.delete(ObjectReference.destination("shared"));
            stage.time.runAll();

            assertThat(stage.isThere(ObjectReference.destination("shared"))).isFalse();
            assertThat(stage.place().texts().keySet()).noneMatch(path -> path.contains("aggregated"));
        }
    }

    private static Promise promise(String name) {
        return Promise.builder(name)
                .destinationSelector(Map.of("environment", "dev"))
                .dependency(Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", name)))
                .build();
    }

    @Test
    void takesAnOwnerInOnceItWritesYaml() throws InterruptedException {
        platform.kratix.apply(request("mine", "large"), request("fine", "small"));
        platform.settle();

        platform.kratix.apply(request("mine", "small"));
        platform.settle();

        assertThat(file()).contains("redis-system", "name: fine", "name: mine");
        assertThat(platform.conditions(reference("mine"))).contains("Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void keepsWhatStoodThereWhenAnUpdateIsNoYaml() throws InterruptedException {
        platform.kratix.apply(request("mine", "small"), request("fine", "small"));
        platform.settle();

        platform.kratix.apply(request("mine", "large"));
        platform.settle();
        platform.kratix.apply(request("another", "small"));
        platform.settle();

        assertThat(file())
                .contains("redis-system", "name: fine", "name: mine", "name: another")
                .doesNotContain("broken");
        assertThat(platform.conditions(reference("another"))).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(platform.get(reference("mine")).status().toString()).contains(WHY);
    }

    @Test
    void takesAByteOrderMarkOffWhatFollowsOthers() throws InterruptedException {
        platform.images.put(
                Platform.IMAGE,
                call -> call.writeOutput(
                        "redis.yaml", "\ufeffname: " + call.object().metadata().name() + "\n"));
        platform.kratix.apply(request("one", "small"), request("two", "small"));
        platform.settle();

        assertThat(file()).contains("redis-system", "name: one", "name: two").doesNotContain("\ufeff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%YAML 1.1", "%NOBODY knows"})
    void leavesOutAFileWithADirective(String directive) throws InterruptedException {
        platform.images.put(
                Platform.IMAGE,
                call -> call.writeOutput(
                        "redis.yaml",
                        ("directive".equals(call.object().metadata().name()) ? directive + "\n---\n" : "") + "name: "
                                + call.object().metadata().name() + "\n"));
        platform.kratix.apply(request("directive", "small"), request("fine", "small"));
        platform.settle();

        assertThat(file()).contains("name: fine").doesNotContain("%", "name: directive");
        assertThat(explained("directive")).contains("a directive, such as %YAML");
    }

    private String file() {
        return platform.place().texts().getOrDefault("aggregated.yaml", "");
    }

    private String explained(String request) {
        ObjectReference reference = reference(request);
        return platform.get(reference).status() + " " + platform.kratix.events(reference);
    }
}
