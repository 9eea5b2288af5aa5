// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Container;
import io.kratix.model.InvalidPathException;
import io.kratix.model.Pipeline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java functions stand for images; what they do wrong is told as a container's failure. */
final class InProcessWorkflowRunnerTest {
    private static final Instant NOW = Instant.parse("2024-05-01T10:00:00Z");
    private static final Pipeline PIPELINE = Pipeline.builder("configure")
            .container("first", "acme/first:v1")
            .container("second", "acme/second:v1")
            .build();

    @TempDir
    Path directory;

    private final List<String> ran = new ArrayList<>();

    @Test
    void runsTheContainersOneAfterAnother() throws Exception {
        FakeRun run = new FakeRun(PIPELINE, directory);
        WorkflowRunner runner = runner(
                call -> {
                    ran.add(call.container().name());
                    call.writeOutput(
                            "deeper/redis.yaml", "size: " + call.object().spec().get("size"));
                    call.writeMetadata("status.yaml", "message: done");
                },
                call -> {
                    ran.add(call.environment().get("CONTAINER") + " of a "
                            + call.environment().get("KRATIX_WORKFLOW_TYPE"));
                    call.log("all is well");
                });

        PipelineOutcome outcome = runner.run(run);

        assertThat(outcome.isSuccess()).isTrue();
        assertThat(outcome.message()).isEmpty();
        assertThat(ran).containsExactly("first", "second of a resource");
        assertThat(outcome.results()).extracting(ContainerResult::container).containsExactly("first", "second");
        assertThat(outcome.results()).allSatisfy(result -> {
            assertThat(result.exitCode()).isZero();
            assertThat(result.started()).isEqualTo(NOW);
            assertThat(result.finished()).isEqualTo(NOW);
        });
        assertThat(run.workspace().output().resolve("deeper/redis.yaml")).hasContent("size: small");
        assertThat(run.workspace().metadata().resolve("status.yaml")).hasContent("message: done");
        assertThat(run.logged("second", LogStream.STDOUT)).isEqualTo("all is well\n");
    }

    @Test
    void namesAnImageThatNoFunctionStandsForAndThoseThatAreKnown() throws Exception {
        WorkflowRunner runner = InProcessWorkflowRunner.builder()
                .image("acme/first:v1", call -> ran.add("first"))
                .image("acme/another:v1", call -> ran.add("another"))
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .build();

        PipelineOutcome outcome = runner.run(new FakeRun(PIPELINE, directory));

        assertThat(outcome.isSuccess()).isFalse();
        assertThat(outcome.message())
                .isEqualTo("container 'second': no function stands for image 'acme/second:v1'"
                        + " (known: acme/another:v1, acme/first:v1); give it one by .image(\"acme/second:v1\", ...)");
        assertThat(outcome.results()).extracting(ContainerResult::container).containsExactly("first");
        assertThat(ran).containsExactly("first");
    }

    @Test
    void saysSoWhenNoFunctionIsKnownAtAll() throws Exception {
        WorkflowRunner runner = InProcessWorkflowRunner.builder().build();

        PipelineOutcome outcome = runner.run(new FakeRun(PIPELINE, directory));

        assertThat(outcome.message())
                .isEqualTo(
                        "container 'first': no function stands for image 'acme/first:v1' (known: none); give it one by"
                                + " .image(\"acme/first:v1\", ...)");
    }

    @Test
    void takesAnExceptionForTheContainersFailureAndLogsWhereItCameFrom() throws Exception {
        FakeRun run = new FakeRun(PIPELINE, directory);
        WorkflowRunner runner = runner(
                call -> {
                    throw new IOException("no quota");
                },
                call -> ran.add("second"));

        PipelineOutcome outcome = runner.run(run);

        assertThat(outcome.isSuccess()).isFalse();
        assertThat(outcome.message()).isEqualTo("container 'first': its function threw java.io.IOException: no quota");
        assertThat(outcome.results()).singleElement().satisfies(result -> {
            assertThat(result.container()).isEqualTo("first");
            assertThat(result.exitCode()).isEqualTo(1);
        });
        assertThat(run.logged("first", LogStream.STDERR))
                .startsWith("java.io.IOException: no quota\n\tat " + getClass().getName());
        assertThat(ran).isEmpty();
    }

