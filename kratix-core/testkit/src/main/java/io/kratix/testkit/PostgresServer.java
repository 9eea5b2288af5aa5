// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A PostgreSQL server of one's own for tests and benchmarks, on loopback, in a temporary directory: of the server programs
 * that are installed. The JDBC driver is the user's. Safe for several threads.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Duration PG_CTL_WAITS = Duration.ofMinutes(2);
    /** Longer than the program itself waits, so that a failure is told in its words. */
    private static final Duration LIMIT = PG_CTL_WAITS.plusSeconds(30);

    private static final String MISSING =
            "PostgreSQL's server programs are not installed (on Debian: apt-get install postgresql)";

    /**
     * No test's server has to survive a loss of power, and on a slow disk one that syncs does not even stop in time. But what
     * was committed must be there when the server has been interrupted: synchronous_commit stays on.
     */
    private static final String UNSYNCED = " -c fsync=off -c full_page_writes=off";

    private static volatile @Nullable PostgresServer running;

    private final Path programs;
    private final Path directory;
    private final int port;

    private final String options;

    private PostgresServer(Path programs, Path directory, int port, String options) {
        this.programs = programs;
        this.directory = directory;
        this.port = port;
        this.options = options;
    }

    /**
     * Starts one server for all tests of a JVM, and stops it after the last of them. Where no server is installed, the tests
     * are skipped; with {@code CI=true} in the environment they fail.
     */
    public static final class Fixture implements BeforeAllCallback {
        /** Made by JUnit. */
        public Fixture() {}

        @Override
        public void beforeAll(ExtensionContext context) {
            running = context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(PostgresServer.class))
                    .getOrComputeIfAbsent(PostgresServer.class, key -> startForTests(), PostgresServer.class);
        }
    }

    /** {@return the server that {@link Fixture} has started} */
    public static PostgresServer running() {
        return java.util.Objects.requireNonNull(running);
    }

    /**
     * {@return a new server, set up as it comes, to be closed by who asked for it}
     *
     * @throws IllegalStateException if no server is installed
     */
    public static PostgresServer start() {
        return start(programs().orElseThrow(() -> new IllegalStateException(MISSING)), "");
    }

    /** {@return where its database is, for the JDBC driver; anybody on this machine may use it} */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    }

    /** Begins to answer, with what was there before. Waits for an interruption: it is over when it sees no server. */
    public synchronized void resume() {
        control("-l", directory.resolve("log").toString(), "-o", options(), "start");
    }

    /** Ends all connections, at once, and answers no more. One that does not answer stays so. */
    public synchronized void interrupt() {
        if (Files.exists(directory.resolve("data").resolve("postmaster.pid"))) {
            control("-m", "immediate", "stop");
        }
    }

    private void control(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-D", data(), "-w", "-t", "" + PG_CTL_WAITS.toSeconds()));
        all.addAll(List.of(arguments));
        run("pg_ctl", all.toArray(String[]::new));
    }

    @Override
    public void close() {
        interrupt();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static PostgresServer startForTests() {
        return start(programs().orElseGet(PostgresServer::missing), UNSYNCED);
    }

    private static PostgresServer start(Path programs, String options) {
        try {
            Path directory = Files.createTempDirectory("postgres-");
            if (isRoot()) {
                execute(List.of("chown", "postgres", directory.toString()));
            }
            PostgresServer server = new PostgresServer(programs, directory, freePort(), options);
            server.run("initdb", "-D", server.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
            server.resume();
            return server;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Path missing() {
        assertThat(System.getenv("CI")).as(MISSING).isNotEqualTo("true");
        return abort(MISSING);
    }

    /** As Debian lays them out, the newest first, or as they stand on the path. */
    private static Optional<Path> programs() {
        List<Path> places = new ArrayList<>();
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            versions.map(version -> version.resolve("bin"))
                    .sorted(Comparator.reverseOrder())
                    .forEach(places::add);
        } catch (IOException e) {
            // another system
        }
        Arrays.stream(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .map(Path::of)
                .forEach(places::add);
        return places.stream()
                .filter(place -> Files.isExecutable(place.resolve("initdb")))
                .findFirst();
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private String options() {
        return "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" + options;
    }

    /** PostgreSQL's programs refuse to be run by root. */
    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        execute(command);
    }

    private static void execute(List<String> command) {
        try {
            Path output = Files.createTempFile("postgres-", ".log");
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s: %s", command, Files.readString(output))
                    .isZero();
            Files.delete(output);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
