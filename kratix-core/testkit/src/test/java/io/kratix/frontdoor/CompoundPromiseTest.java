// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.CompoundStage.DATABASE;
import static io.kratix.frontdoor.CompoundStage.INNER_FILE;
import static io.kratix.frontdoor.CompoundStage.STACK;
import static io.kratix.frontdoor.CompoundStage.UNAPPLIED;
import static io.kratix.frontdoor.CompoundStage.appliedBack;
import static io.kratix.frontdoor.CompoundStage.database;
import static io.kratix.frontdoor.CompoundStage.databasePromise;
import static io.kratix.frontdoor.CompoundStage.field;
import static io.kratix.frontdoor.CompoundStage.request;
import static io.kratix.frontdoor.CompoundStage.requestYaml;
import static io.kratix.frontdoor.CompoundStage.stack;
import static io.kratix.frontdoor.CompoundStage.stackPromise;
import static io.kratix.frontdoor.CompoundStage.stackRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written for the platform's own Destination is applied back, kept in sync, and pruned. */
class CompoundPromiseTest {
    private static final ObjectReference TEAM_A = stack("team-a");
    private static final ObjectReference INNER = database("team-a-db");

    private final Stage stage = CompoundStage.open();

    @AfterEach
    void close() {
        stage.close();
    }

    private void install() {
        stage.apply(stackPromise(), stackRequest("team-a", "small"));
    }

    @Test
    void appliesBackWhatWasWrittenForThePlatform() {
        install();

        assertThat(stage.isThere(DATABASE)).isTrue();
        assertThat(stage.conditions(STACK))
                .contains("RequirementsFulfilled=True RequirementsInstalled: Requirements fulfilled");
        assertThat(stage.conditions(TEAM_A)).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(stage.place().texts()).containsEntry(INNER_FILE, "size: small\n");
    }

    @Test
    void appliesNothingBackWhereNoDestinationIsNamed() {
        try (Stage other = Stage.open()) {
            other.scripts.put("stack", CompoundStage::askForDatabase);
            other.begin(CompoundStage.platform().build());

            other.apply(stackPromise(), stackRequest("team-a", "small"));

            assertThat(other.isThere(DATABASE)).isFalse();
            assertThat(other.kratix.topology().text())
                    .contains("  stack on platform: not ready: " + UNAPPLIED + "none is named\n");
        }
    }

    @Test
    void putsTheParentsLabelsOnRequestsThatCameByFiles() {
        install();

        assertThat(stage.kratix.get(INNER).orElseThrow().metadata().labels())
                .containsEntry("kratix.io/parent-promise-name", "stack")
                .containsEntry("kratix.io/parent-resource-name", "team-a")
                .containsEntry("kratix.io/parent-resource-namespace", "default");
        assertThat(stage.kratix.get(DATABASE).orElseThrow().metadata().labels().keySet())
                .noneMatch(label -> label.contains("parent"));
    }

    @Test
    void keepsItInSync() {
        install();

        stage.apply(stackRequest("team-a", "large"));

        assertThat(stage.place().texts()).containsEntry(INNER_FILE, "size: large\n");
    }

    @Test
    void prunesWhatAPipelineWritesNoMore() {
        install();

        stage.scripts.put("stack", call -> {});
        stage.apply(stackRequest("team-a", "none"));

        assertThat(stage.isThere(INNER)).isFalse();
        assertThat(stage.isThere(TEAM_A)).isTrue();
        assertThat(stage.place().texts()).doesNotContainKey(INNER_FILE);
    }

    @Test
    void bringsBackWhatIsDeletedByHandWhileItsFileIsThere() {
        install();

        stage.delete(INNER);

        assertThat(stage.conditions(INNER)).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(stage.place().texts()).containsKey(INNER_FILE);
    }

