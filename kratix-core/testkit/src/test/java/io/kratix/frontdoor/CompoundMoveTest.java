// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.CompoundStage.database;
import static io.kratix.frontdoor.CompoundStage.platform;
import static io.kratix.frontdoor.CompoundStage.stack;
import static io.kratix.frontdoor.CompoundStage.stackPromise;
import static io.kratix.frontdoor.CompoundStage.stackRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.testkit.InMemoryStateStoreProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While the platform Destination moves, its old place is left and its new one is not complete: nothing of it is pruned. */
class CompoundMoveTest {
    private static final int TEAMS = 12;

    private final Stage stage = CompoundStage.open();
    private List<String> calls = List.of();

    @BeforeEach
    void install() {
        stage.apply(Platform.destination("worker").build(), stackPromise());
        IntStream.range(0, TEAMS).forEach(team -> stage.apply(stackRequest("team-" + team, "small")));
        stage.pass(Duration.ofMinutes(5));
        assertThat(stage.calls).hasSize(2 * TEAMS);
        calls = List.copyOf(stage.calls);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void keepsAllThatCameFromThereWhenTheDestinationMoves() {
        stage.apply(platform().path("moved").build());
        stage.pass(Duration.ofMinutes(5));

        assertNothingWent();
        assertThat(stage.files()).anyMatch(file -> file.startsWith("moved/"));
    }

    @Test
    void keepsAllThatCameFromThereWhenItsStateStoreMoves() {
        stage.apply(Document.builder("platform.kratix.io/v1alpha1", "MemoryStateStore", "default")
                .spec(Map.of("name", "state", "path", "below"))
                .build());
        stage.pass(Duration.ofMinutes(5));

        assertNothingWent();
        assertThat(stage.files()).isNotEmpty().allMatch(file -> file.startsWith("below/"));
    }

    @Test
    void keepsAllThatCameFromThereWhenTheDestinationComesBack() {
        stage.delete(CompoundStage.PLATFORM);
        stage.pass(Duration.ofMinutes(5));
        stage.apply(platform().build());
        stage.pass(Duration.ofMinutes(5));

        assertNothingWent();
    }

    @Test
    void keepsAllThatCameFromThereWhenTheDestinationComesBackElsewhere() {
        stage.delete(CompoundStage.PLATFORM);
        stage.pass(Duration.ofMinutes(5));
        stage.apply(platform().path("elsewhere").build());
        stage.pass(Duration.ofMinutes(5));

        assertNothingWent();
    }

    @Test
    void keepsAllThatCameFromThereWhenTheDestinationComesBackToAnEmptyPlace() {
        stage.apply(platform().cleanup(true).build());
        stage.delete(CompoundStage.PLATFORM);
        stage.pass(Duration.ofMinutes(5));
        assertThat(stage.files()).noneMatch(file -> file.startsWith("platform/"));
        stage.apply(platform().build());
        stage.pass(Duration.ofMinutes(5));

        assertNothingWent();
        stage.delete(stack("team-3"));
        assertThat(stage.isThere(database("team-3-db"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsAllThatCameFromThereInAnImport(boolean sameStore, @TempDir Path folder) {
        Path export = folder.resolve("export");
        stage.kratix.exportTo(export);

        try (Stage other = CompoundStage.openEmpty(sameStore ? stage.stores : new InMemoryStateStoreProvider())) {
            other.runFails = Optional.of(new IllegalStateException("no machine is there yet"));
            other.kratix.importFrom(export);
            other.pass(Duration.ofMinutes(5));
            other.runFails = Optional.empty();
            other.pass(Duration.ofMinutes(10));

            assertThat(other.registry.events("")).extracting(Event::reason).doesNotContain("Deleted");
            assertThat(IntStream.range(0, TEAMS)).allMatch(team -> other.isThere(database("team-" + team + "-db")));
            other.delete(stack("team-3"));
            assertThat(other.isThere(stack("team-3"))).isFalse();
            assertThat(other.isThere(database("team-3-db"))).isFalse();
        }
    }

    @Test
    void prunesWhatItsOwnerDoesNotWriteAgainAfterAnImport(@TempDir Path folder) {
        Path export = folder.resolve("export");
        stage.kratix.exportTo(export);

        try (Stage other = CompoundStage.openEmpty(new InMemoryStateStoreProvider())) {
            other.scripts.put("stack", call -> {
                if (!call.object().metadata().name().equals("team-3")) {
                    CompoundStage.askForDatabase(call);
                }
            });
            other.kratix.importFrom(export);
            other.pass(Duration.ofMinutes(10));

            assertThat(IntStream.range(0, TEAMS).filter(team -> !other.isThere(database("team-" + team + "-db"))))
                    .containsExactly(3);
            assertThat(CompoundStage.field(other.status(stack("team-3")), "kratix"))
                    .doesNotContainKey("inner");
        }
    }

    private void assertNothingWent() {
        assertThat(stage.registry.events("")).extracting(Event::reason).doesNotContain("Deleted");
        assertThat(stage.calls).isEqualTo(calls);
        assertThat(IntStream.range(0, TEAMS)).allMatch(team -> stage.isThere(database("team-" + team + "-db")));
    }
}
