// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.ContainerResult;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What holds on any engine. */
abstract class DockerWorkflowRunnerRules {
    private static final Logger LOG = LoggerFactory.getLogger(DockerWorkflowRunnerRules.class);

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    final TestEngine engine;
    DockerWorkflowRunner runner;

    DockerWorkflowRunnerRules(TestEngine engine) {
        this.engine = engine;
        runner = newRunner();
    }

    final DockerWorkflowRunnerBuilder builder() {
        return engine.runner();
    }

    private DockerWorkflowRunner newRunner() {
        return builder().open();
    }

    @AfterEach
    void close() throws InterruptedException {
        threads.shutdownNow();
        for (String id : runner.leftovers()) {
            runner.release(id);
        }
        runner.close();
    }

    @Test
    void runsContainersInOrderOverTheThreeDirectories() throws InterruptedException {
        LocalRun run = LocalRun.of(
                "run-1",
                Pipelines.scripts(
                        "cat /kratix/input/object.yaml; mkdir -p /kratix/output/a; echo one > /kratix/output/a/first.yaml",
                        "cat /kratix/output/a/first.yaml; echo 'message: ready' > /kratix/metadata/status.yaml; echo oh >&2"),
                directory);

        PipelineOutcome outcome = runner.run(run);

        assertThat(outcome.message()).isEmpty();
        assertThat(outcome.results()).extracting(ContainerResult::container).containsExactly("step-0", "step-1");
        assertThat(run.output("a/first.yaml")).isEqualTo("one\n");
        assertThat(run.metadata("status.yaml")).isEqualTo("message: ready\n");
        assertThat(run.said("step-0", LogStream.STDOUT)).isEqualTo("kind: redis\n");
        assertThat(run.said("step-1", LogStream.STDOUT)).isEqualTo("one\n");
        assertThat(run.said("step-1", LogStream.STDERR)).isEqualTo("oh\n");
    }

    @Test
    void givesInputReadOnlyAndOutputToEveryUser() throws InterruptedException {
        LocalRun run = LocalRun.of(
                "run-users",
                Pipelines.pipeline()
                        .script("echo no > /kratix/input/object.yaml || echo refused")
                        .script(
                                "id -u; echo mine > /kratix/output/mine",
                                Map.of("securityContext", Map.of("runAsUser", 1234)))
                        .script("echo root > /kratix/output/root; echo more >> /kratix/output/mine")
                        .build(),
                directory);

        PipelineOutcome outcome = runner.run(run);

        assertThat(outcome.message()).isEmpty();
        assertThat(run.said("step-0", LogStream.STDOUT)).isEqualTo("refused\n");
        assertThat(run.said("step-1", LogStream.STDOUT)).isEqualTo("1234\n");
        assertThat(run.output("mine")).isEqualTo("mine\nmore\n");
    }

    @Test
    void stopsAtTheFirstContainerThatFails() throws InterruptedException {
        LocalRun run = LocalRun.of("run-fails", Pipelines.scripts("true", "exit 3", "echo never"), directory);

        PipelineOutcome outcome = runner.run(run);

        assertThat(outcome.isSuccess()).isFalse();
        assertThat(outcome.message())
                .isEqualTo("container 'step-1' (image 'kratix-test/busybox:1') exited with code 3");
        assertThat(outcome.results()).extracting(ContainerResult::exitCode).containsExactly(0, 3);
        assertThat(run.said("step-2", LogStream.STDOUT)).isEmpty();
    }

