// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is reached over the network, and lets in only who its authority has signed. */
@Tag("docker")
@ExtendWith(TemporaryFiles.class)
class TlsTest {
    @TempDir
    static Path keys;

    private static Certificates certificates;
    private static TestEngine engine;
    private static String address;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws IOException {
        OnEngine.requirePrograms(TestEngine.Kind.DOCKER, "openssl");
        certificates = Certificates.in(keys.resolve("ours"));
        address = "tcp://127.0.0.1:" + freePort();
        engine = TestEngine.start(
                TestEngine.Kind.DOCKER,
                "--host=" + address,
                "--tlsverify",
                "--tlscacert=" + certificates.file("ca.pem"),
                "--tlscert=" + certificates.file("server-cert.pem"),
                "--tlskey=" + certificates.file("server-key.pem"));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void runsAPipelineOnAnEngineFarAway() throws Exception {
        LocalRun run = LocalRun.of(
                "run-far",
                Pipelines.scripts("cat /kratix/input/object.yaml; echo far > /kratix/output/file"),
                directory);
        try (DockerWorkflowRunner runner = builder()
                .certificates(certificates.clientThatTrusts(certificates))
                .open()) {

            PipelineOutcome outcome = runner.run(run);
            runner.release("run-far");

            assertThat(outcome.message()).isEmpty();
        }
        assertThat(run.output("file")).isEqualTo("far\n");
        assertThat(run.said("step-0", LogStream.STDOUT)).isEqualTo("kind: redis\n");
        assertThat(engine.everything()).isEmpty();
    }

    @Test
    void trustsNoEngineThatAnotherAuthorityHasSigned() throws Exception {
        Certificates others = Certificates.in(keys.resolve("others"));
        try (DockerWorkflowRunner runner =
                builder().certificates(certificates.clientThatTrusts(others)).open()) {

            assertThatThrownBy(runner::checkAccess).isInstanceOfSatisfying(PluginException.class, thrown -> {
                assertThat(thrown.reason()).isEqualTo(PluginException.Reason.UNAUTHORIZED);
                namesTheCertificates(thrown);
            });
        }
    }

    @Test
    void isNotLetInWithACertificateOfAnotherAuthority() throws Exception {
        Certificates others = Certificates.in(keys.resolve("strangers"));
        try (DockerWorkflowRunner runner =
                builder().certificates(others.clientThatTrusts(certificates)).open()) {

            assertThatThrownBy(runner::checkAccess)
                    .isInstanceOfSatisfying(PluginException.class, TlsTest::namesTheCertificates);
        }
    }

    @Test
    void saysThatAnEngineSpeaksTlsAlone() {
        try (DockerWorkflowRunner runner = builder().open()) {

            assertThatThrownBy(runner::checkAccess)
                    .isInstanceOf(PluginException.class)
                    .hasMessageContaining("the container engine at " + address)
                    .hasMessageContaining("HTTPS");
        }
    }

    private static void namesTheCertificates(PluginException thrown) {
        assertThat(thrown)
                .hasMessageContaining("the container engine at " + address)
                .hasMessageContaining("ca.pem")
                .hasMessageContaining("read from " + keys);
    }

    private static DockerWorkflowRunnerBuilder builder() {
        return DockerWorkflowRunner.builder().host(address).network("none").stopTimeout(Duration.ofSeconds(1));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
