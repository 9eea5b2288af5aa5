// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kratix.model.Pipeline;
import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What goes wrong on a Docker engine, made to go wrong there. */
class FailuresTest extends RunnerOnDocker {
    /** Lines, with each of which the engine stores 80 bytes. */
    private static final int FLOOD = 350_000;

    private final TestEngine engine;

    FailuresTest(TestEngine engine) {
        super(engine);
        this.engine = engine;
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
    void saysThatARegistryAsksForCredentials() throws Exception {
        try (TestRegistry registry = TestRegistry.start()) {
            PipelineOutcome outcome = run(image(registry.image(), Map.of()));

            assertThat(outcome.message())
                    .startsWith("container 'step-0' (image '" + registry.image()
                            + "') cannot start: its image cannot be pulled: ")
                    .contains("no basic auth credentials");
            assertThat(registry.asked()).isEmpty();
        }
    }

    @Test
    void saysThatARegistryRefusesWhoeverTheSecretNames() throws Exception {
        try (TestRegistry registry = TestRegistry.start()) {
            Pipeline pipeline = Pipelines.pipeline()
                    .container(registry.image(), List.of("/bin/true"), Map.of())
                    .with("imagePullSecrets", List.of(Map.of("name", "registry")))
                    .build();
            LocalRun run = LocalRun.of("run-on-docker", pipeline, directory)
                    .secret("registry", Map.of(".dockerconfigjson", credentials(registry.image())));

            PipelineOutcome outcome = runner.run(run);

            assertThat(outcome.message())
                    .startsWith("container 'step-0' (image '" + registry.image()
                            + "') cannot start: its image cannot be pulled: ")
                    .contains("denied: this project is not yours")
                    .doesNotContain("password");
            assertThat(registry.asked()).contains("/v2/private/manifests/1");
        }
    }

    @Test
    void pullsWithTheCredentialsOfTheSecret() throws Exception {
        try (TestRegistry registry = TestRegistry.start()) {
            String image = registry.givenImage();
            LocalRun run = LocalRun.of(
                            "run-on-docker",
                            Pipelines.pipeline()
                                    .container(image, List.of("/bin/echo", "pulled"), Map.of())
                                    .with("imagePullSecrets", List.of(Map.of("name", "registry")))
                                    .build(),
                            directory)
                    .secret("registry", Map.of(".dockerconfigjson", credentials(image)));

            PipelineOutcome outcome = runner.run(run);

            assertThat(outcome.message()).isEmpty();
            assertThat(run.said("step-0", LogStream.STDOUT)).isEqualTo("pulled\n");
            assertThat(run.notes()).startsWith("pulling " + image).endsWith("pulled " + image);
            assertThat(registry.asked()).contains("/v2/given/manifests/1");
        }
    }

    @Test
    void saysThatNoSecretHasAnEntryForTheRegistry() throws Exception {
        try (TestRegistry registry = TestRegistry.start()) {
            Pipeline pipeline = Pipelines.pipeline()
                    .container(registry.image(), List.of("/bin/true"), Map.of())
                    .with("imagePullSecrets", List.of(Map.of("name", "registry")))
                    .build();
            LocalRun run = LocalRun.of("run-on-docker", pipeline, directory)
                    .secret("registry", Map.of(".dockerconfigjson", credentials("another.example.org/app")));

            PipelineOutcome outcome = runner.run(run);

            assertThat(outcome.message())
                    .contains("no basic auth credentials")
                    .endsWith("; imagePullSecrets has nothing for this image, but for another.example.org");
        }
    }

    @Test
    void pullsWithoutASecretThatIsNotThereAsKubernetesDoes() throws Exception {
        try (TestRegistry registry = TestRegistry.start()) {
            LocalRun run = LocalRun.of(
                    "run-on-docker",
                    Pipelines.pipeline()
                            .container(TestEngine.IMAGE, List.of("/bin/true"), Map.of())
                            .container(registry.image(), List.of("/bin/true"), Map.of())
                            .with("imagePullSecrets", List.of(Map.of("name", "registry")))
                            .build(),
                    directory);

            PipelineOutcome outcome = runner.run(run);

            assertThat(outcome.message())
                    .startsWith("container 'step-1' (image '" + registry.image() + "') cannot start: ")
                    .contains("no basic auth credentials");
            assertThat(outcome.results()).hasSize(1);
            assertThat(run.notes())
                    .containsOnlyOnce("imagePullSecrets: there is no secret 'registry'; pulling without it");
        }
    }

    @Test
    void saysThatTheCommandIsNotInTheImage() throws InterruptedException {
        PipelineOutcome outcome = run(Pipelines.pipeline()
                .container(TestEngine.IMAGE, List.of("/bin/nowhere"), Map.of())
                .build());

        assertThat(outcome.message())
                .startsWith("container 'step-0' (image 'kratix-test/busybox:1') cannot start: its command is not in the"
                        + " image: ")
                .contains("/bin/nowhere");
    }

    @Test
    void saysThatTheCommandIsNotExecutable() throws InterruptedException {
        PipelineOutcome outcome = run(Pipelines.pipeline()
                .container(TestEngine.IMAGE, List.of("/etc"), Map.of())
                .build());

        assertThat(outcome.message())
                .startsWith("container 'step-0' (image 'kratix-test/busybox:1') cannot start: its command is not"
                        + " executable: ");
    }

    @Test
    void saysThatAScriptMissesACommand() throws InterruptedException {
        PipelineOutcome outcome = run(Pipelines.scripts("nowhere"));

        assertThat(outcome.message())
                .isEqualTo("container 'step-0' (image 'kratix-test/busybox:1') exited with code 127 (a command was not"
                        + " found)");
    }

    @Test
    void keepsTheTailOfAContainerThatFloodsItsOutputAndBoundsWhatTheEngineStores() throws Exception {
        LocalRun run = LocalRun.of("run-flood", Pipelines.scripts("seq 1 " + FLOOD), directory);

        PipelineOutcome outcome = runner.run(run);

        assertThat(outcome.message()).isEmpty();
        List<Integer> lines = run.said("step-0", LogStream.STDOUT)
                .lines()
                .map(Integer::valueOf)
                .toList();
        assertThat(lines).isSorted().doesNotHaveDuplicates().endsWith(FLOOD - 1, FLOOD);
        assertThat(storedOutput()).isBetween(10_000_000L, 41_000_000L);
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
        Instant deadline = Instant.now().plusSeconds(3);

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

    private static Pipeline image(String image, Map<String, Object> fields) {
        return Pipelines.pipeline()
                .container(image, List.of("/bin/true"), Map.copyOf(fields))
                .build();
    }

    private static Secret credentials(String image) {
        return Secret.of("{\"auths\":{\"http://%s\":{\"username\":\"user\",\"password\":\"password\"}}}"
                .formatted(image.substring(0, image.indexOf('/'))));
    }

    /** {@return the bytes of all containers' output that lie in the engine's directory} */
    private long storedOutput() throws IOException {
        try (Stream<Path> files = Files.walk(engine.directory().resolve("data/containers"))) {
            return files.filter(file -> file.getFileName().toString().contains("-json.log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