    @Test
    void joinsARunThatWentOnWithoutUs() throws Exception {
        LocalRun run = LocalRun.of(
                "run-join",
                Pipelines.scripts("echo began; date +%N > /kratix/output/once; sleep 3; echo ended", "echo second"),
                directory.resolve("first"));
        Thread first = new Thread(() -> runUntilInterrupted(run));
        first.start();
        await().until(() -> run.said("step-0", LogStream.STDOUT).contains("began"));
        first.interrupt();
        first.join();
        runner.close();
        runner = newRunner();
        LocalRun again = run.again(directory.resolve("second"));

        PipelineOutcome outcome = runner.run(again);

        assertThat(outcome.message()).isEmpty();
        assertThat(again.said("step-0", LogStream.STDOUT)).isEqualTo("began\nended\n");
        assertThat(again.said("step-1", LogStream.STDOUT)).isEqualTo("second\n");
        assertThat(again.output("once")).hasSizeGreaterThan(1);
    }

    @Test
    void givesTheSameOutcomeAgainUntilReleased() throws InterruptedException {
        LocalRun run = LocalRun.of(
                "run-twice",
                Pipelines.scripts("date +%N > /kratix/output/once; echo hello"),
                directory.resolve("first"));
        PipelineOutcome outcome = runner.run(run);
        LocalRun again = run.again(directory.resolve("second"));

        PipelineOutcome same = runner.run(again);

        assertThat(same.isSuccess()).isTrue();
        assertThat(again.output("once")).isEqualTo(run.output("once"));
        assertThat(again.said("step-0", LogStream.STDOUT)).isEqualTo("hello\n");
        assertThat(same.results().get(0).started())
                .isEqualTo(outcome.results().get(0).started());
    }

