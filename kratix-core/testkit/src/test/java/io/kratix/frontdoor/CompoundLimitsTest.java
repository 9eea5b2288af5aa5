// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.CompoundStage.DATABASE;
import static io.kratix.frontdoor.CompoundStage.INNER_FILE;
import static io.kratix.frontdoor.CompoundStage.appliedBack;
import static io.kratix.frontdoor.CompoundStage.database;
import static io.kratix.frontdoor.CompoundStage.field;
import static io.kratix.frontdoor.CompoundStage.requestYaml;
import static io.kratix.frontdoor.CompoundStage.stack;
import static io.kratix.frontdoor.CompoundStage.stackPromise;
import static io.kratix.frontdoor.CompoundStage.stackRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.Kratix;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.testkit.MemoryPlace.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cycles, chains, several owners, and trees that cannot be trusted. */
class CompoundLimitsTest {
    private final Stage stage = CompoundStage.open();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void refusesPromisesThatNeedEachOther() {
        stage.apply(Promise.builder("a").requires("b", "v1").build());
        Promise b = Promise.builder("b").requires("c", "").build();
        Promise c = Promise.builder("c").requires("a", "").build();

        assertThatThrownBy(() -> stage.kratix.apply(b, c))
                .isInstanceOfSatisfying(InvalidDocumentException.class, refused -> assertThat(refused.problems())
                        .extracting(problem -> problem.subject() + " " + problem.message())
                        .containsExactly(
                                "Promise/b spec.requiredPromises: Invalid value: \"c\": Promise 'b' would need itself:"
                                        + " b -> c -> a -> b; none of them could ever be available",
                                "Promise/c spec.requiredPromises: Invalid value: \"a\": Promise 'c' would need itself:"
                                        + " c -> a -> b -> c; none of them could ever be available"));
        assertThatThrownBy(() -> stage.kratix.apply(
                        Promise.builder("d").requires("d", "").build()))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("d -> d");
        assertThat(stage.isThere(ObjectReference.promise("b"))).isFalse();
    }

    @Test
    void leavesARequestUnappliedThatDescendsFromItself() {
        stage.scripts.put("stack", call -> call.writeOutput("b.yaml", requestYaml("Loop", "b", 1)));
        stage.scripts.put("loop", call -> {
            String next = call.object().metadata().name().equals("b") ? "c" : "b";
            call.writeOutput("next.yaml", requestYaml("Loop", next, 2));
        });
        stage.apply(stackPromise(), loopPromise(), stackRequest("team-a", "small"));

        assertThat(size(loop("b"))).isEqualTo("1");
        assertThat(field(stage.status(loop("c")), "kratix").get("unapplied"))
                .isEqualTo(List.of("Loop.example.kratix.io/default/b descends from itself:"
                        + " Loop.example.kratix.io/default/b -> Loop.example.kratix.io/default/c"
                        + " -> Loop.example.kratix.io/default/b"));
        assertThat(String.valueOf(appliedBack(stage).get("unapplied"))).contains("descends from itself");

        stage.delete(stack("team-a"));

        assertThat(stage.isThere(loop("b"))).isFalse();
        assertThat(stage.isThere(loop("c"))).isFalse();
        assertThat(stage.isThere(stack("team-a"))).isFalse();
    }

    @Test
    void leavesWhatIsMoreThanSixteenDeepUnapplied() {
        stage.scripts.put("loop", call -> {
            int next = Integer.parseInt(String.valueOf(call.object().spec().get("size"))) + 1;
            call.writeOutput("next.yaml", requestYaml("Loop", "n" + next, next));
        });
        stage.apply(loopPromise(), CompoundStage.request("Loop", "n1", "1"));

        assertThat(stage.isThere(loop("n16"))).isTrue();
        assertThat(stage.isThere(loop("n17"))).isFalse();
        assertThat(String.valueOf(field(stage.status(loop("n16")), "kratix").get("unapplied")))
                .startsWith("[more than 16 objects would come one of the other: Loop.example.kratix.io/default/n1 -> ")
                .endsWith("Loop.example.kratix.io/default/n16 -> Loop.example.kratix.io/default/n17]");

        stage.delete(loop("n1"));

        assertThat(IntStream.rangeClosed(1, 17).mapToObj(n -> loop("n" + n))).noneMatch(stage::isThere);
        assertThat(stage.registry.events("").stream()
                        .filter(event -> event.reason().equals("Deleted"))
                        .map(event -> event.about().name()))
                .startsWith("n16", "n15")
                .endsWith("n2", "n1");
    }

