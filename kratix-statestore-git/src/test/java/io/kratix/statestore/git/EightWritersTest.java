// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.Secret;
import io.kratix.statestore.git.History.Acknowledgement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three threads, one of them over HTTP, two other processes and three users of the git program write into one branch at once;
 * ours have two owners each.
 */
class EightWritersTest extends StoreFixture {
    private final Queue<Acknowledgement> acknowledged = new ConcurrentLinkedQueue<>();

    /** Something that writes until its time is up, and at least once. */
    @FunctionalInterface
    private interface Writing {
        void run(String name, Duration time) throws IOException, InterruptedException;
    }

    @Test
    void loseNothingAndHurtNobodyForTenSeconds() throws IOException, InterruptedException, ExecutionException {
        writeFor(Duration.ofSeconds(10));
    }

    @Test
    @Tag("long")
    @Tag("proof-git")
    void loseNothingAndHurtNobodyForAMinute() throws IOException, InterruptedException, ExecutionException {
        writeFor(Duration.ofMinutes(1));
    }

    private void writeFor(Duration time) throws IOException, InterruptedException, ExecutionException {
        // two programs that collect garbage in one repository, as git and JGit's server would, take each other's
        // objects away
        remote.git().run("config", "gc.auto", "0");
        remote.strangerPushes("main", "theirs.txt", "x");
        List<Writing> writers = List.of(
                this::thread,
                this::thread,
                this::threadOverHttp,
                this::process,
                this::process,
                this::gitProgram,
                this::gitProgram,
                this::gitProgram);
        ExecutorService threads = Executors.newFixedThreadPool(writers.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Writing writer : writers) {
                String name = "w" + running.size();
                running.add(threads.submit(() -> {
                    writer.run(name, time);
                    return name;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(History.check(History.read(remote.directory()), List.copyOf(acknowledged)))
                .isEmpty();
        assertThat(acknowledged.stream().map(Acknowledgement::writer).collect(Collectors.toSet()))
                .as("owners that got through")
                .hasSize(writers.size() + 5);
        assertThat(remote.content("theirs.txt")).isEqualTo("x");
    }

    private void thread(String name, Duration time) throws InterruptedException {
        Writer.write(GitStateStore.builder(remote.url(), directory.resolve(name)), name, time, acknowledged::add);
    }

    private void threadOverHttp(String name, Duration time) throws InterruptedException {
        try (JGitHttpServer server = JGitHttpServer.start(directory)) {
            GitStateStoreBuilder store = GitStateStore.builder(server.url("remote.git"), directory.resolve(name))
                    .basicAuth(JGitHttpServer.USER, Secret.of(JGitHttpServer.PASSWORD));
            Writer.write(store, name, time, acknowledged::add);
        }
    }

    private void process(String name, Duration time) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        remote.url(),
                        directory.resolve(name).toString(),
                        name,
                        String.valueOf(time.toMillis()))
                .redirectError(directory.resolve(name + ".log").toFile())
                .start();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged.add(Writer.read(line));
            }
        }
        assertThat(process.waitFor())
                .as(Files.readString(directory.resolve(name + ".log")))
                .isZero();
    }

    private void gitProgram(String name, Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        Path clone = directory.resolve(name);
        new GitCommand(directory).run("clone", "--quiet", remote.directory().toString(), clone.toString());
        GitCommand git = new GitCommand(clone);
        for (int number = 1; number == 1 || System.nanoTime() < end; ) {
            Path folder = Files.createDirectories(clone.resolve(name));
            for (String file : History.FILES) {
                Files.writeString(folder.resolve(file), String.valueOf(number));
            }
            git.run("add", ".");
            git.run("commit", "--quiet", "-m", name + " " + number);
            if (git.succeeds("push", "--quiet", "origin", "main")) {
                acknowledged.add(new Acknowledgement(name, number++, git.run("rev-parse", "HEAD")));
            } else {
                git.run("fetch", "--quiet", "origin");
                git.run("reset", "--quiet", "--hard", "origin/main");
            }
        }
    }
}
