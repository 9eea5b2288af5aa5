// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import io.kratix.spi.Secret;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("docker")
@DisplayName("On Docker")
@ExtendWith(OnEngine.Docker.class)
class DockerTest extends DockerWorkflowRunnerRules {
    DockerTest(TestEngine engine) {
        super(engine);
    }

    @Test
    void mountsTheDirectoriesThemselvesIfToldTo() throws InterruptedException {
        LocalRun run = LocalRun.of(
                "run-bound",
                Pipelines.pipeline()
                        .script(
                                "cat /kratix/input/object.yaml; echo two > /kratix/output/second; echo no > /kratix/input/new || true",
                                Map.of("securityContext", Map.of("runAsUser", 1234)))
                        .build(),
                directory);
        try (DockerWorkflowRunner bound =
                builder().directories(Directories.BIND_MOUNT).open()) {

            PipelineOutcome outcome = bound.run(run);
            boolean durable = bound.durable();
            bound.release("run-bound");

            assertThat(outcome.message()).isEmpty();
            assertThat(durable).isFalse();
        }
        assertThat(run.output("second")).isEqualTo("two\n");
        assertThat(run.said("step-0", LogStream.STDOUT)).isEqualTo("kind: redis\n");
        assertThat(directory.resolve("input/new")).doesNotExist();
    }

    @Test
    void givesSecretsConfigMapsAndEmptyVolumesToContainers() throws InterruptedException {
        Map<String, Object> mounts = Map.of(
                "volumeMounts",
                List.of(
                        Map.of("name", "token", "mountPath", "/secrets"),
                        Map.of("name", "settings", "mountPath", "/settings"),
                        Map.of("name", "cache", "mountPath", "/cache")));
        LocalRun run = LocalRun.of(
                        "run-volumes",
                        Pipelines.pipeline()
                                .script(
                                        "cat /secrets/password; echo kept > /cache/file; touch /secrets/new || echo refused",
                                        Map.copyOf(mounts))
                                .script(
                                        "cat /settings/sub/level /cache/file; stat -c %a /settings/sub/level",
                                        Map.copyOf(mounts))
                                .with(
                                        "volumes",
                                        List.of(
                                                Map.of("name", "token", "secret", Map.of("secretName", "git")),
                                                Map.of(
                                                        "name",
                                                        "settings",
                                                        "configMap",
                                                        Map.of(
                                                                "name",
                                                                "levels",
                                                                "items",
                                                                List.of(
                                                                        Map.of(
                                                                                "key",
                                                                                "level",
                                                                                "path",
                                                                                "sub/level",
                                                                                "mode",
                                                                                256)))),
                                                Map.of("name", "cache", "emptyDir", Map.of())))
                                .build(),
                        directory)
                .secret("git", Map.of("password", Secret.of("s3cret\n")))
                .configMap("levels", Map.of("level", Content.of("high\n"), "other", Content.of("no")));

        PipelineOutcome outcome = runner.run(run);

        assertThat(outcome.message()).isEmpty();
        assertThat(run.said("step-0", LogStream.STDOUT)).isEqualTo("s3cret\nrefused\n");
        assertThat(run.said("step-1", LogStream.STDOUT)).isEqualTo("high\nkept\n400\n");
    }

    @Test
    void givesFewPrivilegesByDefault() throws InterruptedException {
        LocalRun run = LocalRun.of(
                "run-safe",
                Pipelines.pipeline()
                        .script(
                                "grep -E 'NoNewPrivs|CapBnd|^Seccomp:' /proc/self/status; chown 7:7 /bin/busybox; touch /etc/foreign")
                        .script(
                                "touch /new || echo read-only",
                                Map.of("securityContext", Map.of("readOnlyRootFilesystem", true)))
                        .build(),
                directory);

        PipelineOutcome outcome = runner.run(run);

        assertThat(outcome.message()).isEmpty();
        assertThat(run.said("step-0", LogStream.STDOUT))
                .contains("CapBnd:\t00000000000000fb", "NoNewPrivs:\t1", "Seccomp:\t2");
        assertThat(run.said("step-1", LogStream.STDOUT)).isEqualTo("read-only\n");
    }

    @Test
    void runsAContainerToItsEndThoughTheNextOneLacksASecret() {
        LocalRun run = LocalRun.of("run-lacking", Pipelines.scripts("sleep 1; echo done", "echo never"), directory)
                .lackingSecretOf("step-1");

        assertThatThrownBy(() -> runner.run(run)).hasMessage("there is no secret for step-1");
        assertThat(run.said("step-0", LogStream.STDOUT)).isEqualTo("done\n");
    }

