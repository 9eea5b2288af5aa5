// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisExampleTest {
    private static final Path HERE = Path.of("").toAbsolutePath();

    @TempDir
    Path folder;

    @BeforeEach
    void copyDocuments() throws IOException {
        for (String name : new String[] {"platform", "requests"}) {
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

    private String run() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            new RedisExample(folder, out).run();
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