    @Test
    void refusesToChangeByHandWhatCameByAFile() {
        install();

        assertThatThrownBy(() -> stage.kratix.apply(request("Database", "team-a-db", "huge")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("Database.example.kratix.io/default/team-a-db belongs to"
                        + " platform/resources/default/stack/team-a/team-a-db.yaml on Destination/platform, a file of"
                        + " Stack.example.kratix.io/default/team-a, which the engine applied it from");
    }

    @Test
    void neverTouchesWhatPeopleAppliedByHand() {
        stage.apply(databasePromise(), request("Database", "team-a-db", "mine"));

        install();

        assertThat(stage.place().texts()).containsEntry(INNER_FILE, "size: mine\n");
        assertThat(field(stage.status(TEAM_A), "kratix").get("unapplied"))
                .isEqualTo(List.of(
                        "Database.example.kratix.io/default/team-a-db was applied by hand, and stays as it is"));

        stage.delete(TEAM_A);

        assertThat(stage.isThere(TEAM_A)).isFalse();
        assertThat(stage.place().texts()).containsEntry(INNER_FILE, "size: mine\n");
    }

    @Test
    void takesThePlaceOfWhatPeopleHaveDeleted() {
        stage.apply(databasePromise(), request("Database", "team-a-db", "mine"));
        install();

        stage.delete(INNER);

        assertThat(stage.place().texts()).containsEntry(INNER_FILE, "size: small\n");
        assertThat(field(stage.status(TEAM_A), "kratix")).doesNotContainKey("unapplied");
    }

    @Test
    void deletesFromTheInsideOut() {
        install();
        stage.place().failNext(Call.WRITE, PluginException.unavailable("down"));
        stage.kratix.delete(TEAM_A);
        stage.time.runAll();
        assertThat(stage.isThere(TEAM_A)).isTrue();

        stage.pass(Duration.ofMinutes(5));

        assertThat(stage.isThere(TEAM_A)).isFalse();
        assertThat(stage.isThere(INNER)).isFalse();
        assertThat(stage.isThere(DATABASE)).isTrue();
        List<String> deleted = stage.registry.events("").stream()
                .filter(event -> event.reason().equals("Deleted"))
                .map(event -> event.about().toString())
                .toList();
        assertThat(deleted).containsExactly(INNER.toString(), TEAM_A.toString());
    }

    @Test
    void takesEverythingAlongWhenThePromiseGoes() {
        install();

        stage.delete(STACK);

        assertThat(stage.isThere(STACK)).isFalse();
        assertThat(stage.isThere(DATABASE)).isFalse();
        assertThat(stage.place().texts().keySet()).allMatch(path -> path.contains("canary"));
    }

    @Test
    void leavesKindsAloneThatItDoesNotKnow() {
        stage.scripts.put("stack", call -> {
            CompoundStage.askForDatabase(call);
            call.writeOutput("other.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: other}\n");
        });

        install();

        assertThat(appliedBack(stage))
                .containsEntry("applied", 2L)
                .containsEntry("leftAlone", Map.of("ConfigMap", 1L, "Deployment", 1L, "Namespace", 1L))
                .containsEntry("unapplied", List.of());
    }

    @Test
    void appliesARequestAsSoonAsItsPromiseIsThere() {
        stage.scripts.put("stack", call -> call.writeOutput("other.yaml", requestYaml("Other", "mine", 1)));
        install();
        ObjectReference other = ObjectReference.request("example.kratix.io", "Other", "default", "mine");
        assertThat(stage.isThere(other)).isFalse();

        stage.apply(CompoundStage.promise("other", "Other")
                .destinationSelector(Map.of("environment", "dev"))
                .build());

        assertThat(stage.conditions(other)).contains("Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void appliesDocumentByDocument() {
        stage.scripts.put("stack", call -> {
            CompoundStage.askForDatabase(call);
            call.writeOutput("bad.yaml", requestYaml("Database", "good", 1) + "---\nkind: [\n");
            call.writeOutput(
                    "refused.yaml", "apiVersion: platform.kratix.io/v1alpha1\nkind: Promise\nmetadata: {name: P}\n");
        });

        install();

        assertThat(stage.isThere(INNER)).isTrue();
        assertThat(stage.isThere(database("good"))).isTrue();
        assertThat(String.valueOf(field(stage.status(TEAM_A), "kratix").get("unapplied")))
                .contains(
                        "Promise/P in platform/resources/default/stack/team-a/refused.yaml: metadata.name: Invalid value:"
                                + " \"P\"")
                .contains("platform/resources/default/stack/team-a/bad.yaml: line ");
        assertThat(stage.events(TEAM_A))
                .filteredOn(event -> event.startsWith("LeftUnapplied"))
                .hasSize(2);
    }

    @Test
    void appliesNothingOfStrangersFiles() {
        stage.place().put("platform/resources/strangers.yaml", requestYaml("Database", "strange", 1));

        install();

        assertThat(stage.isThere(database("strange"))).isFalse();
        assertThat(stage.isThere(INNER)).isTrue();
    }

    @Test
    void appliesWhatSomebodyPutsAmongAnOwnersFilesUntilTheyAreCompared() {
        install();
        stage.place().put("platform/resources/default/stack/team-a/more.yaml", requestYaml("Database", "more", 1));
        stage.apply(stackRequest("team-b", "small"));
        assertThat(stage.isThere(database("more"))).isTrue();

        stage.pass(Duration.ofHours(11));

        assertThat(stage.isThere(database("more"))).isFalse();
        assertThat(stage.isThere(INNER)).isTrue();
    }
}
