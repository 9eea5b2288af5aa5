// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A private container engine on this machine, with a data directory, a socket and images of its own. */
final class TestEngine implements AutoCloseable {
    /** The image that most tests use: BusyBox, with a shell. */
    static final String IMAGE = "kratix-test/busybox:1";

    private static final Duration STARTING = Duration.ofSeconds(60);

    private final Kind kind;
    private final Path directory;
    private final List<String> options;
    private final Process process;

    /** Docker, or Podman with its Docker-compatible socket. */
    enum Kind {
        DOCKER("dockerd"),
        PODMAN("podman"),
        ROOTLESS_PODMAN("podman");

        private final String program;

        Kind(String program) {
            this.program = program;
        }

        String program() {
            return program;
        }
    }

    private TestEngine(Kind kind, Path directory, List<String> options) throws IOException {
        this.kind = kind;
        this.directory = directory;
        this.options = options;
        process = launch();
    }

    /** {@return an engine that answers and has the image} */
    static TestEngine start(Kind kind, String... options) {
        return start(kind, directory -> {}, options);
    }

    /** {@return an engine whose data lie on a disk of their own, of a number of megabytes} */
    static TestEngine startOnDisk(Kind kind, String megabytes) {
        return start(kind, directory -> mountDisk(directory.resolve("data"), megabytes));
    }

    private static void mountDisk(Path data, String megabytes) {
        Program.run(Map.of(), "mkdir", data.toString());
        Program.run(Map.of(), "mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", data.toString());
    }

    private static TestEngine start(Kind kind, Consumer<Path> preparation, String... options) {
        try {
            // Podman takes no long names, and a socket's has at most 108 bytes
            Path directory = Files.createTempDirectory(Path.of("/tmp"), "kratix-engine");
            preparation.accept(directory);
            if (kind == Kind.ROOTLESS_PODMAN) {
                RootlessPodman.prepare(directory);
            }
            TestEngine engine = new TestEngine(kind, directory, List.of(options));
            engine.importImage(IMAGE);
            return engine;
        } catch (IOException e) {
            throw new AssertionError("the engine does not start", e);
        }
    }

    Kind kind() {
        return kind;
    }

    Path directory() {
        return directory;
    }

    /** {@return where it listens} */
    String uri() {
        return "unix://" + socket();
    }

    /** {@return a builder of a runner on this engine that knows its leftovers, as most tests use it} */
    DockerWorkflowRunnerBuilder runner() {
        DockerWorkflowRunnerBuilder builder = DockerWorkflowRunner.builder()
                .platform("kratix")
                .host(uri())
                .network("none")
                .stopTimeout(Duration.ofSeconds(1));
        return kind == Kind.ROOTLESS_PODMAN ? RootlessPodman.withoutLimitsItCannotSet(builder) : builder;
    }

    /** {@return what the {@code docker} program prints when it talks to this engine} */
    String docker(String... arguments) {
        return docker(InputStream.nullInputStream(), arguments);
    }

    /** Makes an image of BusyBox; each change is a line of a Dockerfile. */
    void importImage(String name, String... changes) {
        importImage(name, BusyBox.files(), changes);
    }

    /** Makes an image of some files; each change is a line of a Dockerfile. */
    void importImage(String name, List<BusyBox.File> files, String... changes) {
        List<String> arguments = new ArrayList<>(List.of("import"));
        Stream.of(changes).forEach(change -> arguments.addAll(List.of("--change", change)));
        arguments.addAll(List.of("-", name));
        docker(new ByteArrayInputStream(BusyBox.archive(files)), arguments.toArray(new String[0]));
    }

    /** {@return a name and what it belongs to, one a line, for all containers and volumes that are there} */
    String everything() {
        return docker("ps", "--all", "--format", "container {{.Names}}")
                + docker("volume", "ls", "--format", "volume {{.Name}}");
    }

    /** {@return the names of the networks, one a line, that engines have not by themselves} */
    String networks() {
        return docker("network", "ls", "--format", "{{.Name}}")
                .lines()
                .filter(name -> !Set.of("bridge", "host", "none", "podman").contains(name))
                .collect(Collectors.joining("\n"));
    }

