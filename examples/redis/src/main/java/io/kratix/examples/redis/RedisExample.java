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
            Document request;

            try (Kratix kratix = open()) {
                apply(kratix, "platform");
                apply(kratix, "requests");
                Settlement settlement = kratix.awaitSettled(Duration.ofMinutes(1));
                settlement
                        .waiting()
                        .forEach(waiting -> out.println("waiting: " + waiting.subject() + ": " + waiting.reason()));
                request = kratix.get(REQUEST).orElseThrow();
            }

            out.println();
            out.println("The request, as the engine reports it:");
            out.print(Documents.print(request));

            out.println();
            out.println("What is in the branch main now:");
            repository.files("main").forEach(file -> out.println("  " + file));
            int made = repository.commits("main") - commitsBefore;
            out.println(made == 0 ? "No commit was made: everything was there already." : "Commits made: " + made);
        }
    }

    private Kratix open() {
        return Kratix.builder()
                .registry(Registry.inMemory())
                .stateStores(new GitStateStoreProvider())
                .configure("GitStateStore", Map.of("allowFileUrls", true))
                .workflowRunner(InProcessWorkflowRunner.builder()
                        .image("example/redis-configure:v1", RedisPipeline::configure)
                        .build())
                .onEvent(this::print)
                .open();
    }

    private void apply(Kratix kratix, String name) {
        ApplyResult result = kratix.apply(folder.resolve(name));
        result.changes().forEach((reference, change) -> out.println(change + " " + reference));
        result.warnings().forEach(warning -> out.println("warning: " + warning));
    }

    private void print(Event event) {
        out.println("  " + event.about() + ": " + event.message());
    }
}