    @Test
    void leavesAnObjectToTheOwnerOfWhoseFileItCameFirst() {
        stage.scripts.put(
                "stack",
                call -> call.writeOutput(
                        "db.yaml",
                        requestYaml(
                                "Database", "shared", call.object().metadata().name())));
        stage.apply(stackPromise(), stackRequest("team-b", "b"));
        stage.apply(stackRequest("team-a", "a"));

        assertThat(size(database("shared"))).isEqualTo("team-b");
        assertThat(field(stage.status(stack("team-a")), "kratix").get("unapplied"))
                .isEqualTo(List.of("Database.example.kratix.io/default/shared belongs to"
                        + " Stack.example.kratix.io/default/team-b in"
                        + " platform/resources/default/stack/team-b/db.yaml until it is gone from there"));

        stage.delete(stack("team-b"));

        assertThat(stage.isThere(stack("team-b"))).isFalse();
        assertThat(size(database("shared"))).isEqualTo("team-a");
        assertThat(stage.events(database("shared"))).noneMatch(event -> event.startsWith("Deleted"));
        assertThat(field(stage.status(stack("team-a")), "kratix")).doesNotContainKey("unapplied");
        assertThat(stage.kratix.get(database("shared")).orElseThrow().metadata().labels())
                .containsEntry("kratix.io/parent-resource-name", "team-a");
    }

    @Test
    void prunesNothingWhileTheStateStoreCannotBeRead() {
        stage.apply(stackPromise(), stackRequest("team-a", "small"));
        for (int i = 0; i < 3; i++) {
            stage.place().failNext(Call.READ, PluginException.unavailable("down"));
        }
        stage.apply(stackRequest("team-b", "small"));

        assertThat(stage.isThere(database("team-a-db"))).isTrue();
        assertThat(stage.isThere(database("team-b-db"))).isFalse();

        stage.pass(Duration.ofMinutes(5));

        assertThat(stage.isThere(database("team-b-db"))).isTrue();
    }

    @Test
    void prunesNothingWhenThePlaceIsLost() {
        stage.apply(stackPromise(), stackRequest("team-a", "small"));

        stage.place().lose();
        stage.apply(stackRequest("team-b", "small"));
        stage.pass(Duration.ofMinutes(10));

        assertThat(stage.isThere(database("team-a-db"))).isTrue();
        assertThat(stage.isThere(database("team-b-db"))).isTrue();
        assertThat(stage.events(database("team-a-db"))).noneMatch(event -> event.startsWith("Deleted"));
        assertThat(stage.place().texts()).containsKey(INNER_FILE);
    }

    @Test
    void keepsWhatCameOfSomethingForgottenUntilItsFileIsGone() {
        stage.apply(stackPromise(), stackRequest("team-a", "small"));
        String file = "platform/resources/default/stack/team-a/team-a-db.yaml";
        stage.place().failNext(Call.WRITE, PluginException.unavailable("down"));
        stage.delete(stack("team-a"));

        stage.kratix.forget(stack("team-a"));
        stage.pass(Duration.ofMinutes(5));
        stage.apply(stackRequest("team-b", "small"));

        assertThat(stage.isThere(stack("team-a"))).isFalse();
        assertThat(stage.place().texts()).containsKey(file);
        assertThat(stage.isThere(database("team-a-db"))).isTrue();

        stage.place().remove(file);
        stage.apply(stackRequest("team-b", "large"));

        assertThat(stage.isThere(database("team-a-db"))).isFalse();
    }

    @Test
    void goesOnAfterARestart() {
        stage.apply(stackPromise(), stackRequest("team-a", "small"));
        stage.kratix.close();

        try (Kratix next = Kratix.builder()
                .registry(stage.registry)
                .stateStores(stage.stores)
                .workflowRunner(InProcessWorkflowRunner.builder().build())
                .clock(stage.time.clock())
                .threads(stage.time.executor(), stage.time.timer())
                .platformDestination("platform")
                .open()) {
            stage.time.runAll();
            assertThat(next.get(database("team-a-db"))).isPresent();
            next.delete(stack("team-a"));
            stage.time.runAll();

            assertThat(next.get(database("team-a-db"))).isEmpty();
            assertThat(next.get(stack("team-a"))).isEmpty();
            assertThat(next.get(DATABASE)).isPresent();
        }
    }

