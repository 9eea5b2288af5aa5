// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.CompoundStage.DATABASE;
import static io.kratix.frontdoor.CompoundStage.INNER_FILE;
import static io.kratix.frontdoor.CompoundStage.STACK;
import static io.kratix.frontdoor.CompoundStage.appliedBack;
import static io.kratix.frontdoor.CompoundStage.database;
import static io.kratix.frontdoor.CompoundStage.databasePromise;
import static io.kratix.frontdoor.CompoundStage.field;
import static io.kratix.frontdoor.CompoundStage.request;
import static io.kratix.frontdoor.CompoundStage.requestYaml;
import static io.kratix.frontdoor.CompoundStage.stack;
import static io.kratix.frontdoor.CompoundStage.stackPromise;
import static io.kratix.frontdoor.CompoundStage.stackRequest;
import static io.kratix.frontdoor.CompoundStage.stackWithoutDependencies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Step;
import io.kratix.registry.Task;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written for the platform's own Destination is applied back, kept in sync, and pruned. */
class CompoundPromiseTest {
    private static final ObjectReference TEAM_A = stack("team-a");
    private static final ObjectReference INNER = database("team-a-db");

    private static final String UNAPPLIED =
            "it needs Promise 'database': Requirement not installed; it is among its own"
                    + " dependencies, which no platform Destination applies: ";

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
    void saysThatThereIsNoDestinationOfTheNameThatTheProgramGave() {
        stage.delete(CompoundStage.PLATFORM);
        stage.apply(CompoundStage.platformNamed("platfrom").build(), stackPromise());

        assertThat(stage.kratix.topology().text())
                .contains("  stack on platfrom: not ready: " + UNAPPLIED + "none is called 'platform'\n");
    }

