// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.FilepathMode;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.PipelineCall;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a State Store confirmed once is wanted again, and something else may have been written in between. */
class WantedAgainTest {
    @ParameterizedTest
    @EnumSource(names = {"NESTED_BY_METADATA", "NONE", "AGGREGATED_YAML"})
    void standsAgainWhereWhatWasWrittenMeanwhileWasNeverAnswered(FilepathMode mode) {
        try (Stage stage = Stage.open()) {
            begin(stage, mode);
            stage.place().loseNextAnswer(PluginException.unavailable("the line broke"));
            stage.apply(Platform.request("mine", "large"));
            assertThat(texts(stage)).contains("mine: large", "mine: a replica");

            stage.apply(Platform.request("mine", "small"));
            stage.pass(Duration.ofMinutes(10));

            assertSmall(stage);
        }
    }

    /** The file is written whole: with a Work as it is, though its own turn has yet to come. */
    @Test
    void standsAgainInAFileThatWasWrittenForSomebodyElseMeanwhile() {
        try (Stage stage = Stage.open(builder -> builder.schedulingStrategy(candidates -> {
            if (candidates.group().directory().equals("remote")) {
                throw new IllegalStateException("no decision");
            }
            return candidates.matching().get(0);
        }))) {
            begin(stage, FilepathMode.AGGREGATED_YAML);
            stage.apply(Platform.request("mine", "large"));
            stage.apply(Platform.request("other", "small"));
            assertThat(texts(stage)).contains("mine: large", "other: small");

            stage.apply(Platform.request("mine", "small"));

            assertSmall(stage);
        }
    }

    private static void begin(Stage stage, FilepathMode mode) {
        stage.scripts.put("make", WantedAgainTest::make);
        stage.apply(
                Platform.store(),
                Platform.destination("worker", "a", mode),
                Stage.promise("make").build(),
                Platform.request("mine", "small"));
        assertSmall(stage);
    }

    private static void make(PipelineCall call) throws IOException {
        String name = call.object().metadata().name();
        Object size = call.object().spec().get("size");
        call.writeOutput("size.yaml", name + ": " + size + "\n");
        if ("large".equals(size)) {
            call.writeOutput("remote/replica.yaml", name + ": a replica\n");
            call.writeMetadata(
                    "destination-selectors.yaml", "- directory: remote\n  matchLabels: {environment: dev}\n");
        }
    }

    private static void assertSmall(Stage stage) {
        assertThat(stage.conditions(Platform.reference("mine"))).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(texts(stage)).contains("mine: small").doesNotContain("mine: large", "mine: a replica");
    }

    private static List<String> texts(Stage stage) {
        return stage.place().texts().values().stream().flatMap(String::lines).toList();
    }
}
