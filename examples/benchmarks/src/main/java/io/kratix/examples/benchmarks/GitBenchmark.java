// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.statestore.git.GitStateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * 1,000 placements of 3 files into a branch that holds others already, against {@code git fast-import} of the same
 * commits and one push.
 */
final class GitBenchmark implements Benchmark {
    private static final int PLACEMENTS = 1_000;
    private static final int WARM_UPS = 2;

    @Override
    public List<Measure> run() throws Exception {
        List<Measure> measures = new ArrayList<>();
        for (int present : List.of(1_000, 10_000)) {
            measures.add(measure(present, false));
            measures.add(measure(present, true));
        }
        return measures;
    }

    private static Measure measure(int present, boolean oneCommit) throws Exception {
        String commits = oneCommit ? "one commit per push" : "one commit per owner";
        String name = "%,d placements, %,d there, file, %s vs fast-import".formatted(PLACEMENTS, present, commits);
        Path folder = Files.createTempDirectory("kratix-benchmark-");
        try {
            long ours = ours(folder, present, oneCommit);
            long reference = reference(folder, present, oneCommit);
            return Measure.ofNanos(name, ours, reference, "warm; the reference is fast-import and one push");
        } finally {
            GitProgram.removeTree(folder);
        }
    }

    private static long ours(Path folder, int present, boolean oneCommit) throws Exception {
        Path repository = GitProgram.bareRepository(folder.resolve("ours.git"), present);
        try (StateStore store = GitStateStore.builder(repository.toUri().toString(), folder.resolve("cache"))
                .oneCommitPerPush(oneCommit)
                .open()) {
            long nanos = 0;
            for (int round = 0; round <= WARM_UPS; round++) {
                WriteRequest request = WriteRequest.of(changes(round));
                long start = System.nanoTime();
                List<ChangeOutcome> outcomes = store.write(request);
                nanos = System.nanoTime() - start;
                requireWritten(outcomes);
            }
            return nanos;
        }
    }

    private static long reference(Path folder, int present, boolean oneCommit) throws Exception {
        Path repository = GitProgram.bareRepository(folder.resolve("reference.git"), present);
        Path work = folder.resolve("work.git");
        GitProgram.run(folder, "clone", "--quiet", "--bare", repository.toString(), work.toString());
        String stream = GitProgram.placements(
                "refs/heads/main",
                true,
                oneCommit,
                IntStream.range(0, PLACEMENTS)
                        .mapToObj(number -> GitProgram.placement("new", number))
                        .toList());
        long start = System.nanoTime();
        GitProgram.feed(work, stream, "fast-import", "--quiet");
        GitProgram.run(work, "push", "--quiet", repository.toString(), "main");
        return System.nanoTime() - start;
    }

    private static List<StateStoreChange> changes(int round) {
        return IntStream.range(0, PLACEMENTS)
                .mapToObj(number -> change(GitProgram.placement("round" + round, number), round))
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
