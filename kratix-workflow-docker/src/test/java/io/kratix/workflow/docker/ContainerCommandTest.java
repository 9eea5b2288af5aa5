// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.kratix.model.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine is asked for, for a container's fields and the configuration; none is asked here. */
class ContainerCommandTest {
    private static final String PLACE = "container 'step-0' (image 'kratix-test/busybox:1')";
    private static final String ALLOW =
            "; whoever embeds the engine allows it by 'allowPrivileged: true' in its configuration for docker";
    private static final Optional<String> NO_USER = Optional.empty();

    @TempDir
    Path directory;

    private final List<String> warned = new ArrayList<>();
    private final DockerWorkflowRunnerBuilder builder = DockerWorkflowRunner.builder();
    private final EngineAddress nowhere = EngineAddress.of("tcp://127.0.0.1:1", "named by the test");
    private final DockerClient client = DockerClientImpl.getInstance(
            new EngineClientConfig(nowhere),
            new ZerodepDockerHttpClient.Builder().dockerHost(nowhere.uri()).build());

    @AfterEach
    void close() throws IOException {
        client.close();
    }

    @Test
    void limitsContainersThatAskForNothing() {
        HostConfig config = hostConfig(Map.of());

        assertThat(config.getMemory()).isEqualTo(1L << 30);
        assertThat(config.getMemorySwap()).isEqualTo(1L << 30);
        assertThat(config.getNanoCPUs()).isEqualTo(1_000_000_000L);
        assertThat(config.getPidsLimit()).isEqualTo(1024);
    }

    @Test
    void takesTheLimitsThatAContainerAsksFor() {
        HostConfig config = hostConfig(Map.of("resources", Map.of("limits", Map.of("memory", "64Mi", "cpu", "250m"))));

        assertThat(config.getMemory()).isEqualTo(64L << 20);
        assertThat(config.getNanoCPUs()).isEqualTo(250_000_000L);
        assertThat(config.getPidsLimit()).isEqualTo(1024);
    }

    @Test
    void takesTheLimitsOfTheConfiguration() {
        builder.memory("0").cpu("2").pids(7);

        HostConfig config = hostConfig(Map.of());

        assertThat(config.getMemory()).isNull();
        assertThat(config.getNanoCPUs()).isEqualTo(2_000_000_000L);
        assertThat(config.getPidsLimit()).isEqualTo(7);
    }

    @Test
    void keepsTheLimitsOfTheConfigurationFromAContainerThatWantsNone() {
        HostConfig config = hostConfig(Map.of("resources", Map.of("limits", Map.of("memory", "0", "cpu", 0))));

        assertThat(config.getMemory()).isEqualTo(1L << 30);
        assertThat(config.getNanoCPUs()).isEqualTo(1_000_000_000L);
    }

    @Test
    void refusesANegativeLimit() {
        assertThatThrownBy(() -> planned(Map.of("resources", Map.of("limits", Map.of("memory", "-1")))))
                .isInstanceOf(RunFailedException.class)
                .hasMessage(PLACE + ": resources: limits: memory is '-1', must be a quantity such as 250m, 64Mi or 2");
    }

    @Test
    void joinsTheNetworkOfTheConfiguration() {
        assertThat(hostConfig(Map.of()).getNetworkMode()).isNull();

        builder.network("none");

        assertThat(hostConfig(Map.of()).getNetworkMode()).isEqualTo("none");
    }

    @Test
    void runsAsTheUserAndGroupThatAContainerNames() {
        assertThat(user(Map.of("runAsUser", 1234, "runAsGroup", 5), NO_USER)).isEqualTo("1234:5");
        assertThat(user(Map.of("runAsGroup", 5), Optional.of("99:9"))).isEqualTo("99:5");
        assertThat(user(Map.of("runAsGroup", 5), NO_USER)).isEqualTo("0:5");
        assertThat(user(Map.of(), Optional.of("99"))).isNull();
    }