    @Test
    void marksAllThatARunMakes() throws InterruptedException {
        LocalRun run = LocalRun.of(
                "run-marked",
                Pipelines.pipeline()
                        .script("true")
                        .with("volumes", List.of(Map.of("name", "cache", "emptyDir", Map.of())))
                        .build(),
                directory);

        runner.run(run);

        String filter = "--filter=label=jvm.kratix.io/run=run-marked";
        String platform = "{{.Label \"jvm.kratix.io/platform\"}} {{.Label \"jvm.kratix.io/part\"}}";
        assertThat(engine.docker("volume", "ls", filter, "--format", platform).lines())
                .containsExactlyInAnyOrder("kratix input", "kratix output", "kratix metadata", "kratix volume-cache");
        assertThat(engine.docker("ps", "--all", filter, "--format", platform).lines())
                .containsExactlyInAnyOrder("kratix carrier", "kratix step-0");
    }

    @Test
    void takesNobodysRunsForItsOwnWhereNoPlatformIsNamed() throws InterruptedException {
        LocalRun run = LocalRun.of("run-of-somebody", Pipelines.scripts("true"), directory);
        runner.run(run);
        try (DockerWorkflowRunner unnamed =
                DockerWorkflowRunner.builder().host(engine.uri()).open()) {

            assertThat(unnamed.leftovers()).isEmpty();
            assertThat(runner.leftovers()).containsExactly("run-of-somebody");
        }
    }

    @Test
    void isRemovedByTheCommandsOfThePageWhereItsPlatformNeverComesBack() throws Exception {
        LocalRun run = LocalRun.of("run-forgotten", Pipelines.scripts("true"), directory);
        try (DockerWorkflowRunner forgotten = builder().platform("forgotten").open()) {
            forgotten.run(run);
        }
        Matcher block = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/docker-workflow-runner.md")));
        assertThat(block.find()).isTrue();

        String said = Program.run(
                Map.of("DOCKER_HOST", engine.uri()), "sh", "-ec", block.group(1).replace("=ID", "=forgotten"));

        assertThat(said).startsWith("forgotten\n");
        assertThat(engine.everything()).isEmpty();
    }

    @Test
    void joinsTheNetworkAndKeepsTheLimitsOfTheConfiguration() throws InterruptedException {
        LocalRun run = LocalRun.of(
                "run-limited",
                Pipelines.scripts(
                        "wc -l < /proc/net/dev; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 30 & done 2>&1; echo all"),
                directory);
        try (DockerWorkflowRunner limited =
                builder().network("host").pids(8).memory("64Mi").cpu("500m").open()) {

            PipelineOutcome outcome = limited.run(run);

            assertThat(outcome.isSuccess()).isFalse();
        }
        assertThat(run.said("step-0", LogStream.STDOUT))
                .startsWith(Program.run(Map.of(), "wc", "-l", "/proc/net/dev").split(" ", 2)[0] + "\n")
                .contains("can't fork")
                .doesNotContain("all");
        assertThat(engine.docker(
                        "inspect",
                        "--format",
                        "{{.HostConfig.NetworkMode}} {{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}",
                        "kratix-run-limited-step-0"))
                .isEqualTo("host 67108864 500000000\n");
    }

    @Test
    void refusesWhatIsNotAllowedBeforeAnythingIsMade() throws InterruptedException {
        LocalRun run = LocalRun.of(
                "run-privileged",
                Pipelines.pipeline()
                        .script("true")
                        .script("true", Map.of("securityContext", Map.of("privileged", true)))
                        .build(),
                directory);

        PipelineOutcome outcome = runner.run(run);

        assertThat(outcome.message())
                .isEqualTo(
                        "container 'step-1' (image 'kratix-test/busybox:1'): securityContext: privileged is true, and"
                                + " this runner starts no privileged container; whoever embeds the engine allows it by"
                                + " 'allowPrivileged: true' in its configuration for docker");
        assertThat(engine.everything()).isEmpty();
    }

    /** Docker makes no volume without the labels that a container asks for, so one without is somebody's. */
    @Test
    void leavesAVolumeWithoutLabelsThatAContainerOfARunMounts() throws InterruptedException {
        engine.docker("volume", "create", "kratix-run-given-output");
        engine.docker(
                "create",
                "--label=jvm.kratix.io/platform=kratix",
                "--label=jvm.kratix.io/run=run-given",
                "--volume=kratix-run-given-output:/given",
                TestEngine.IMAGE,
                "true");

        runner.release("run-given");

        assertThat(engine.everything()).isEqualTo("volume kratix-run-given-output\n");
        engine.docker("volume", "rm", "kratix-run-given-output");
    }

    @Test
    void saysWhatHasNoMeaning() throws InterruptedException {
        List<String> warned = new CopyOnWriteArrayList<>();
        LocalRun run = LocalRun.of(
                "run-ignored",
                Pipelines.pipeline()
                        .script("true")
                        .with("nodeSelector", Map.of("disk", "ssd"))
                        .with("tolerations", List.of())
                        .with("rbac", Map.of("permissions", List.of()))
                        .build(),
                directory);
        try (DockerWorkflowRunner warning = builder().warnings(warned::add).open()) {

            PipelineOutcome outcome = warning.run(run);

            assertThat(outcome.message()).isEmpty();
        }
        assertThat(warned)
                .containsExactly(
                        "Pipeline 'instance': nodeSelector, rbac, tolerations have no meaning on a container engine and"
                                + " are ignored");
    }
}
