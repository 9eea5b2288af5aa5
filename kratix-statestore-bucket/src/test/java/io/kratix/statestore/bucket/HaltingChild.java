// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.Secret;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program that brings a bucket from whatever it is to version 2, by the four calls in which the engine orders changes, and
 * halts its JVM at the k-th I/O event. Beginning a request is one, having its answer is another.
 */
final class HaltingChild {
    static final int HALTED = 42;
    static final StorePath DESTINATION = StorePath.of("worker");

    private HaltingChild() {}

    /** Arguments: endpoint, bucket, k (0: never). Prints the number of events when it was not halted. */
    public static void main(String[] arguments) throws InterruptedException {
        int fatal = Integer.parseInt(arguments[2]);
        AtomicInteger events = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (BucketStateStore store = BucketStateStore.builder(arguments[0], arguments[1])
                .insecure(true)
                .region("us-east-1")
                .accessKey(Secret.of(S3Server.ACCESS_KEY), Secret.of(S3Server.SECRET_KEY))
                .executor(task -> threads.execute(() -> {
                    haltAt(fatal, events.incrementAndGet());
                    task.run();
                    haltAt(fatal, events.incrementAndGet());
                }))
                .open()) {
            for (List<StateStoreChange> step : steps(2)) {
                requireGood(store.write(WriteRequest.of(step)));
            }
        }
        threads.shutdown();
        System.out.println(events.get());
    }

    private static void haltAt(int fatal, int event) {
        if (event == fatal) {
            Runtime.getRuntime().halt(HALTED);
        }
    }

    private static void requireGood(List<ChangeOutcome> outcomes) {
        outcomes.forEach(outcome -> outcome.refusal().ifPresent(why -> {
            throw why;
        }));
    }

    /**
     * {@return the engine's order} Promises' files without removals, requests, requests that go, Promises whole. Version 2
     * alters the Promise "redis" and its requests and has a new Promise; version 1's "kafka" goes with its request.
     */
    static List<List<StateStoreChange>> steps(int version) {
        String other = version == 1 ? "kafka" : "nats";
        String gone = version == 1 ? "nats" : "kafka";
        return List.of(
                List.of(files("dependencies/redis", version), files("dependencies/" + other, version)),
                List.of(
                        whole("resources/redis/one", version),
                        whole("resources/redis/two", version),
                        whole("resources/" + other + "/mine", version)),
                List.of(nothing("resources/" + gone + "/mine")),
                List.of(
                        whole("dependencies/redis", version),
                        whole("dependencies/" + other, version),
                        nothing("dependencies/" + gone)));
    }

    private static StateStoreChange files(String owner, int version) {
        StateStoreChange.Builder change = StateStoreChange.builder(owner, "worker", DESTINATION);
        return withFiles(change, owner, version).build();
    }

    private static StateStoreChange whole(String owner, int version) {
        StateStoreChange.Builder change =
                StateStoreChange.builder(owner, "worker", DESTINATION).directory(DESTINATION.resolve(owner));
        return withFiles(change, owner, version).build();
    }

    private static StateStoreChange nothing(String owner) {
        return StateStoreChange.builder(owner, "worker", DESTINATION)
                .directory(DESTINATION.resolve(owner))
                .build();
    }

    /** One file stays as it is, one changes, and one has another name in each version. */
    private static StateStoreChange.Builder withFiles(StateStoreChange.Builder change, String owner, int version) {
        StorePath directory = DESTINATION.resolve(owner);
        return change.file(directory.resolve("same.yaml"), Content.of("same"))
                .file(directory.resolve("changing.yaml"), Content.of("version " + version))
                .file(directory.resolve("only-in-" + version + ".yaml"), Content.of("new"));
    }
}
