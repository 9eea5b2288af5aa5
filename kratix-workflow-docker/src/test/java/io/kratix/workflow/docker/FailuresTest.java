// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kratix.model.Pipeline;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on a Docker engine, made to go wrong there. */
@Tag("docker")
@ExtendWith(OnEngine.Docker.class)
class FailuresTest {
    @TempDir
    Path directory;

    private final DockerWorkflowRunner runner;

    FailuresTest(TestEngine engine) {
        runner = open(engine);
    }

    private static DockerWorkflowRunner open(TestEngine engine) {
        return DockerWorkflowRunner.builder()
                .host(engine.uri())
                .network("none")
                .stopTimeout(Duration.ofSeconds(1))
                .open();
    }

    @AfterEach
    void close() throws InterruptedException {
        for (String id : runner.leftovers()) {
            runner.release(id);
        }
        runner.close();
    }

    @Test
    void saysWhichImageIsNotThere() throws InterruptedException {
        PipelineOutcome outcome = run(image("kratix-test/nowhere:1", Map.of("imagePullPolicy", "Never")));

        assertThat(outcome.message())
                .isEqualTo("container 'step-0' (image 'kratix-test/nowhere:1') cannot start: the image is not on the"
                        + " engine, and imagePullPolicy is Never");
    }

    @Test
    void waitsForARegistryThatDoesNotAnswer() throws Exception {
        String image = "127.0.0.1:" + closedPort() + "/nowhere:1";

        assertThatThrownBy(() -> run(image(image, Map.of())))
                .isInstanceOfSatisfying(PluginException.class, thrown -> assertThat(thrown.reason())
                        .isEqualTo(PluginException.Reason.UNAVAILABLE))
                .hasMessageStartingWith(
                        "container 'step-0' (image '" + image + "') cannot start: its image cannot be pulled: ")
                .hasMessageContaining("connection refused");
    }

    @Test
    void saysThatAContainerUsedTooMuchMemory() throws InterruptedException {
        PipelineOutcome outcome = run(Pipelines.pipeline()
                .script(
                        "x=aaaaaaaaaaaaaaaa; while true; do x=$x$x$x$x; done",
                        Map.of("resources", Map.of("limits", Map.of("memory", "32Mi"))))
                .build());

        assertThat(outcome.message())
                .isEqualTo("container 'step-0' (image 'kratix-test/busybox:1') was killed: it used more memory than its"
                        + " limit of 32Mi; raise its resources.limits.memory");
    }

    @Test
    void stopsAContainerThatHangs() throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(8);

        PipelineOutcome outcome = runner.run(LocalRun.of("run-hangs", Pipelines.scripts("sleep 600"), directory)
                .deadline(deadline));

        assertThat(outcome.message())
                .isEqualTo("container 'step-0' (image 'kratix-test/busybox:1') was stopped: it ran past the Pipeline's"
                        + " time limit, " + deadline);
    }

    @Test
    void saysThatTheEngineWentAway() {
        try (TestEngine engine = TestEngine.start(TestEngine.Kind.DOCKER);
                DockerWorkflowRunner fragile = open(engine)) {
            LocalRun run = LocalRun.of("run-gone", Pipelines.scripts("echo began; sleep 30"), directory);
            CompletableFuture<Object> ended = CompletableFuture.supplyAsync(() -> outcomeOrException(fragile, run));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> run.said("step-0", LogStream.STDOUT).contains("began"));

            engine.kill();

            assertThat(ended.join()).isInstanceOfSatisfying(PluginException.class, thrown -> assertThat(thrown.reason())
                    .isEqualTo(PluginException.Reason.UNAVAILABLE));
            assertThatThrownBy(fragile::checkAccess)
                    .hasMessageStartingWith("the container engine at " + engine.uri()
                            + " (named by the configuration) did not answer (asking whether it is there): ");
        }
    }

    private static Object outcomeOrException(DockerWorkflowRunner runner, LocalRun run) {
        try {
            return runner.run(run);
        } catch (InterruptedException | RuntimeException e) {
            return e;
        }
    }

    private PipelineOutcome run(Pipeline pipeline) throws InterruptedException {
        return runner.run(LocalRun.of("run-failure", pipeline, directory));
    }

    private static Pipeline image(String image, Map<String, Object> fields) {
        return Pipelines.pipeline()
                .container(image, List.of("/bin/true"), Map.copyOf(fields))
                .build();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