    @Test
    void takesAnyErrorForTheContainersFailure() throws Exception {
        for (Error thrown : List.of(new Error("my own"), new OutOfMemoryError("heap"), new StackOverflowError())) {
            PipelineOutcome outcome = runner(
                            call -> {
                                throw thrown;
                            },
                            call -> ran.add("second"))
                    .run(new FakeRun(PIPELINE, directory));

            assertThat(outcome.message()).isEqualTo("container 'first': its function threw " + thrown);
        }
        assertThat(ran).isEmpty();
    }

    @Test
    void takesAPathThatLeavesTheOutputForTheContainersFailure() throws Exception {
        WorkflowRunner runner = runner(call -> call.writeOutput("../escaped.yaml", ""), call -> ran.add("second"));

        PipelineOutcome outcome = runner.run(new FakeRun(PIPELINE, directory));

        assertThat(outcome.message())
                .isEqualTo("container 'first': its function threw " + InvalidPathException.class.getName()
                        + ": path '../escaped.yaml' must not have the segment '..'");
        assertThat(directory.resolve("escaped.yaml")).doesNotExist();
    }

    @Test
    void letsAnInterruptPass() throws Exception {
        InterruptedException interrupt = new InterruptedException("the engine closes");
        FakeRun run = new FakeRun(PIPELINE, directory);
        WorkflowRunner runner = runner(
                call -> {
                    throw interrupt;
                },
                call -> ran.add("second"));

        assertThatThrownBy(() -> runner.run(run)).isSameAs(interrupt);
        assertThat(run.logged("first", LogStream.STDERR)).isEmpty();
    }

    @Test
    void letsPassWhatTheEngineThrows() throws Exception {
        IllegalStateException signal = new IllegalStateException("the secret 'git' is not there");
        FakeRun run = new FakeRun(PIPELINE, directory) {
            @Override
            public Map<String, String> environment(Container container) {
                throw signal;
            }
        };

        assertThatThrownBy(() -> runner(call -> ran.add("first"), call -> ran.add("second"))
                        .run(run))
                .isSameAs(signal);
        assertThat(ran).isEmpty();
    }

    @Test
    void letsPassWhatTheEngineThrowsInsideAFunctionThoughTheFunctionHidesIt() throws Exception {
        IllegalStateException signal = new IllegalStateException("the run's lease is lost");
        FakeRun run = new FakeRun(PIPELINE, directory) {
            @Override
            public OutputStream log(String container, LogStream stream) {
                throw signal;
            }
        };
        PipelineFunction hiding = call -> {
            try {
                call.log("all is well");
            } catch (IllegalStateException e) {
                ran.add("hidden");
            }
        };

        assertThatThrownBy(() -> runner(hiding, call -> ran.add("second")).run(run))
                .isSameAs(signal);
        assertThat(ran).containsExactly("hidden");
    }

    @Test
    void hasNothingToReleaseAndNothingThatLasts() throws Exception {
        WorkflowRunner runner = runner(call -> {}, call -> {});

        runner.release("unknown");
        runner.close();

        assertThat(runner.leftovers()).isEmpty();
        assertThat(runner.durable()).isFalse();
    }

    @Test
    void refusesTwoFunctionsForOneImage() {
        InProcessWorkflowRunner.Builder builder =
                InProcessWorkflowRunner.builder().image("acme/first:v1", call -> {});

        assertThatThrownBy(() -> builder.image("acme/first:v1", call -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("image 'acme/first:v1' has a function already");
    }

    private static WorkflowRunner runner(PipelineFunction first, PipelineFunction second) {
        return InProcessWorkflowRunner.builder()
                .image("acme/first:v1", first)
                .image("acme/second:v1", second)
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .build();
    }
}
