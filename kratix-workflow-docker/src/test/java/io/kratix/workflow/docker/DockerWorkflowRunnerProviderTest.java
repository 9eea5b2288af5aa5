// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.Kratix;
import io.kratix.KratixBuilder;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.WorkflowRunner;
import io.kratix.spi.workflow.WorkflowRunnerProvider;
import io.kratix.testkit.LentContext;
import io.kratix.testkit.MapSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner's configuration, and what docs/docker-workflow-runner.md says of it; no engine is asked. */
class DockerWorkflowRunnerProviderTest {
    private static final Path PAGE = Path.of("../docs/docker-workflow-runner.md");
    private static final Path SOURCE =
            Path.of("src/test/java/io/kratix/workflow/docker/DockerWorkflowRunnerProviderTest.java");

    private static final Map<String, Object> EVERYTHING = Map.ofEntries(
            Map.entry("host", "unix:///run/engine.sock"),
            Map.entry("certificates", "/etc/docker"),
            Map.entry("context", "build"),
            Map.entry("directories", "bindMount"),
            Map.entry("network", "none"),
            Map.entry("memory", "2Gi"),
            Map.entry("cpu", "500m"),
            Map.entry("pids", 100),
            Map.entry("defaultImagePullPolicy", "Never"),
            Map.entry("seccompProfiles", "/etc/seccomp"),
            Map.entry("allowPrivileged", true),
            Map.entry("stopTimeout", Duration.ofSeconds(30)),
            Map.entry(
                    "defaultContainerSecurityContext",
                    Map.of(
                            "runAsUser",
                            7,
                            "runAsNonRoot",
                            true,
                            "capabilities",
                            Map.of("drop", List.of("ALL")),
                            "seccompProfile",
                            Map.of("type", "RuntimeDefault"))));

