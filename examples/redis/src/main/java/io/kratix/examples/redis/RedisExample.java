// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.redis;

import io.kratix.ApplyResult;
import io.kratix.Documents;
import io.kratix.Kratix;
import io.kratix.Settlement;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Registry;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.statestore.git.GitStateStoreProvider;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sqlite.SQLiteDataSource;

/** The README's main job: applies a platform and a request, and shows what came of them. */
public final class RedisExample {
    private static final ObjectReference REQUEST =
            ObjectReference.request("example.kratix.io", "redis", "default", "my-request");

    private final Path folder;
    private final PrintStream out;

    RedisExample(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    /** Runs the example in the current folder. */
    public static void main(String[] args) throws Exception {
        new RedisExample(Path.of("").toAbsolutePath(), System.out).run();
    }

    void run() throws Exception {
        try (StateRepository repository = StateRepository.openOrCreate(folder.resolve("target/state.git"))) {
            int commitsBefore = repository.commits("main");
            Optional<Document> request;

            try (Registry registry = Registry.jdbc(database());
                    Kratix kratix = open(registry)) {
                apply(kratix, "platform");
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
            out.println("What is in the branch main now:");
            repository.files("main").forEach(file -> out.println("  " + file));
            int made = repository.commits("main") - commitsBefore;
            out.println(made == 0 ? "No commit was made: everything was there already." : "Commits made: " + made);
        }
    }

    /** What the engine remembers from one run to the next, beside the repository. */
    private SQLiteDataSource database() {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + folder.resolve("target/registry.db"));
        return database;
    }

    private Kratix open(Registry registry) {
        return Kratix.builder()
                .registry(registry)
                .stateStores(new GitStateStoreProvider())
                .configure("GitStateStore", Map.of("allowFileUrls", true))
                .workflowRunner(InProcessWorkflowRunner.builder()
                        .image("example/redis-configure:v1", RedisPipeline::configure)
                        .build())
                .onEvent(this::print)
                .open();
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
