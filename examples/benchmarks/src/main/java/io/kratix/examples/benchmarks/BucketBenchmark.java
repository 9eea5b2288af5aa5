// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.Secret;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.statestore.bucket.BucketStateStore;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * 1,000 placements of 3 files into a bucket whose server takes 20 ms more for each answer, against the original's way (list,
 * look at the bucket, then stat and put one file after another), against bare puts at the same parallelism, and once more
 * when nothing has changed.
 */
final class BucketBenchmark implements Benchmark {
    private static final int PLACEMENTS = 1_000;
    private static final int FILES = 3;

    /** The original's way is slow and takes the same time for each placement: a tenth of them tells. */
    private static final int SAMPLE = PLACEMENTS / 10;

    private static final int PARALLEL = 16;
    private static final Duration DELAY = Duration.ofMillis(20);
    private static final String KEY = "benchmark";

    @Override
    public List<Measure> run() throws Exception {
        S3Proxy server = S3Proxy.builder()
                .blobStore(new TransientNio2BlobStore())
                .awsAuthentication(AuthenticationType.AWS_V4, KEY, KEY)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .stopTimeout(0)
                .build();
        server.start();
        try (SlowWay way = SlowWay.to(server.getPort(), DELAY);
                BareClient bare = new BareClient(way.port(), KEY)) {
            return measure(way, bare);
        } finally {
            server.stop();
        }
    }

    private static List<Measure> measure(SlowWay way, BareClient bare) throws Exception {
        for (String bucket : List.of("warm-up", "original", "bare", "ours")) {
            bare.makeBucket(bucket);
        }
        try (StateStore store = open(way, "warm-up")) {
            timed(() -> requireAll(Status.WRITTEN, store.write(changes())));
            timed(() -> bare.putAll("warm-up", files(PLACEMENTS), PARALLEL));
        }
        long original = timed(() -> bare.original("original", files(SAMPLE), FILES)) * (PLACEMENTS / SAMPLE);
        long puts = timed(() -> bare.putAll("bare", files(PLACEMENTS), PARALLEL));
        try (StateStore store = open(way, "ours")) {
            long ours = timed(() -> requireAll(Status.WRITTEN, store.write(changes())));
            long again = timed(() -> requireAll(Status.UNCHANGED, store.write(changes())));
            long lists = timed(() -> bare.listAll("ours"));
            return List.of(
                    Measure.ofNanos(
                            "1,000 placements of 3 files, 20 ms, vs the original's way",
                            ours,
                            original,
                            "8 requests for each placement, one after another; measured for " + SAMPLE),
                    Measure.ofNanos(
                            "1,000 placements of 3 files, 20 ms, vs bare puts",
                            ours,
                            puts,
                            "3,000 puts, " + PARALLEL + " at once"),
                    Measure.ofNanos(
                            "1,000 placements that hold already, 20 ms, vs one list of all",
                            again,
                            lists,
                            "3 lists of 1,000 objects, nothing else"));
        }
    }

    private static StateStore open(SlowWay way, String bucket) {
        return BucketStateStore.builder("127.0.0.1:" + way.port(), bucket)
                .insecure(true)
                .accessKey(Secret.of(KEY), Secret.of(KEY))
                .parallelRequests(PARALLEL)
                .open();
    }

    private static WriteRequest changes() {
        return WriteRequest.of(IntStream.range(0, PLACEMENTS)
                .mapToObj(number -> change(GitProgram.placement(GitProgram.SPREAD, "new", number)))
                .toList());
    }

    private static StateStoreChange change(String directory) {
        StorePath path = StorePath.of(directory);
        StateStoreChange.Builder change =
                StateStoreChange.builder(directory, "benchmark", StorePath.ROOT).directory(path);
        for (int file = 0; file < FILES; file++) {
            change.file(path.resolve("file" + file + ".yaml"), Content.of(GitProgram.content(directory, file)));
        }
        return change.build();
    }

    private static List<BareClient.File> files(int placements) {
        return IntStream.range(0, placements * FILES)
                .mapToObj(number -> {
                    String directory = GitProgram.placement(GitProgram.SPREAD, "new", number / FILES);
                    int file = number % FILES;
                    return new BareClient.File(
                            directory, directory + "/file" + file + ".yaml", GitProgram.content(directory, file));
                })
                .toList();
    }

    private static void requireAll(Status wanted, List<ChangeOutcome> outcomes) throws IOException {
        for (ChangeOutcome outcome : outcomes) {
            if (outcome.status() != wanted) {
                throw new IOException("a placement is not " + wanted + ": " + outcome);
            }
        }
    }

    /** What is measured. */
    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static long timed(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }
}
