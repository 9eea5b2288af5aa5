// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisExampleTest {
    private static final Path HERE = Path.of("").toAbsolutePath();

    @TempDir
    Path folder;

    @BeforeEach
    void copyDocuments() throws IOException {
        for (String name : new String[] {"platform", "requests", "bucket"}) {
            Files.createDirectories(folder.resolve(name));
            try (Stream<Path> files = Files.list(HERE.resolve(name))) {
                for (Path file : files.toList()) {
                    Files.writeString(
                            folder.resolve(name).resolve(file.getFileName()),
                            Files.readString(file)
                                    .replace(
                                            "file:target/state.git",
                                            folder.resolve("target/state.git")
                                                    .toUri()
                                                    .toString()));
                }
            }
        }
    }

    @Test
    void showsTheRequestAndTheTreeOfTheSeedDocument() throws Exception {
        String printed = run();

        assertThat(printed)
                .contains("CREATED Promise/redis")
                .contains("Promise/redis: Promise is available")
                .contains("message: Resource requested")
                .contains("  worker-cluster/dependencies/redis/static/dependencies.yaml\n")
                .contains("  worker-cluster/resources/default/redis/my-request/redis.yaml\n")
                .contains("Commits made: 3");
    }

    @Test
    void makesNoCommitWhenItRunsAgain() throws Exception {
        run();

        assertThat(run())
                .contains("UNCHANGED redis.example.kratix.io/default/my-request")
                .contains("No commit was made: everything was there already.");
    }

    @Test
    void deletesARequestThatWasTakenOutOfItsFolder() throws Exception {
        run();
        Files.delete(folder.resolve("requests/my-request.yaml"));

        assertThat(run())
                .contains("DELETED redis.example.kratix.io/default/my-request")
                .contains("(there is none any more)")
                .contains("  worker-cluster/dependencies/redis/static/dependencies.yaml\n")
                .doesNotContain("worker-cluster/resources/default/redis/my-request")
                .contains("Commits made: 1");
        assertThat(run()).contains("No commit was made: everything was there already.");
    }

    @Test
    void makesNoCommitWhenItsRegistryIsGone() throws Exception {
        run();
        for (String name : new String[] {"registry.db", "registry.db-wal", "registry.db-shm"}) {
            Files.deleteIfExists(folder.resolve("target").resolve(name));
        }

        assertThat(run())
                .contains("CREATED redis.example.kratix.io/default/my-request")
                .contains("No commit was made: everything was there already.");
    }

    @Test
    void changesOneFileInOneCommitForALargerRequest() throws Exception {
        run();
        Path request = folder.resolve("requests/my-request.yaml");
        Files.writeString(request, Files.readString(request).replace("size: small", "size: large"));

        assertThat(run()).contains("Commits made: 1");
    }

    @Test
    void writesTheSeedsBucketDocumentByOneSwitch() throws Exception {
        int port = freePort();
        Path store = folder.resolve("bucket/state-store.yaml");
        Files.writeString(store, Files.readString(store).replace("127.0.0.1:19000", "127.0.0.1:" + port));

        String first = printed(example -> example.runInBucket(port));
        String again = printed(example -> example.runInBucket(port));

        assertThat(first)
                .contains("message: Resource requested")
                .contains("  destinations/dev/worker-1/dependencies/redis/static/dependencies.yaml\n")
                .contains("  destinations/dev/worker-1/resources/default/redis/my-request/redis.yaml\n")
                .contains("Objects put: 4");
        assertThat(again).contains("No object was put: everything was there already.");
    }

    @Test
    @Tag("docker")
    void runsTheShellScriptInAContainerByOneSwitch() throws Exception {
        requirePrograms("docker", "dockerd", "busybox");
        String build = "docker build --quiet --tag example/redis-configure:v1 docker";
        assertThat(HERE.resolve("run")).content().contains(build);

        String printed = onDocker(
                "(cd '" + HERE + "' && " + build + ") && '" + System.getProperty("java.home") + "/bin/java' -cp '"
                        + System.getProperty("java.class.path")
                        + "' io.kratix.examples.redis.RedisExample docker && docker ps --all --quiet && docker volume ls --quiet");

        assertThat(printed)
                .contains("  worker-cluster/resources/default/redis/my-request/redis.yaml\n")
                .endsWith("Commits made: 3\n");
    }

    private static void requirePrograms(String... names) {
        List<String> missing = Stream.of(names)
                .filter(name -> Stream.of(System.getenv("PATH").split(":"))
                        .noneMatch(folder -> Files.isExecutable(Path.of(folder, name))))
                .toList();
        if (!missing.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI=true, and these programs are missing: " + missing);
        }
        assumeTrue(missing.isEmpty(), "these programs are missing: " + missing);
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can start dockerd");
    }

    private String onDocker(String commands) throws IOException, InterruptedException {
        String script = HERE.resolve("src/test/scripts/with-docker").toString();
        Process process = new ProcessBuilder(
                        script, folder.resolve("engine").toString(), "bash", "-euo", "pipefail", "-c", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String run() throws Exception {
        return printed(RedisExample::run);
    }

    /** What an example does. */
    @FunctionalInterface
    private interface Work {
        void run(RedisExample example) throws Exception;
    }

    private String printed(Work work) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            work.run(new RedisExample(folder, out, RedisExample::inProcess));
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