    @Test
    void releaseStopsARunAndRemovesAllOfItAndNothingElse() throws Exception {
        engine.docker("volume", "create", "somebody-elses");
        LocalRun other = LocalRun.of("run-other", Pipelines.scripts("true"), directory.resolve("other"));
        runner.run(other);
        LocalRun run = LocalRun.of(
                "run-cancel", Pipelines.scripts("echo began; sleep 600", "echo never"), directory.resolve("one"));
        Thread thread = new Thread(() -> runUntilInterrupted(run));
        thread.start();
        await().until(() -> run.said("step-0", LogStream.STDOUT).contains("began"));
        await().until(() -> engine.everything().contains("run-cancel-step-1"));

        runner.release("run-cancel");
        thread.join();

        assertThat(engine.everything()).doesNotContain("run-cancel").contains("somebody-elses", "run-other");
        assertThat(runner.leftovers()).containsExactly("run-other");
        engine.docker("volume", "rm", "somebody-elses");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/volumes/create", "create?name=kratix-run-late-carrier", "create?name=kratix-run-late-step-0"})
    void removesWhatTheEngineMakesAfterItsRunWasInterruptedAndReleased(String request) throws Exception {
        try (HoldingProxy proxy = HoldingProxy.of(engine, request);
                DockerWorkflowRunner interrupted = builder().host(proxy.uri()).open()) {
            LocalRun run = LocalRun.of("run-late", Pipelines.scripts("true"), directory);
            Thread thread = new Thread(() -> runUntilInterrupted(interrupted, run));
            thread.start();
            await().until(proxy::holds);
            thread.interrupt();
            thread.join();

            Future<?> release = threads.submit(() -> release(interrupted, run.id()));
            await().until(() -> proxy.saw("/volumes?"));
            proxy.letGo();
            release.get();
        }

        assertThat(engine.everything()).isEmpty();
    }

    @Test
    void neitherUsesNorRemovesAVolumeOfOthersThatBearsTheNameOfARuns() throws InterruptedException {
        engine.docker("volume", "create", "kratix-run-foreign-input");
        LocalRun run = LocalRun.of("run-foreign", Pipelines.scripts("true"), directory);

        assertThatThrownBy(() -> runner.run(run))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("the volume 'kratix-run-foreign-input'")
                .hasMessageEndingWith(
                        "bears the name of a part of the run 'run-foreign' and not its labels; remove or rename it");
        runner.release("run-foreign");

        assertThat(engine.everything()).contains("kratix-run-foreign-input");
        engine.docker("volume", "rm", "kratix-run-foreign-input");
    }

    @Test
    void removesARunThatTwoReleaseAtOnce() throws Exception {
        try (DockerWorkflowRunner other = builder().open()) {
            runner.run(LocalRun.of("run-twice", Pipelines.scripts("true"), directory));

            List<Future<?>> releases = Stream.of(runner, other)
                    .<Future<?>>map(each -> threads.submit(() -> release(each, "run-twice")))
                    .toList();
            for (Future<?> release : releases) {
                release.get();
            }

            assertThat(engine.everything()).isEmpty();
        }
    }

    private static boolean release(DockerWorkflowRunner runner, String id) throws InterruptedException {
        runner.release(id);
        return true;
    }

    @Test
    void knowsItsOwnPlatformsLeftoversOnly() throws InterruptedException {
        LocalRun run = LocalRun.of("run-left", Pipelines.scripts("true"), directory);
        try (DockerWorkflowRunner stranger = builder().platform("another").open()) {
            stranger.run(run);

            List<String> ours = runner.leftovers();
            runner.release("run-left");
            List<String> theirs = stranger.leftovers();
            stranger.release("run-left");

            assertThat(ours).isEmpty();
            assertThat(theirs).containsExactly("run-left");
        }
    }

    @Test
    void releasesAnUnknownRun() throws InterruptedException {
        runner.release("run-unknown");

        assertThat(engine.everything()).isEmpty();
    }

    @Test
    void refusesLinksInTheOutput() throws InterruptedException {
        LocalRun run = LocalRun.of("run-link", Pipelines.scripts("ln -s /etc/passwd /kratix/output/users"), directory);

        PipelineOutcome outcome = runner.run(run);

        assertThat(outcome.message())
                .isEqualTo("'users' in the output is a link to '/etc/passwd'; write files, no links or devices");
    }

    @Test
    void takesASecondNameOfAFileForAFile() throws InterruptedException {
        LocalRun run = LocalRun.of(
                "run-hard",
                Pipelines.scripts(
                        "mkdir /kratix/output/d; echo one > /kratix/output/d/a; ln /kratix/output/d/a /kratix/output/b"),
                directory);

        PipelineOutcome outcome = runner.run(run);

        assertThat(outcome.message()).isEmpty();
        assertThat(run.output("d/a") + run.output("b")).isEqualTo("one\none\n");
    }

    @Test
    void keepsEveryLineOfBothStreamsInOrder() throws InterruptedException {
        LocalRun run = LocalRun.of(
                "run-lines",
                Pipelines.scripts(
                        "for i in $(seq 20000); do echo line $i; done; printf 'no end of line'; echo bad >&2"),
                directory);

        runner.run(run);

        List<String> lines = run.said("step-0", LogStream.STDOUT).lines().toList();
        assertThat(lines).hasSize(20_001).endsWith("line 20000", "no end of line");
        assertThat(run.said("step-0", LogStream.STDERR)).isEqualTo("bad\n");
    }

    @Test
    void givesContainersTheirEnvironmentAndReplacesVariables() throws InterruptedException {
        LocalRun run = LocalRun.of(
                        "run-env",
                        Pipelines.pipeline()
                                .container(
                                        TestEngine.IMAGE,
                                        List.of("/bin/sh", "-c"),
                                        List.of("echo $KRATIX_WORKFLOW_TYPE $(WHO) $$(WHO) $(NOBODY=1; echo $NOBODY)"))
                                .build(),
                        directory)
                .variable("WHO", "me");

        runner.run(run);

        assertThat(run.said("step-0", LogStream.STDOUT)).startsWith("resource me ");
    }

    private void runUntilInterrupted(LocalRun run) {
        runUntilInterrupted(runner, run);
    }

    private static void runUntilInterrupted(DockerWorkflowRunner runner, LocalRun run) {
        try {
            runner.run(run);
        } catch (InterruptedException | PluginException e) {
            LOG.debug("{} ended", run.id(), e);
        }
    }
}
