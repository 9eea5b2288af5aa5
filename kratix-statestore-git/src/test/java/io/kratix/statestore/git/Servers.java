// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Programs of the operating system that tests start as servers on loopback, and stop. */
final class Servers {
    private static final List<String> FOLDERS =
            List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/lib/git-core");

    private Servers() {}

    /** {@return where a program is}; skips the test where it is missing, and fails it where CI=true says that it is there. */
    static Path require(String program) {
        List<Path> found = Stream.concat(
                        FOLDERS.stream(), Stream.of(System.getenv("PATH").split(":", -1)))
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .toList();
        String missing = program + " is not installed; .ci/run installs it";
        if ("true".equals(System.getenv("CI"))) {
            assertThat(found).as(missing).isNotEmpty();
        }
        assumeThat(found).as(missing).isNotEmpty();
        return found.get(0);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until a started server answers. */
    static void awaitPort(Process server, int port, Path log) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    if (!server.isAlive()) {
                        throw new IllegalStateException("it did not start: " + Files.readString(log));
                    }
                    return answers(port);
                });
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static Process start(Path log, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Stops a server and what it has started. */
    static void stop(Process server) {
        List<ProcessHandle> children = server.descendants().toList();
        server.destroy();
        children.forEach(ProcessHandle::destroy);
        try {
            if (!server.waitFor(5, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        } catch (InterruptedException e) {
            server.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a command that must succeed. */
    static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor()).as(said).isZero();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