    @TempDir
    Path directory;

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(WorkflowRunnerProvider.class))
                .hasExactlyElementsOfTypes(DockerWorkflowRunnerProvider.class)
                .extracting(WorkflowRunnerProvider::name)
                .containsExactly("docker");
    }

    @Test
    void takesEverySetting() {
        DockerWorkflowRunnerBuilder builder = DockerWorkflowRunner.builder();
        MapSettings settings = MapSettings.of(EVERYTHING);

        SettingsReader.read(settings, builder);
        settings.done();

        DockerWorkflowRunnerSettings read = builder.settings();
        assertThat(read.directories()).isEqualTo(Directories.BIND_MOUNT);
        assertThat(read.network()).isEqualTo("none");
        assertThat(read.limits()).isEqualTo(new Limits(2L << 30, 500_000_000L, 100));
        assertThat(read.pullPolicy()).contains(PullPolicy.NEVER);
        assertThat(read.seccompProfiles()).contains(Path.of("/etc/seccomp"));
        assertThat(read.allowPrivileged()).isTrue();
        assertThat(read.stopTimeout()).hasSeconds(30);
        assertThat(read.securityContext())
                .containsEntry("runAsUser", 7L)
                .containsEntry("runAsNonRoot", true)
                .containsEntry("seccompProfile", Map.of("type", "RuntimeDefault"))
                .containsEntry("capabilities", Map.of("add", List.of(), "drop", List.of("ALL")));
    }

    @Test
    void opensWithoutAskingAnEngine() {
        try (WorkflowRunner runner = open(Map.of("host", "tcp://127.0.0.1:1", "directories", "bindMount"))) {
            assertThat(runner.durable()).isFalse();
        }
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> open(Map.of(
                        "host",
                        "ssh://build",
                        "memory",
                        "lots",
                        "defaultImagePullPolicy",
                        "Sometimes",
                        "netwrok",
                        "x")))
                .isInstanceOfSatisfying(PluginException.class, thrown -> assertThat(thrown.reason())
                        .isEqualTo(PluginException.Reason.MISCONFIGURED))
                .hasMessageContaining("host")
                .hasMessageContaining("must begin with unix:// or tcp://")
                .hasMessageContaining("must be a quantity such as 250m, 64Mi or 2")
                .hasMessageContaining("must be Always, IfNotPresent or Never")
                .hasMessageContaining("netwrok");
    }

    @Test
    void refusesSettingsThatDoNotGoTogether() {
        assertThatThrownBy(() -> open(Map.of("host", "unix:///run/engine.sock", "context", "build")))
                .hasMessage("'host' and 'context' each name an engine; say one of them");
        assertThatThrownBy(() -> open(Map.of("certificates", "/etc/docker")))
                .hasMessage("'certificates' go with a 'host', and none is said; a context and DOCKER_CERT_PATH bring"
                        + " their own");
    }

    @Test
    void speaksToNoEngineInTheClearWhoseCertificatesCannotBeRead() throws IOException {
        Map<String, Object> section =
                Map.of("host", "tcp://build.example.org:2376", "certificates", directory.toString());
        Files.writeString(directory.resolve("ca.pem"), "a CA's");

        assertThatThrownBy(() -> open(section))
                .hasMessage(
                        "the certificates for the engine at tcp://build.example.org:2376 (named by the configuration): "
                                + directory
                                + "/cert.pem cannot be read; the directory must hold ca.pem, cert.pem, key.pem");
        Files.writeString(directory.resolve("cert.pem"), "none");
        Files.writeString(directory.resolve("key.pem"), "none");
        assertThatThrownBy(() -> open(section))
                .hasMessage(
                        "the certificates for the engine at tcp://build.example.org:2376 (named by the configuration):"
                                + " the files in " + directory
                                + " must be a CA's certificates, a certificate and its key without"
                                + " a password, as PEM");
    }

    @Test
    void warnsOfAnEngineOnAnotherMachineThatIsSpokenToInTheClear() {
        List<String> warned = new ArrayList<>();
        for (String host : List.of("tcp://127.0.0.1:1", "tcp://localhost:1", "tcp://192.0.2.1:2375")) {
            DockerWorkflowRunner.builder()
                    .host(host)
                    .warnings(warned::add)
                    .open()
                    .close();
        }

        assertThat(warned)
                .containsExactly(
                        "the engine at tcp://192.0.2.1:2375 (named by the configuration) is spoken to without TLS:"
                                + " whoever is on the way reads secrets and can run containers; name certificates");
    }

    @Test
    void refusesNumbersBelowZero() {
        assertThatThrownBy(() -> open(Map.of("defaultContainerSecurityContext", Map.of("runAsUser", -1))))
                .hasMessageContaining("defaultContainerSecurityContext.runAsUser: must be 0 or more");
        assertThatThrownBy(() -> open(Map.of("pids", -1, "stopTimeout", Duration.ofSeconds(-1))))
                .hasMessageContaining("pids: must be 0 or more")
                .hasMessageContaining("stopTimeout: must be 0 or more");
    }

    @Test
    void hasAPageThatNamesEverySetting() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(EVERYTHING.keySet()).allSatisfy(setting -> assertThat(page).contains("`" + setting));
    }

    @Test
    void hasAPageThatShowsWhatIsCompiledHere() throws IOException {
        String source = Files.readString(SOURCE).replaceAll("\\s+", "");

        assertThat(configured(Kratix.builder())).isNotNull();
        assertThat(Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(PAGE))
                        .results()
                        .map(block -> block.group(1).replaceAll("\\s+", "")))
                .hasSize(1)
                .allSatisfy(block -> assertThat(source).contains(block));
    }

    private static KratixBuilder configured(KratixBuilder builder) {
        builder.workflowRunner(new DockerWorkflowRunnerProvider())
                .configure("docker", Map.of("network", "none", "memory", "2Gi", "stopTimeout", "30s"));
        return builder;
    }

    private WorkflowRunner open(Map<String, Object> section) {
        return new DockerWorkflowRunnerProvider().open(MapSettings.of(section), LentContext.in(directory));
    }
}
