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
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server of the tests' own, on loopback, in a temporary directory. */
public final class PostgresServer implements AutoCloseable {
    private static final Duration PG_CTL_WAITS = Duration.ofMinutes(2);
    /** Longer than the program itself waits, so that a failure is told in its words. */
    private static final Duration LIMIT = PG_CTL_WAITS.plusSeconds(30);

    private static @Nullable PostgresServer running;

    private final Path programs;
    private final Path directory;
    private final int port;

    private PostgresServer(Path programs, Path directory, int port) {
        this.programs = programs;
        this.directory = directory;
        this.port = port;
    }

    /** Starts one server for all tests of a JVM, and stops it after the last of them. */
    public static final class Fixture implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(PostgresServer.class))
                    .getOrComputeIfAbsent(PostgresServer.class, key -> start(), PostgresServer.class);
        }
    }

    public static PostgresServer running() {
        return java.util.Objects.requireNonNull(running);
    }

    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("postgres");
        source.setUser("postgres");
        return source;
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
        running = null;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static PostgresServer start() {
        Path programs = programs().orElseGet(PostgresServer::missing);
        try {
            Path directory = Files.createTempDirectory("postgres-");
            if (isRoot()) {
                execute(List.of("chown", "postgres", directory.toString()));
            }
            PostgresServer server = new PostgresServer(programs, directory, freePort());
            server.run("initdb", "-D", server.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
            server.resume();
            running = server;
            return server;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Path missing() {
        String message = "PostgreSQL's server programs are not installed (on Debian: apt-get install postgresql)";
        assertThat(System.getenv("CI")).as(message).isNotEqualTo("true");
        return abort(message);
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

    /**
     * Nothing here has to survive a loss of power, and on a slow disk a server that syncs does not even stop in time. But what
     * was committed must be there when the server has been interrupted: synchronous_commit stays on.
     */
    private String options() {
        return "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
                + " -c fsync=off -c full_page_writes=off";
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
