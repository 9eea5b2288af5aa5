// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.CompoundStage.PLATFORM;
import static io.kratix.frontdoor.CompoundStage.database;
import static io.kratix.frontdoor.CompoundStage.field;
import static io.kratix.frontdoor.CompoundStage.requestYaml;
import static io.kratix.frontdoor.CompoundStage.stack;
import static io.kratix.frontdoor.CompoundStage.stackPromise;
import static io.kratix.frontdoor.CompoundStage.stackRequest;
import static io.kratix.frontdoor.CompoundStage.stackWithoutDependencies;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.Kratix;
import io.kratix.model.Destination;
import io.kratix.model.Event;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.ResourceBinding;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Step;
import io.kratix.registry.Task;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What came by a file gets another owner: by another file, from the engine itself, from the Destination that was the platform's. */
class CompoundHandOverTest {
    private static final ObjectReference TEAM_A = stack("team-a");
    private static final ObjectReference TEAM_B = stack("team-b");
    private static final ObjectReference INNER = database("team-a-db");
    private static final ObjectReference SHARED = database("shared");
    private static final ObjectReference CORE = ObjectReference.destination("core");

    private final Stage stage = CompoundStage.open();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void hasBothOwnersLookedAtByTheVeryCommitOfAHandOver() {
        stage.scripts.put("stack", call -> {
            if (!"none".equals(call.object().spec().get("size"))) {
                call.writeOutput("db.yaml", requestYaml("Database", "shared", 1));
            }
        });
        stage.apply(stackPromise(), stackRequest("team-b", "small"));
        stage.apply(stackRequest("team-a", "small"));
        List<List<String>> handOvers = new ArrayList<>();
        stage.registry.onCommit(step -> {
            if (step.writes().stream().anyMatch(CompoundHandOverTest::handsOver)) {
                handOvers.add(step.tasks().stream().map(Task::subject).toList());
            }
        });

        stage.apply(stackRequest("team-b", "none"));

        assertThat(handOvers).hasSize(1).allSatisfy(tasks -> assertThat(tasks)
                .contains(TEAM_A.toString(), TEAM_B.toString()));
        assertThat(field(stage.status(TEAM_B), "kratix")).doesNotContainKey("inner");
        assertThat(String.valueOf(field(stage.status(TEAM_A), "kratix").get("inner")))
                .contains(SHARED.toString());
    }

    @Test
    void namesTheParentThatItComesOfNow() {
        stage.scripts.put("stack", call -> {
            if ("own".equals(call.object().spec().get("size"))) {
                call.writeOutput("db.yaml", labelled());
            } else {
                CompoundStage.askForDatabase(call);
            }
        });
        Promise.Builder bringing = CompoundStage.promise("stack", "Stack")
                .destinationSelector(Map.of("environment", "platform"))
                .dependency(databasePromise("v1.0.0", "database").document().tree());
        stage.apply(bringing.build(), stackRequest("team-a", "small"));
        assertThat(parents()).containsEntry("kratix.io/parent-resource-name", "team-a");

        stage.apply(stackRequest("team-a", "own"));
        assertThat(parents())
                .containsEntry("kratix.io/parent-resource-name", "mine")
                .containsEntry("kratix.io/parent-promise-name", "stack");

        stage.apply(bringing.dependency(
                        CompoundStage.request("Database", "team-a-db", "1").tree())
                .build());
        stage.delete(TEAM_A);
        assertThat(parents()).isEmpty();
    }

    private Map<String, String> parents() {
        Map<String, String> labels =
                new TreeMap<>(stage.kratix.get(INNER).orElseThrow().metadata().labels());
        labels.keySet().removeIf(label -> !label.startsWith("kratix.io/parent-"));
        return labels;
    }

    private static String labelled() {
        return requestYaml("Database", "team-a-db", "own")
                .replace("namespace: default", "namespace: default, labels: {kratix.io/parent-resource-name: mine}");
    }

    private static boolean handsOver(Step.Write<?> write) {
        return write.key().equals(SHARED.toString())
                && write.before().isPresent()
                && write.before().get().value() instanceof RegisteredObject before
                && write.value() instanceof RegisteredObject after
                && !before.facts().equals(after.facts());
    }

