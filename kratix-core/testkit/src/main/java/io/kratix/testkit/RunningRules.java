// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.workflow.ContainerResult;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Containers that do as they should. */
abstract class RunningRules extends WorkflowRunnerRules {
    RunningRules(WorkflowRunnerContract contract) {
        super(contract);
    }

    @Test
    void runsTheContainersInTheirOrder() throws IOException, InterruptedException {
        RecordingRun run = newRun(
                container("first", script().append("/kratix/output/order", "first ")),
                container("second", script().append("/kratix/output/order", "second ")),
                container("third", script().append("/kratix/output/order", "third ")));

        PipelineOutcome outcome = run(run);

        assertThat(outcome.isSuccess()).as(outcome.message()).isTrue();
        assertThat(run.files().outputs()).isEqualTo(Map.of("order", "first second third "));
        assertThat(outcome.results())
                .extracting(ContainerResult::container)
                .containsExactly("first", "second", "third");
        assertThat(outcome.results()).extracting(ContainerResult::exitCode).containsOnly(0);
    }

    @Test
    void startsAContainerWhenTheOneBeforeItHasEnded() throws IOException, InterruptedException {
        List<ContainerResult> results = run(newRun(container("first", script()), container("second", script())))
                .results();

        assertThat(results).hasSize(2).allSatisfy(result -> assertThat(result.finished())
                .isAfterOrEqualTo(result.started()));
        assertThat(results.get(1).started()).isAfterOrEqualTo(results.get(0).finished());
    }

    @Test
    void givesEveryContainerTheInput() throws IOException, InterruptedException {
        RecordingRun run = newRun(
                container("first", script().copy("/kratix/input/object.yaml", "/kratix/output/first.yaml")),
                container("second", script().copy("/kratix/input/object.yaml", "/kratix/output/second.yaml")));

        succeed(run);

        String object = "kind: redis\nspec: {size: small}\n";
        assertThat(run.files().outputs()).isEqualTo(Map.of("first.yaml", object, "second.yaml", object));
    }

    @Test
    void letsAContainerReadWhatTheOneBeforeItLeft() throws IOException, InterruptedException {
        RecordingRun run = newRun(
                container(
                        "first",
                        script().write("/kratix/output/a", "left in the output")
                                .write("/kratix/metadata/b", "left in the metadata")),
                container(
                        "second",
                        script().copy("/kratix/metadata/b", "/kratix/output/b")
                                .copy("/kratix/output/a", "/kratix/metadata/a")));

        succeed(run);

        assertThat(run.files().outputs()).isEqualTo(Map.of("a", "left in the output", "b", "left in the metadata"));
        assertThat(run.files().metadataFiles())
                .isEqualTo(Map.of("a", "left in the output", "b", "left in the metadata"));
    }

    @Test
    void givesEachContainerItsOwnEnvironment() throws IOException, InterruptedException {
        RecordingRun run = newRun(
                        container("first", script().writeVariable("MINE", "/kratix/output/first")),
                        container("second", script().writeVariable("MINE", "/kratix/output/second")))
                .withEnvironment(container -> container.name().equals("first")
                        ? Map.of("MINE", "two\nlines of $HOME, \"quoted\" 'twice'")
                        : Map.of("MINE", "käse = cheese"));

        succeed(run);

        assertThat(run.files().outputs())
                .isEqualTo(Map.of("first", "two\nlines of $HOME, \"quoted\" 'twice'", "second", "käse = cheese"));
    }

    @Test
    void bringsBackAllThatWasWrittenAndNothingElse() throws IOException, InterruptedException {
        RecordingRun run = newRun(container(
                "first",
                script().write("/kratix/output/deep/er/still/a b.yaml", "größe: small\n")
                        .write("/kratix/output/empty", "")
                        .write("/kratix/metadata/status.yaml", "message: done\n")));

        succeed(run);

        assertThat(run.files().outputs()).isEqualTo(Map.of("deep/er/still/a b.yaml", "größe: small\n", "empty", ""));
        assertThat(run.files().metadataFiles()).isEqualTo(Map.of("status.yaml", "message: done\n"));
    }

    @Test
    void bringsBackNoFileThatALinkPointsAt() throws IOException, InterruptedException {
        RecordingRun run =
                newRun(container("first", script().link("/kratix/output/link", "/kratix/input/object.yaml")));

        try {
            run(run);
        } catch (RuntimeException e) {
            assertThat(e).as("a link may be refused by exception, in words").hasMessageContaining("link");
        }

        assertThat(run.files().outputs().getOrDefault("link", "")).doesNotContain("redis");
    }

    @Test
    void keepsRunsApart() throws IOException, InterruptedException {
        RecordingRun one = newRun(container("first", script().append("/kratix/output/a", "one")));
        RecordingRun other = newRun(container("first", script().append("/kratix/output/a", "other")));

        succeed(one);
        succeed(other);

        assertThat(one.files().outputs()).isEqualTo(Map.of("a", "one"));
        assertThat(other.files().outputs()).isEqualTo(Map.of("a", "other"));
    }

    @Test
    void runsOneBesideAnother() throws IOException, InterruptedException {
        RecordingRun slow = newRun(container("slow", script().awaitGo().print(LogStream.STDOUT, "slow")));
        RecordingRun quick = newRun(container("quick", script().print(LogStream.STDOUT, "quick")));
        Attendant waiting = attendUntilItWaits(slow, "slow");

        Attendant other = attend(quick).end();

        assertThat(other.outcome()).as(other.describe()).isPresent();
        assertThat(waiting.hasEnded()).isFalse();
        letGo(slow, "slow");
        assertThat(waiting.end().outcome().map(PipelineOutcome::isSuccess)).contains(true);
        assertThat(printed(slow, "slow")).isEqualTo(ContainerScript.WAITING + "\nslow\n");
        assertThat(printed(quick, "quick")).isEqualTo("quick\n");
    }
}