    @Test
    void startsNobodyAsRootWhoMayNotBe() {
        Map<String, Object> nonRoot = Map.of("runAsNonRoot", true);

        assertThatThrownBy(() -> user(nonRoot, NO_USER))
                .hasMessage(PLACE + " cannot start: container has runAsNonRoot and would run as root; set runAsUser");
        assertThatThrownBy(() -> user(nonRoot, Optional.of("00:5"))).hasMessageContaining("would run as root");
        assertThatThrownBy(() -> user(nonRoot, Optional.of("redis")))
                .hasMessage(PLACE + " cannot start: container has runAsNonRoot and image has non-numeric user (redis),"
                        + " cannot verify user is non-root; set runAsUser");
        assertThat(user(Map.of("runAsNonRoot", true, "runAsUser", 7), NO_USER)).isEqualTo("7");
        assertThat(user(nonRoot, Optional.of("99"))).isNull();
    }

    @Test
    void givesCapabilitiesThatAContainerAsksFor() {
        HostConfig config = security(
                Map.of("capabilities", Map.of("add", List.of("NET_RAW", "CAP_CHOWN"), "drop", List.of("KILL"))));

        assertThat(config.getCapAdd()).containsExactlyInAnyOrder(Capability.NET_RAW, Capability.CHOWN);
        assertThat(config.getCapDrop())
                .contains(Capability.KILL, Capability.MKNOD)
                .doesNotContain(Capability.NET_RAW);
        assertThat(security(Map.of("capabilities", Map.of("drop", List.of("ALL"))))
                        .getCapDrop())
                .containsExactly(Capability.ALL);
    }

    @Test
    void givesMoreThanAnEngineDoesOnlyIfTheConfigurationAllowsIt() {
        Map<String, Object> more = Map.of(
                "capabilities",
                Map.of("add", List.of("SYS_ADMIN")),
                "seccompProfile",
                Map.of("type", "Unconfined"),
                "allowPrivilegeEscalation",
                true);

        assertThatThrownBy(() -> security(Map.of("capabilities", Map.of("add", List.of("SYS_ADMIN")))))
                .hasMessage(PLACE + ": securityContext: capabilities.add has [SYS_ADMIN], which this runner gives to no"
                        + " container" + ALLOW);
        assertThatThrownBy(() -> security(Map.of("seccompProfile", Map.of("type", "Unconfined"))))
                .hasMessage(PLACE + ": securityContext: seccompProfile: type is Unconfined, and this runner starts no"
                        + " container without seccomp" + ALLOW);
        builder.allowPrivileged(true);
        assertThat(security(more).getCapAdd()).containsExactly(Capability.SYS_ADMIN);
        assertThat(security(more).getSecurityOpts()).containsExactly("seccomp=unconfined");
        assertThat(security(Map.of("privileged", true)).getPrivileged()).isTrue();
    }

    @Test
    void givesNoNewPrivilegesAndSaysSoToWhoeverAsksForThem() {
        HostConfig config = security(Map.of("allowPrivilegeEscalation", true));

        assertThat(config.getSecurityOpts()).containsExactly("no-new-privileges");
        assertThat(warned)
                .containsExactly("Pipeline 'instance', container 'step-0': securityContext.allowPrivilegeEscalation is"
                        + " true and stays without effect" + ALLOW);
    }

    @Test
    void takesSeccompProfilesFromTheirDirectoryAlone() throws IOException {
        Files.writeString(directory.resolve("strict.json"), "{}");
        Map<String, Object> strict =
                Map.of("seccompProfile", Map.of("type", "Localhost", "localhostProfile", "strict.json"));

        assertThatThrownBy(() -> security(strict)).hasMessageContaining("this runner knows no profiles");
        builder.seccompProfiles(directory);
        assertThat(security(strict).getSecurityOpts()).containsExactly("no-new-privileges", "seccomp={}");
        assertThatThrownBy(() -> security(
                        Map.of("seccompProfile", Map.of("type", "Localhost", "localhostProfile", "../strict.json"))))
                .hasMessageEndingWith("must be a file in the directory of seccomp profiles");
        Files.write(directory.resolve("strict.json"), new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> security(strict))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("the file of localhostProfile 'strict.json' cannot be read");
    }

    @Test
    void takesTheConfigurationsSecurityContextWhereAContainerHasNone() {
        builder.defaultContainerSecurityContext(Map.of("runAsUser", 7, "readOnlyRootFilesystem", true));

        assertThat(command(planned(Map.of()), NO_USER).getUser()).isEqualTo("7");
        assertThat(hostConfig(Map.of()).getReadonlyRootfs()).isTrue();
        assertThat(user(Map.of("runAsUser", 8), NO_USER)).isEqualTo("8");
        assertThat(security(Map.of("runAsUser", 8)).getReadonlyRootfs()).isFalse();
    }

