// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.CompoundStage.DATABASE;
import static io.kratix.frontdoor.CompoundStage.UNAPPLIED;
import static io.kratix.frontdoor.CompoundStage.appliedBack;
import static io.kratix.frontdoor.CompoundStage.database;
import static io.kratix.frontdoor.CompoundStage.field;
import static io.kratix.frontdoor.CompoundStage.requestYaml;
import static io.kratix.frontdoor.CompoundStage.stack;
import static io.kratix.frontdoor.CompoundStage.stackPromise;
import static io.kratix.frontdoor.CompoundStage.stackRequest;
import static io.kratix.frontdoor.CompoundStage.stackWithoutDependencies;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Step;
import io.kratix.registry.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of compound Promises: how inner objects are, what was left unapplied and why, and what a Promise waits for. */
class CompoundStatusTest {
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
            if (step.writes().stream().anyMatch(CompoundStatusTest::asksToGo)) {
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

    @Test
    void countsAsAppliedNoObjectThatGoesWithItsPromise() {
        stage.apply(databasePromiseWithCleanUp());
        stage.apply(stackWithoutDependencies(), stackRequest("team-a", "small"));
        assertThat(appliedBack(stage)).containsEntry("applied", 1L);
        stage.scripts.put("clean", call -> {
            throw new IllegalStateException("no room");
        });

        stage.delete(DATABASE);

        assertThat(stage.isThere(INNER)).isTrue();
        assertThat(appliedBack(stage)).containsEntry("applied", 0L);
    }

    private static Promise databasePromiseWithCleanUp() {
        return CompoundStage.promise("database", "Database")
                .destinationSelector(Map.of("environment", "dev"))
                .resourceDelete(Stage.pipeline("clean"))
                .build();
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

    private @Nullable Object inner(ObjectReference reference) {
        return field(stage.status(reference), "kratix").get("inner");
    }
}
