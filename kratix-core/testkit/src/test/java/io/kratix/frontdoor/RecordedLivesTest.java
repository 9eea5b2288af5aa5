// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Event;
import io.kratix.model.FilepathMode;
import io.kratix.spi.workflow.PipelineCall;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two whole runs of the original about Promises over their life. What we do otherwise is named and counted. */
class RecordedLivesTest {
    private final Publisher publisher = new Publisher();
    private final List<Event> heard = new CopyOnWriteArrayList<>();
    private final Stage stage = Stage.open(builder ->
            builder.defaultFilepathMode(FilepathMode.NESTED_BY_METADATA).onEvent(heard::add));
    private final RecordedLives lives = new RecordedLives(stage, publisher, heard);

    @BeforeEach
    void writePipelines() {
        stage.scripts.put("deploy", RecordedLivesTest::web);
        stage.scripts.put("extra", RecordedLivesTest::extra);
        stage.scripts.put("go", RecordedLivesTest::extra);
    }

    @AfterEach
    void close() {
        stage.close();
        publisher.close();
    }

    @Test
    void doesWhatTheOriginalDidWithChangesOfAPromise() throws IOException {
        lives.play("updates");

        assertThat(lives.departed())
                .containsOnly(
                        Map.entry("availableIsToldOnce", 4),
                        Map.entry("deletionsAreTold", 1),
                        Map.entry("everyRequestFollows", 2),
                        Map.entry("everyRequestIsPaused", 1),
                        Map.entry("fieldsAreNamed", 4),
                        Map.entry("missingVersionIsSaid", 1),
                        Map.entry("noStaleLabel", 1),
                        Map.entry("noStaleReconciled", 3),
                        Map.entry("nothingRunsForALabel", 1),
                        Map.entry("nothingToFollowYet", 1),
                        Map.entry("passesAreNotTold", 10),
                        Map.entry("runsWhenUnpaused", 2),
                        Map.entry("toldWhenConfirmed", 4));
    }

    @Test
    void doesWhatTheOriginalDidWithRequiredPromisesAndReleases() throws IOException {
        lives.play("releases");

        assertThat(lives.departed())
                .containsOnly(
                        Map.entry("deletionsAreTold", 3),
                        Map.entry("eachStateIsTold", 1),
                        Map.entry("fieldsAreNamed", 1),
                        Map.entry("labelsAreTheDocuments", 3),
                        Map.entry("noStaleReconciled", 1),
                        Map.entry("nothingIsFetchedToApply", 3),
                        Map.entry("nothingToFollowYet", 1),
                        Map.entry("passesAreNotTold", 3),
                        Map.entry("releasesAreExplained", 5),
                        Map.entry("requestsSaySo", 1),
                        Map.entry("revisionsGo", 8),
                        Map.entry("worksAreReported", 3));
    }

    private static void web(PipelineCall call) throws IOException {
        Map<String, ?> spec = call.object().spec();
        String image = call.container().image();
        call.writeOutput(
                "web.yaml",
                "web: " + call.object().metadata().name() + "\ncolor: " + spec.get("color") + "\nshape: "
                        + (spec.containsKey("shape") ? spec.get("shape") : "") + "\nby: "
                        + image.substring(image.indexOf(':') + 1) + "\n");
    }

    private static void extra(PipelineCall call) throws IOException {
        call.writeOutput("extra.yaml", "extra: " + call.object().metadata().name() + "\n");
    }
}
