// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.statestore.git.GitStateStore;
import io.kratix.statestore.git.GitStateStoreBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * 1,000 placements of 3 files into a branch that holds others already: against {@code git fast-import} of the same commits
 * and one push; and over HTTPS against the git command line with its cycle for each placement.
 */
final class GitBenchmark implements Benchmark {
    private static final int PLACEMENTS = 1_000;
    private static final int CYCLES = 30;
    private static final int WARM_UPS = 2;
    private static final int PRESENT_OVER_HTTPS = 10_000;

    @Override
    public List<Measure> run() throws Exception {
        List<Measure> measures = new ArrayList<>(overHttps());
        for (int present : List.of(1_000, 10_000, 100_000)) {
            measures.add(overFile(present, false, GitProgram.SPREAD));
            measures.add(overFile(present, true, GitProgram.SPREAD));
        }
        measures.add(overFile(10_000, false, GitProgram.FLAT));
        return measures;
    }

    private static List<Measure> overHttps() throws Exception {
        Path folder = Files.createTempDirectory("kratix-benchmark-");
        try (GitHttpsServer server = GitHttpsServer.start(folder.resolve("server"))) {
            String name = "%,d placements, %,d there, https, one commit per owner vs "
                    .formatted(PLACEMENTS, PRESENT_OVER_HTTPS);
            Place place = new Place(folder, GitProgram.SPREAD, PRESENT_OVER_HTTPS, Optional.of(server));
            long ours = ours(place, false);
            return List.of(
                    Measure.ofNanos(
                            name + "git's cycle for each",
                            ours,
                            cycles(place) / CYCLES * PLACEMENTS,
                            "warm; the reference is " + CYCLES + " cycles, scaled"),
                    Measure.ofNanos(
                            name + "fast-import", ours, reference(place, false), "warm; same server, new connection"));
        } finally {
            GitProgram.removeTree(folder);
        }
    }

    private static Measure overFile(int present, boolean oneCommit, String layout) throws Exception {
        String commits = oneCommit ? "one commit per push" : "one commit per owner";
        String name = "%,d placements, %,d there%s, file, %s vs fast-import"
                .formatted(PLACEMENTS, present, layout.equals(GitProgram.FLAT) ? " in one directory" : "", commits);
        Path folder = Files.createTempDirectory("kratix-benchmark-");
        try {
            Place place = new Place(folder, layout, present, Optional.empty());
            return Measure.ofNanos(
                    name,
                    ours(place, oneCommit),
                    reference(place, oneCommit),
                    "warm; the reference is fast-import and one push");
        } finally {
            GitProgram.removeTree(folder);
        }
    }

    /** Where repositories are made, what is in them, and how they are reached. */
    private record Place(Path folder, String layout, int present, Optional<GitHttpsServer> server) {
        Path repository(String name) throws IOException, InterruptedException {
            return GitProgram.bareRepository(folder.resolve(name), layout, present);
        }

        String url(Path repository) {
            return server.map(https -> https.url(repository))
                    .orElse(repository.toUri().toString());
        }

        /** Runs git, which then trusts the server. */
        void git(Path directory, String... arguments) throws IOException, InterruptedException {
            Map<String, String> trust = server.map(https ->
                            Map.of("GIT_SSL_CAINFO", https.certificate().toString()))
                    .orElse(Map.of());
            GitProgram.feed(directory, "", trust, arguments);
        }
    }

    private static long ours(Place place, boolean oneCommit) throws Exception {
        Path repository = place.repository("ours.git");
        GitStateStoreBuilder builder = GitStateStore.builder(
                        place.url(repository), place.folder().resolve("cache"))
                .oneCommitPerPush(oneCommit);
        if (place.server().isPresent()) {
            builder.caBundle(Files.readString(place.server().get().certificate()));
        }
        try (StateStore store = builder.open()) {
            long nanos = 0;
            for (int round = 0; round <= WARM_UPS; round++) {
                WriteRequest request = WriteRequest.of(changes(place.layout(), round));
                long start = System.nanoTime();
                List<ChangeOutcome> outcomes = store.write(request);
                nanos = System.nanoTime() - start;
                requireWritten(outcomes);
            }
            return nanos;
        }
    }

    private static long reference(Place place, boolean oneCommit) throws Exception {
        Path repository = place.repository("reference.git");
        Path work = place.folder().resolve("work.git");
        GitProgram.run(place.folder(), "clone", "--quiet", "--bare", repository.toString(), work.toString());
        String stream = GitProgram.placements(
                "refs/heads/main",
                true,
                oneCommit,
                IntStream.range(0, PLACEMENTS)
                        .mapToObj(number -> GitProgram.placement(place.layout(), "new", number))
                        .toList());
        long start = System.nanoTime();
        GitProgram.feed(work, stream, "fast-import", "--quiet");
        place.git(work, "push", "--quiet", place.url(repository), "main");
        return System.nanoTime() - start;
    }

    /** What Kratix does for each placement, with the git command line. */
    private static long cycles(Place place) throws Exception {
        Path repository = place.repository("cycles.git");
        Path clone = place.folder().resolve("clone");
        place.git(place.folder(), "clone", "--quiet", "--depth=1", place.url(repository), clone.toString());
        long start = System.nanoTime();
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            GitProgram.run(clone, "reset", "--quiet", "--hard", "origin/main");
            GitProgram.run(clone, "clean", "--quiet", "-ffdx");
            String directory = GitProgram.placement(place.layout(), "new", cycle);
            for (int file = 0; file < GitProgram.FILES; file++) {
                Path target = clone.resolve(directory).resolve("file" + file + ".yaml");
                Files.createDirectories(clone.resolve(directory));
                Files.writeString(target, GitProgram.content(directory, file));
            }
            GitProgram.run(clone, "add", directory);
            GitProgram.run(clone, "diff", "--cached", "--name-only", "--diff-filter=U");
            GitProgram.run(
                    clone, "-c", "user.name=kratix", "-c", "user.email=", "commit", "--quiet", "-m", "Update from: x");
            place.git(clone, "push", "--quiet", "origin", "main");
        }
        return System.nanoTime() - start;
    }

    private static List<StateStoreChange> changes(String layout, int round) {
        return IntStream.range(0, PLACEMENTS)
                .mapToObj(number -> change(GitProgram.placement(layout, "round" + round, number), round))
                .toList();
    }

    private static StateStoreChange change(String directory, int round) {
        StorePath path = StorePath.of(directory);
        StateStoreChange.Builder change =
                StateStoreChange.builder(directory, "benchmark", StorePath.ROOT).directory(path);
        for (int file = 0; file < GitProgram.FILES; file++) {
            change.file(path.resolve("file" + file + ".yaml"), Content.of(GitProgram.content(directory, file)));
        }
        return change.attribute("round", String.valueOf(round)).build();
    }

    private static void requireWritten(List<ChangeOutcome> outcomes) throws IOException {
        for (ChangeOutcome outcome : outcomes) {
            if (outcome.status() != ChangeOutcome.Status.WRITTEN) {
                throw new IOException("a placement was not written: " + outcome);
            }
        }
    }
}