    @Test
    void appliesBackWithARegistryThatRemembersNothing() {
        stage.apply(stackPromise(), stackRequest("team-a", "small"));

        try (Stage other = CompoundStage.open(stage.stores)) {
            other.apply(stackPromise(), stackRequest("team-a", "small"));

            assertThat(other.conditions(database("team-a-db"))).contains("Reconciled=True Reconciled: Reconciled");
        }
        assertThat(stage.place().texts()).containsEntry(INNER_FILE, "size: small\n");
    }

    @ParameterizedTest
    @EnumSource(FilepathMode.class)
    void appliesBackInEveryMode(FilepathMode mode) {
        try (Stage other = CompoundStage.open(mode)) {
            other.apply(stackPromise(), stackRequest("team-a", "small"), stackRequest("team-b", "large"));

            assertThat(size(other, database("team-a-db"))).isEqualTo("small");
            assertThat(other.kratix
                            .get(database("team-b-db"))
                            .orElseThrow()
                            .metadata()
                            .labels())
                    .containsEntry("kratix.io/parent-resource-name", "team-b");

            other.delete(stack("team-a"));
            assertThat(other.isThere(database("team-a-db"))).isFalse();
            assertThat(other.isThere(database("team-b-db"))).isTrue();

            other.delete(CompoundStage.STACK);
            assertThat(other.isThere(DATABASE)).isFalse();
            assertThat(other.place().texts().keySet()).allMatch(path -> path.contains("canary"));
        }
    }

    @ParameterizedTest
    @EnumSource(FilepathMode.class)
    void appliesDependenciesBeforeResourcesInEveryMode(FilepathMode mode) {
        try (Stage other = CompoundStage.open(mode)) {
            other.scripts.put("stack", call -> call.writeOutput("a.yaml", requestYaml("Database", "shared", "asked")));
            Promise.Builder stack = CompoundStage.promise("stack", "Stack")
                    .destinationSelector(Map.of("environment", "platform"))
                    .dependency(CompoundStage.request("Database", "shared", "brought")
                            .tree());
            other.apply(stack.build());
            other.apply(stackRequest("team-a", "small"));

            other.apply(CompoundStage.databasePromise());

            assertThat(size(other, database("shared"))).isEqualTo("brought");
        }
    }

    @Test
    void movesWithThePlatformDestination() {
        stage.apply(stackPromise(), stackRequest("team-a", "small"));

        stage.apply(CompoundStage.platform().path("elsewhere").build());

        assertThat(stage.place().texts())
                .containsKey("elsewhere/platform/resources/default/stack/team-a/team-a-db.yaml");
        assertThat(stage.events(database("team-a-db"))).noneMatch(event -> event.startsWith("Deleted"));
        stage.delete(stack("team-a"));
        assertThat(stage.isThere(database("team-a-db"))).isFalse();
    }

    @Test
    void waitsForNothingThatCameOfARequestWhileThereIsNoPlatformDestination() {
        stage.apply(stackPromise(), stackRequest("team-a", "small"));
        stage.delete(CompoundStage.PLATFORM);

        stage.delete(stack("team-a"));

        assertThat(stage.isThere(stack("team-a"))).isFalse();
        assertThat(stage.isThere(database("team-a-db"))).isTrue();
    }

    @Test
    void doesNothingWhenNothingHasChanged() {
        stage.apply(stackPromise(), stackRequest("team-a", "small"));
        int reads = stage.place().calls(Call.READ);
        int writes = stage.place().calls(Call.WRITE);
        stage.calls.clear();

        stage.apply(stackRequest("team-a", "small"));
        stage.pass(Duration.ofMinutes(30));

        assertThat(stage.calls).isEmpty();
        assertThat(stage.place().calls(Call.READ)).isEqualTo(reads);
        assertThat(stage.place().calls(Call.WRITE)).isEqualTo(writes);
    }

    private static Promise loopPromise() {
        return CompoundStage.promise("loop", "Loop")
                .destinationSelector(Map.of("environment", "platform"))
                .build();
    }

    private static ObjectReference loop(String name) {
        return ObjectReference.request("example.kratix.io", "Loop", "default", name);
    }

    private String size(ObjectReference reference) {
        return size(stage, reference);
    }

    private static String size(Stage stage, ObjectReference reference) {
        return String.valueOf(stage.kratix.get(reference).orElseThrow().spec().get("size"));
    }
}
