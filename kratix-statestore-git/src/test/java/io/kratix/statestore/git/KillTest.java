// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.WriteRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.jgit.util.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process that dies at any call for a file or program leaves a remote that is old or new, and a cache that serves. */
class KillTest extends StoreFixture {
    private static final int POINTS_IN_THE_GATE = 8;
    private static final int NEVER = Integer.MAX_VALUE;

    private Path template;
    private String before;
    private String after;
    private int calls;

    private record Run(int status, String said) {}

    @BeforeEach
    void runOnceWithoutAHalt() throws IOException, InterruptedException {
        assumeThat(Runtime.version().feature())
                .as("newer JDKs have no security manager, which counts the calls")
                .isLessThan(24);
        template = Files.createDirectory(directory.resolve("template"));
        BareRepository seeded = BareRepository.create(template.resolve("remote.git"));
        try (GitStateStore first =
                GitStateStore.builder(seeded.url(), template.resolve("cache")).open()) {
            first.write(WriteRequest.of(List.of(owner("a", "old"), owner("b", "old"))));
        }
        seeded.strangerPushes("main", "theirs.txt", "x");
        before = tree(seeded);
        Path unhalted = copy("unhalted");
        Run run = run(unhalted, NEVER);
        assertThat(run.status()).as(run.said()).isZero();
        calls = Integer.parseInt(run.said().strip());
        after = tree(BareRepository.at(unhalted.resolve("remote.git")));
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void survivesDeathAtCallsEvenlySpaced() throws IOException, InterruptedException {
        TreeSet<Integer> points = new TreeSet<>(IntStream.range(0, POINTS_IN_THE_GATE)
                .mapToObj(point -> 1 + point * (calls - 1) / (POINTS_IN_THE_GATE - 1))
                .toList());

        for (int call : points) {
            dieAt(call);
        }

        assertThat(points).hasSize(POINTS_IN_THE_GATE).contains(1, calls);
    }

    @Test
    @Tag("long")
    @Tag("proof-git")
    void survivesDeathAtEachCall() throws IOException, InterruptedException {
        for (int call = 1; call <= calls; call++) {
            dieAt(call);
        }

        assertThat(calls).isGreaterThan(50);
    }

    private void dieAt(int call) throws IOException, InterruptedException {
        Path folder = copy("call-" + call);
        Run run = run(folder, call);
        BareRepository killed = BareRepository.at(folder.resolve("remote.git"));
        // The server's program notices that nobody is there any more, and cleans up.
        Awaitility.await("at call " + call).until(() -> killed.leftovers().isEmpty());

        assertThat(run.status()).as("at call %d: %s", call, run.said()).isIn(KilledWriter.STATUS, 0);
        assertThat(tree(killed)).as("at call %d", call).isIn(before, after);
        killed.isSound();
        startAgain(folder, killed, call);
        FileUtils.delete(folder.toFile(), FileUtils.RECURSIVE);
    }

    private void startAgain(Path folder, BareRepository killed, int call) throws IOException, InterruptedException {
        try (GitStateStore again = GitStateStore.builder(killed.url(), folder.resolve("cache"))
                .clock(CLOCK)
                .open()) {
            List<ChangeOutcome> outcomes = again.write(WriteRequest.of(List.of(owner("a", "new"), gone("b"))));

            assertThat(outcomes)
                    .as("at call %d", call)
                    .noneMatch(outcome -> outcome.status() == ChangeOutcome.Status.REFUSED);
        }
        assertThat(tree(killed)).as("at call %d", call).isEqualTo(after);
        assertThat(killed.commits("main")).as("at call %d", call).isEqualTo(5);
        assertThat(leftovers(folder.resolve("cache"))).as("at call %d", call).isEmpty();
    }

    private static List<Path> leftovers(Path cache) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.endsWith(".lock") || name.startsWith("insert_") || name.equals("fresh.git");
                    })
                    .toList();
        }
    }

    private static Run run(Path folder, int last) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.security.manager=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        folder.toString(),
                        String.valueOf(last))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), said);
    }

    private static String tree(BareRepository repository) {
        return repository.git().run("rev-parse", "main^{tree}");
    }

    private Path copy(String name) throws IOException {
        Path target = directory.resolve(name);
        try (Stream<Path> files = Files.walk(template)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(template.relativize(file).toString()));
            }
        }
        return target;
    }
}