    @Test
    void pullsAsTheContainerSaysOrElseTheConfigurationOrElseKubernetes() {
        assertThat(policy("redis", Map.of())).isEqualTo(PullPolicy.ALWAYS);
        assertThat(policy("redis:7", Map.of())).isEqualTo(PullPolicy.IF_NOT_PRESENT);
        builder.defaultImagePullPolicy("Never");
        assertThat(policy("redis", Map.of())).isEqualTo(PullPolicy.NEVER);
        assertThat(policy("redis", Map.of("imagePullPolicy", "Always"))).isEqualTo(PullPolicy.ALWAYS);
        assertThatThrownBy(() -> policy("redis", Map.of("imagePullPolicy", "Sometimes")))
                .hasMessage("container 'step-0' (image 'redis'): imagePullPolicy is 'Sometimes', must be Always,"
                        + " IfNotPresent or Never");
    }

    @Test
    void refusesAPartOfAVolumeAndAVolumeThatIsNone() {
        assertThatThrownBy(() -> mounting(Map.of("name", "cache", "mountPath", "/cache", "subPath", "a")))
                .hasMessageContaining(
                        "subPath is nothing that a container engine can do with a volume; mount all of it");
        assertThatThrownBy(() -> mounting(Map.of("name", "other", "mountPath", "/cache")))
                .hasMessage(
                        PLACE + ": volumeMounts[0]: name is 'other', must be one of the Pipeline's volumes, which are"
                                + " [cache]");
    }

    @Test
    void refusesTwoVolumesOfOneName() {
        Pipeline pipeline = Pipelines.pipeline()
                .script("true")
                .with("volumes", List.of(Map.of("name", "cache"), Map.of("name", "cache")))
                .build();

        assertThatThrownBy(() -> Plan.read(pipeline, builder.settings(), warned::add))
                .hasMessage("Pipeline 'instance': two of its volumes are named 'cache'; give each a name of its own");
    }

    @Test
    void namesTheLimitThatAContainerWasKilledForIfItHasOne() {
        ContainerState killed = new ContainerState("exited", 137, true, "", Instant.EPOCH, Instant.EPOCH);

        assertThat(Cause.of(planned(Map.of()), killed))
                .isEqualTo(PLACE + " was killed: it used more memory than its limit of 1024Mi; raise its"
                        + " resources.limits.memory");
        builder.memory("0");
        assertThat(Cause.of(planned(Map.of()), killed))
                .isEqualTo(PLACE + " was killed: it used more memory than the engine has");
    }

    private void mounting(Map<String, Object> mount) {
        Plan.read(
                Pipelines.pipeline()
                        .script("true", Map.of("volumeMounts", List.of(mount)))
                        .with("volumes", List.of(Map.of("name", "cache")))
                        .build(),
                builder.settings(),
                warned::add);
    }

    private PullPolicy policy(String image, Map<String, Object> fields) {
        return first(Pipelines.pipeline().container(image, List.of(), Map.copyOf(fields)))
                .pullPolicy();
    }

    private String user(Map<String, Object> context, Optional<String> imagesUser) {
        PlannedContainer planned = planned(Map.of("securityContext", context));
        ContainerCommand.requireUser(planned, imagesUser);
        return command(planned, imagesUser).getUser();
    }

    private HostConfig security(Map<String, Object> context) {
        return hostConfig(Map.of("securityContext", context));
    }

    private HostConfig hostConfig(Map<String, Object> fields) {
        return Objects.requireNonNull(command(planned(fields), NO_USER).getHostConfig());
    }

    private CreateContainerCmd command(PlannedContainer planned, Optional<String> imagesUser) {
        return ContainerCommand.command(
                client,
                planned,
                Map.of(),
                imagesUser,
                planned.limits(),
                List.of(),
                builder.settings().network());
    }

    private PlannedContainer planned(Map<String, Object> fields) {
        return first(Pipelines.pipeline().script("true", Map.copyOf(fields)));
    }

    private PlannedContainer first(Pipelines pipelines) {
        return Plan.read(pipelines.build(), builder.settings(), warned::add)
                .containers()
                .get(0);
    }
}
