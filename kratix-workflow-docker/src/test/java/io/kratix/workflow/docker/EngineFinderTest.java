// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineFinderTest {
    @TempDir
    Path home;

    @Test
    void takesWhatDockerHostNames() {
        EngineAddress found = find(Map.of("DOCKER_HOST", "tcp://build.example.org:2375"));

        assertThat(found.toString()).isEqualTo("tcp://build.example.org:2375 (named by DOCKER_HOST)");
        assertThat(found.certificates()).isEmpty();
    }

    @Test
    void speaksTlsIfTheEnvironmentSaysSo() {
        EngineAddress found = find(Map.of(
                "DOCKER_HOST", "tcp://build.example.org:2376", "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/certs"));

        assertThat(found.certificates()).contains(Path.of("/certs"));
    }

    @Test
    void takesTheCurrentContext() throws IOException {
        Path meta = context("build", "tcp://build.example.org:2376");
        Files.createDirectories(
                meta.resolve("contexts/tls/" + Content.of("build").sha256() + "/docker"));
        Files.writeString(meta.resolve("config.json"), "{\"currentContext\": \"build\"}");

        EngineAddress found = find(Map.of());

        assertThat(found.toString())
                .isEqualTo("tcp://build.example.org:2376 (context 'build', named by Docker's configuration)");
        assertThat(found.certificates()).isPresent();
    }

    @Test
    void letsTheEnvironmentNameAnotherContext() throws IOException {
        context("other", "unix:///other.sock");

        assertThat(find(Map.of("DOCKER_CONTEXT", "other")).uri()).hasToString("unix:///other.sock");
    }

    @Test
    void saysWhichContextIsNotThere() {
        assertThatThrownBy(() -> find(Map.of("DOCKER_CONTEXT", "gone")))
                .hasMessageStartingWith(
                        "there is no Docker context 'gone' (context 'gone', named by DOCKER_CONTEXT): no file ");
    }

    @Test
    void takesTheFirstSocketThatIsThere() {
        EngineFinder finder = new EngineFinder(
                Map.of("XDG_RUNTIME_DIR", "/run/user/1"),
                home,
                Set.of(Path.of("/run/user/1/podman/podman.sock"), Path.of("/run/podman/podman.sock"))::contains);

        assertThat(finder.find().toString()).isEqualTo("unix:///run/user/1/podman/podman.sock (found there)");
    }

    @Test
    void saysWhereItLookedIfThereIsNone() {
        assertThat(find(Map.of()).toString())
                .isEqualTo("unix:///var/run/docker.sock (the default: neither DOCKER_HOST nor a Docker context names an"
                        + " engine, and none of these is there: /var/run/docker.sock, " + home
                        + "/.docker/run/docker.sock, /run/podman/podman.sock)");
    }

    @Test
    void saysHowToReachAnEngineBySsh() {
        assertThatThrownBy(() -> find(Map.of("DOCKER_HOST", "ssh://build.example.org")))
                .hasMessage(
                        "the engine's address 'ssh://build.example.org' (named by DOCKER_HOST) must begin with unix://"
                                + " or tcp://; forward the engine's socket: ssh -L"
                                + " /run/user/1000/engine.sock:/var/run/docker.sock HOST");
    }

    @Test
    void speaksTlsWhateverTheDirectoryOfTheEnvironmentHolds() {
        DockerWorkflowRunnerBuilder builder = DockerWorkflowRunner.builder()
                .finder(new EngineFinder(
                        Map.of(
                                "DOCKER_HOST",
                                "tcp://build.example.org:2376",
                                "DOCKER_TLS_VERIFY",
                                "1",
                                "DOCKER_CERT_PATH",
                                home.resolve("nowhere").toString()),
                        home,
                        path -> false));

        assertThatThrownBy(builder::open)
                .hasMessageStartingWith("the certificates for the engine at tcp://build.example.org:2376 (named by"
                        + " DOCKER_HOST): " + home.resolve("nowhere/ca.pem") + " cannot be read");
    }

    @Test
    void refusesAnAddressThatIsNoneWithoutShowingIt() {
        assertThatThrownBy(() -> find(Map.of("DOCKER_HOST", "tcp://build example:2376")))
                .hasMessage("the engine's address (named by DOCKER_HOST) is none: Illegal character in authority at"
                        + " character 6; write unix:///path or tcp://host:2376");
        assertThatThrownBy(() -> find(Map.of("DOCKER_HOST", "tcp://me:s3cret@build.example.org:2376")))
                .hasMessage("the engine's address (named by DOCKER_HOST) must name no user: engines know their callers"
                        + " by certificates");
    }

    private EngineAddress find(Map<String, String> environment) {
        return new EngineFinder(environment, home, path -> false).find();
    }

    private Path context(String name, String host) throws IOException {
        Path configuration = home.resolve(".docker");
        Path meta = configuration.resolve("contexts/meta/" + Content.of(name).sha256());
        Files.createDirectories(meta);
        Files.writeString(
                meta.resolve("meta.json"),
                "{\"Name\": \"" + name + "\", \"Endpoints\": {\"docker\": {\"Host\": \"" + host + "\"}}}");
        return configuration;
    }
}
