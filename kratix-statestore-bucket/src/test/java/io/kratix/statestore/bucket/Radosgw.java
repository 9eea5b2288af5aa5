// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Ceph's S3 server, which a script of this module installs and runs; it ends with the JVM at the latest. */
final class Radosgw implements AutoCloseable {
    private static final Path SCRIPT = Path.of("src", "test", "scripts", "radosgw");

    /** The script's word for a machine on which Ceph is not installed and cannot be. */
    private static final int MISSING = 3;

    private static volatile @Nullable Radosgw running;

    private final Path directory;
    private final Process process;
    private final String endpoint;

    private Radosgw(Path directory, Process process, String endpoint) {
        this.directory = directory;
        this.process = process;
        this.endpoint = endpoint;
    }

    /**
     * Starts one server for all tests of a JVM, and stops it after the last of them. Where it cannot be had, the tests are
     * skipped; with {@code CI=true} in the environment they fail.
     */
    static final class Fixture implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            running = context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(Radosgw.class))
                    .getOrComputeIfAbsent(Radosgw.class, key -> start(), Radosgw.class);
        }
    }

    /** {@return an empty bucket on the server that {@link Fixture} has started} */
    static S3Server bucket() {
        return S3Server.at(Objects.requireNonNull(running).endpoint);
    }

    private static Radosgw start() {
        try {
            Path directory = Files.createTempDirectory("radosgw-");
            Path complaints = directory.resolve("complaints");
            Process process = new ProcessBuilder(
                            SCRIPT.toString(), directory.resolve("ceph").toString())
                    .redirectError(complaints.toFile())
                    .start();
            // Closed with the process, by close().
            BufferedReader answer = process.inputReader();
            return Optional.ofNullable(answer.readLine())
                    .map(endpoint -> new Radosgw(directory, process, endpoint))
                    .orElseGet(() -> fail(process, complaints));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Radosgw fail(Process process, Path complaints) {
        try {
            int status = process.waitFor();
            String why = Files.readString(complaints);
            assertThat(status == MISSING && !"true".equals(System.getenv("CI")))
                    .as(why)
                    .isTrue();
            return abort(why);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        assertThat(process.onExit().join().exitValue())
                .as("the script's exit code")
                .isZero();
        Files.delete(directory.resolve("complaints"));
        Files.delete(directory);
    }
}