    @Test
    void takesABindingFromAFileThatComesAfterItsRequest() {
        stage.scripts.put("stack", call -> {
            CompoundStage.askForDatabase(call);
            if ("pinned".equals(call.object().spec().get("size"))) {
                call.writeOutput("binding.yaml", binding());
            }
        });
        stage.apply(databasePromise("v1.0.0", "database"), stackWithoutDependencies(), stackRequest("team-a", "small"));

        stage.apply(stackRequest("team-a", "pinned"));
        stage.apply(databasePromise("v2.0.0", "second"));

        assertThat(field(stage.status(TEAM_A), "kratix")).doesNotContainKey("unapplied");
        assertThat(stage.status(INNER).get("promiseVersion")).isEqualTo("v1.0.0");
        assertThat(stage.place().texts()).containsEntry(CompoundStage.INNER_FILE, "size: pinned\n");

        stage.apply(stackRequest("team-a", "small"));

        assertThat(stage.place().texts()).containsEntry(CompoundStage.INNER_FILE, "size: small\n");
        assertThat(stage.status(INNER).get("promiseVersion")).isEqualTo("v1.0.0");
        assertThat(stage.status(INNER).get("resourceBindingVersion")).isEqualTo("v1.0.0");
    }

    private static Promise databasePromise(String version, String pipeline) {
        return Promise.builder("database")
                .version(version)
                .api("example.kratix.io", "Database", CompoundStage.ANY)
                .resourceConfigure(Stage.pipeline(pipeline))
                .destinationSelector(Map.of("environment", "dev"))
                .build();
    }

    private static String binding() {
        return """
                apiVersion: platform.kratix.io/v1alpha1
                kind: ResourceBinding
                metadata: {name: %s, namespace: default}
                spec:
                  version: v1.0.0
                  promiseRef: {name: database}
                  resourceRef: {name: team-a-db, namespace: default}
                """
                .formatted(ResourceBinding.of("database", INNER, "v1.0.0")
                        .document()
                        .metadata()
                        .name());
    }

    @Test
    void takesOverWhatCameFromTheDestinationThatWasThePlatforms() {
        installWith(CompoundStage.platform().cleanup(true).build());

        try (Kratix next = startWith("core")) {
            next.apply(stackRequest("team-a", "large"));
            stage.time.runAll();
            assertThat(size(next)).isEqualTo("small");
            assertThat(elsewhere(next)).isEqualTo(Map.of(PLATFORM.toString(), 1L));

            next.delete(PLATFORM);
            stage.time.runAll();

            assertThat(size(next)).isEqualTo("large");
            assertThat(elsewhere(next)).isEmpty();
            assertThat(stage.registry.events("")).extracting(Event::reason).doesNotContain("Deleted");
            goesWithTeamA(next);
        }
    }

    @Test
    void keepsWhatCameFromTheDestinationThatWasThePlatformsWhereItsFilesAreLeft() {
        installWith(CompoundStage.platform().build());

        try (Kratix next = startWith("core")) {
            next.delete(PLATFORM);
            stage.pass(Duration.ofMinutes(5));

            assertThat(size(next)).isEqualTo("small");
            assertThat(elsewhere(next)).isEqualTo(Map.of(PLATFORM.toString(), 1L));
            goesWithTeamA(next);
        }
    }

    private void installWith(Destination platform) {
        stage.apply(platform, stackPromise(), stackRequest("team-a", "small"));
        stage.apply(core());
        stage.kratix.close();
    }

    private static String size(Kratix kratix) {
        return String.valueOf(kratix.get(INNER).orElseThrow().spec().get("size"));
    }

    private static Map<String, Object> elsewhere(Kratix kratix) {
        return field(kratix.get(CORE).orElseThrow().status(), "kratix", "appliedBack", "elsewhere");
    }

    private void goesWithTeamA(Kratix kratix) {
        kratix.delete(TEAM_A);
        stage.time.runAll();

        assertThat(kratix.get(INNER)).isEmpty();
        assertThat(kratix.get(TEAM_A)).isEmpty();
    }

    @Test
    void prunesWhatCameFromTheDestinationThatWasThePlatformsWhenItsFileGoes() {
        installWith(CompoundStage.platform().build());

        try (Kratix next = startWith("core")) {
            stage.time.runAll();
            assertThat(next.get(INNER)).isPresent();

            goesWithTeamA(next);
        }
    }

    private static Destination core() {
        return Destination.builder("core", Platform.STORE)
                .label("environment", "platform")
                .strictMatchLabels(true)
                .build();
    }

    private Kratix startWith(String platform) {
        InProcessWorkflowRunner.Builder runner = InProcessWorkflowRunner.builder();
        runner.image("example/stack", CompoundStage::askForDatabase);
        runner.image("example/database", call -> call.writeOutput("database.yaml", "size: any\n"));
        return Kratix.builder()
                .registry(stage.registry)
                .stateStores(stage.stores)
                .workflowRunner(runner.build())
                .clock(stage.time.clock())
                .threads(stage.time.executor(), stage.time.timer())
                .platformDestination(platform)
                .open();
    }
}