    /** Ends the engine at once, as a power cut would, with everything that it has started. */
    void kill() {
        process.destroyForcibly().onExit().join();
        ProcessHandle.allProcesses()
                .filter(each -> each.info().commandLine().orElse("").contains(directory.toString()))
                .forEach(each -> each.destroyForcibly());
    }

    /** Ends the engine in good order; its containers end with it. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    @Override
    public void close() {
        stop();
        if (kind == Kind.ROOTLESS_PODMAN) {
            RootlessPodman.endNamespace(directory);
        }
        unmount();
        delete();
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(environment());
        Process launched = builder.start();
        try {
            await().atMost(STARTING).pollInterval(Duration.ofMillis(50)).until(() -> answers(launched));
        } catch (RuntimeException e) {
            launched.destroyForcibly().onExit().join();
            AssertionError failure = new AssertionError("the engine does not start: " + Files.readString(log()), e);
            delete();
            throw failure;
        }
        return launched;
    }

    private boolean answers(Process launched) {
        if (!launched.isAlive()) {
            throw new IllegalStateException("it ended with " + launched.exitValue());
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket()));
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> command() throws IOException {
        List<String> command = new ArrayList<>(kind == Kind.DOCKER ? dockerd() : podman());
        command.addAll(options);
        return kind == Kind.ROOTLESS_PODMAN ? RootlessPodman.asUser(command.toArray(String[]::new)) : command;
    }

    /** Without a bridge and rules of its own, so that nothing of the machine's network changes. */
    private List<String> dockerd() {
        return List.of(
                "dockerd",
                "--iptables=false",
                "--ip6tables=false",
                "--ip-forward=false",
                "--bridge=none",
                "--data-root=" + directory.resolve("data"),
                "--exec-root=" + directory.resolve("exec"),
                "--pidfile=" + directory.resolve("engine.pid"),
                "--host=" + uri());
    }

    /** With runc, since crun refuses machines that have both versions of control groups. */
    private List<String> podman() {
        return List.of(
                "podman",
                "--root=" + directory.resolve("data"),
                "--runroot=" + directory.resolve("run"),
                "--tmpdir=" + directory.resolve("tmp"),
                "--cgroup-manager=cgroupfs",
                "--events-backend=file",
                "--runtime=runc",
                "system",
                "service",
                "--time=0",
                uri());
    }

    private Map<String, String> environment() throws IOException {
        if (kind == Kind.DOCKER) {
            return Map.of();
        }
        Path containers = Files.writeString(
                directory.resolve("containers.conf"),
                "[containers]\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=4096:4096\"]\nlog_driver = \"k8s-file\"\n");
        Path registries = Files.writeString(
                directory.resolve("registries.conf"),
                "unqualified-search-registries = []\n[[registry]]\nlocation = \"127.0.0.1\"\ninsecure = true\n");
        Map<String, String> environment = new HashMap<>(
                Map.of("CONTAINERS_CONF", containers.toString(), "CONTAINERS_REGISTRIES_CONF", registries.toString()));
        if (kind == Kind.ROOTLESS_PODMAN) {
            environment.putAll(RootlessPodman.environment(directory));
        }
        return environment;
    }

    private String docker(InputStream input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return Program.run(Map.of("DOCKER_HOST", uri()), input, command.toArray(new String[0]));
    }

    private Path socket() {
        return directory.resolve("engine.sock");
    }

    private Path log() {
        return directory.resolve("engine.log");
    }

    /** Engines mount their own directories, and leave them so. */
    private void unmount() {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            mounts.map(line -> line.split(" ", -1)[1])
                    .filter(mount -> mount.startsWith(directory + "/"))
                    .sorted(Comparator.reverseOrder())
                    .forEach(mount -> Program.run(Map.of(), "umount", mount));
        } catch (IOException e) {
            throw new AssertionError("mounts cannot be read", e);
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new AssertionError(directory + " cannot be removed", e);
        }
    }
}
