// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.redis;

import io.kratix.ApplyResult;
import io.kratix.Documents;
import io.kratix.Kratix;
import io.kratix.KratixBuilder;
import io.kratix.Settlement;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Registry;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.statestore.bucket.BucketStateStoreProvider;
import io.kratix.statestore.git.GitStateStoreProvider;
import io.kratix.workflow.docker.DockerWorkflowRunnerProvider;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.sqlite.SQLiteDataSource;

/** The README's main job: applies a platform and a request, and shows what came of them. */
public final class RedisExample {
    private static final ObjectReference REQUEST =
            ObjectReference.request("example.kratix.io", "redis", "default", "my-request");

    /** Where bucket/state-store.yaml looks for the server. */
    private static final int BUCKET_PORT = 19000;

    private static final Set<String> SWITCHES = Set.of("docker", "bucket");

    private final Path folder;
    private final PrintStream out;
    private final Consumer<KratixBuilder> runner;

    RedisExample(Path folder, PrintStream out, Consumer<KratixBuilder> runner) {
        this.folder = folder;
        this.out = out;
        this.runner = runner;
    }

    /**
     * Runs the example in the current folder: with Java functions and a Git repository; with the argument {@code docker}, its
     * Pipelines are containers; with the argument {@code bucket}, its State Store is a bucket.
     */
    public static void main(String[] args) throws Exception {
        Set<String> switches = Set.copyOf(List.of(args));
        if (!SWITCHES.containsAll(switches)) {
            fail("examples/redis/run takes 'docker' and 'bucket', and was given: " + String.join(" ", args));
        }
        Consumer<KratixBuilder> runner = switches.contains("docker")
                ? builder -> builder.workflowRunner(new DockerWorkflowRunnerProvider())
                : RedisExample::inProcess;
        RedisExample example = new RedisExample(Path.of("").toAbsolutePath(), System.out, runner);
        try {
            if (switches.contains("bucket")) {
                example.runInBucket(BUCKET_PORT);
            } else {
                example.run();
            }
        } catch (InvalidDocumentException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    private static void fail(String why) {
        System.err.println(why);
        System.exit(1);
    }

    static void inProcess(KratixBuilder builder) {
        builder.workflowRunner(InProcessWorkflowRunner.builder()
                .image("example/redis-configure:v1", RedisPipeline::configure)
                .build());
    }

    void run() throws Exception {
        run(StateRepository.openOrCreate(folder.resolve("target/state.git")), "registry.db");
    }

    void runInBucket(int port) throws Exception {
        run(StateBucket.start(folder.resolve("target/buckets"), port), "registry-of-bucket.db");
    }

    private void run(StatePlace toBeClosed, String database) throws Exception {
        try (StatePlace place = toBeClosed) {
            Optional<Document> request;

            try (Registry registry = Registry.jdbc(database(database));
                    Kratix kratix = open(registry)) {
                place.platform().forEach(name -> apply(kratix, name));
                Set<ObjectReference> requested = apply(kratix, "requests");
                deleteOthers(kratix, requested);
                Settlement settlement = kratix.awaitSettled(Duration.ofMinutes(1));
                settlement
                        .waiting()
                        .forEach(waiting -> out.println("waiting: " + waiting.subject() + ": " + waiting.reason()));
                request = kratix.get(REQUEST);
            }

            out.println();
            out.println("The request, as the engine reports it:");
            out.print(request.map(Documents::print).orElse("(there is none any more)\n"));

            out.println();
            out.println("What is in " + place.name() + " now:");
            place.files().forEach(file -> out.println("  " + file));
            out.println(place.written());
        }
    }

    /** What the engine remembers from one run to the next, beside the repository. */
    private SQLiteDataSource database(String name) {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + folder.resolve("target").resolve(name));
        return database;
    }

    private Kratix open(Registry registry) {
        KratixBuilder builder = Kratix.builder()
                .registry(registry)
                .stateStores(new GitStateStoreProvider(), new BucketStateStoreProvider())
                .configure("GitStateStore", Map.of("allowFileUrls", true))
                .secrets(StateBucket::secret)
                .onEvent(this::print);
        runner.accept(builder);
        return builder.open();
    }

    /** A folder never deletes by itself; here the program decides that a request which is not in it any more shall go. */
    private void deleteOthers(Kratix kratix, Set<ObjectReference> requested) {
        for (Document known : kratix.list(REQUEST.group(), REQUEST.kind())) {
            if (!requested.contains(known.reference()) && kratix.delete(known.reference())) {
                out.println("DELETED " + known.reference());
            }
        }
    }

    private Set<ObjectReference> apply(Kratix kratix, String name) {
        ApplyResult result = kratix.apply(folder.resolve(name));
        result.changes().forEach((reference, change) -> out.println(change + " " + reference));
        result.warnings().forEach(warning -> out.println("warning: " + warning));
        return result.changes().keySet();
    }

    private void print(Event event) {
        out.println("  " + event.about() + ": " + event.message());
    }
}