    @Test
    void warnsOfNothingThatAPromiseBringsAlong() {
        assertThat(stage.kratix.apply(stackPromise()).warnings()).isEmpty();
        assertThat(stage.kratix
                        .apply(CompoundStage.promise("other", "Other")
                                .requires("cache", "v2")
                                .dependency(CompoundStage.promise("cache", "Cache")
                                        .version("v1")
                                        .build()
                                        .document()
                                        .tree())
                                .build())
                        .warnings())
                .anyMatch(warning -> warning.contains("Required Promise \"cache\" at version \"v2\" not installed"));
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
    void tellsInTheOuterRequestWhatTheInnerOnesAreDoing() {
        install();

        assertThat(inner(TEAM_A))
                .isEqualTo(
                        List.of(Map.of("object", INNER.toString(), "ready", true, "reason", "Reconciled: Reconciled")));

        stage.scripts.put("database", call -> {
            throw new IllegalStateException("no room");
        });
        stage.apply(stackRequest("team-a", "large"));

        assertThat(inner(TEAM_A))
                .isEqualTo(List.of(Map.of(
                        "object", INNER.toString(), "ready", false, "reason", "ConfigureWorkflowFailed: Failing")));
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
    void tellsInTheOuterRequestThatAnInnerOneIsBeingDeletedAndWhyItStays() {
        stage.apply(databasePromiseWithCleanUp());
        stage.apply(stackWithoutDependencies(), stackRequest("team-a", "small"));
        stage.scripts.put("clean", call -> {
            throw new IllegalStateException("no room");
        });

        stage.scripts.put("stack", call -> {});
        stage.apply(stackRequest("team-a", "none"));

        String waits = "Waiting for the label kratix.io/manual-reconciliation or a change of the Promise: delete"
                + " Pipeline 'clean' failed: container 'main': its function threw java.lang.IllegalStateException: no"
                + " room";
        assertThat(inner(TEAM_A))
                .isEqualTo(List.of(Map.of(
                        "object",
                        INNER.toString(),
                        "ready",
                        false,
                        "reason",
                        "Deleting: " + waits + "; to give up on it, call forget")));

        stage.delete(TEAM_A);

        assertThat(stage.status(TEAM_A).get("message"))
                .isEqualTo("Waiting for 1 object that came of it to be deleted: " + INNER + "; " + INNER + " says: "
                        + waits + "; to give up on it, call forget");
    }

    @Test
    void hasTheOuterRequestLookedAtByTheVeryCommitThatAsksAnInnerOneToGo() {
        stage.apply(databasePromiseWithCleanUp());
        stage.apply(stackWithoutDependencies(), stackRequest("team-a", "small"));
        List<List<String>> begun = new ArrayList<>();
        stage.registry.onCommit(step -> {
            if (step.writes().stream().anyMatch(CompoundPromiseTest::asksToGo)) {
                begun.add(step.tasks().stream().map(Task::subject).toList());
            }
        });

        stage.kratix.delete(INNER);
        stage.time.runAll();
        stage.kratix.delete(DATABASE);
        stage.time.runAll();

        assertThat(begun).hasSize(2).allSatisfy(tasks -> assertThat(tasks).contains(TEAM_A.toString()));
    }

    private static boolean asksToGo(Step.Write<?> write) {
        return write.key().equals(INNER.toString())
                && write.before().isPresent()
                && write.before().get().value() instanceof RegisteredObject before
                && write.value() instanceof RegisteredObject after
                && !before.isDeleting()
                && after.isDeleting();
    }

    private static Promise databasePromiseWithCleanUp() {
        return CompoundStage.promise("database", "Database")
                .destinationSelector(Map.of("environment", "dev"))
                .resourceDelete(Stage.pipeline("clean"))
                .build();
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
    void tellsOfEachDocumentThatIsRefusedWhichItIs() {
        stage.scripts.put("stack", call -> {
            call.writeOutput("one.yaml", requestYaml("Database", "One", 1));
            call.writeOutput("two.yaml", requestYaml("Database", "Two", 1));
        });

        install();

        assertThat((List<?>) field(stage.status(TEAM_A), "kratix").get("unapplied"))
                .map(String::valueOf)
                .satisfiesExactly(
                        one -> assertThat(one)
                                .startsWith("Database.example.kratix.io/default/One in"
                                        + " platform/resources/default/stack/team-a/one.yaml: "),
                        two -> assertThat(two)
                                .startsWith("Database.example.kratix.io/default/Two in"
                                        + " platform/resources/default/stack/team-a/two.yaml: "));
        assertThat(stage.events(TEAM_A))
                .filteredOn(event -> event.startsWith("LeftUnapplied"))
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(stage.kratix.topology().text())
                .contains("  Stack default/team-a on platform: ready; 2 documents left unapplied\n");
    }

    @Test
    void tellsOfAKindThatNobodyOffersInAGroupThatSomebodyOffers() {
        stage.scripts.put("stack", call -> {
            call.writeOutput("db.yaml", requestYaml("Datbase", "mine", 1));
            call.writeOutput(
                    "promise.yaml", "apiVersion: platform.kratix.io/v1alpha1\nkind: Promis\nmetadata: {name: p}\n");
        });

        install();

        String place = " in platform/resources/default/stack/team-a/";
        assertThat((List<?>) field(stage.status(TEAM_A), "kratix").get("unapplied"))
                .isEqualTo(List.of(
                        "Promis/p" + place + "promise.yaml: unknown kind \"Promis\" of platform.kratix.io; did you mean"
                                + " \"Promise\"?",
                        "Datbase.example.kratix.io/default/mine" + place
                                + "db.yaml: no Promise offers kind \"Datbase\" of"
                                + " \"example.kratix.io/v1alpha1\"; did you mean \"Database\"?"));
        assertThat(appliedBack(stage)).containsEntry("leftAlone", Map.of("ConfigMap", 1L, "Namespace", 1L));
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

    private @Nullable Object inner(ObjectReference reference) {
        return field(stage.status(reference), "kratix").get("inner");
    }
}
