// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.Kratix;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.GitStateStore;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.registry.JdbcOptions;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Step;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreProvider;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/**
 * A program with an engine, under load: its own JVM ends it in the middle, at a call of its registry or State Store, or
 * somebody outside does. Started again it goes on with what is left of its work. What it did is in a journal.
 */
final class KilledEngine {
    static final String BEGUN = "begun";
    static final String DONE = "done";
    static final String STARTED = "started ";
    static final String RECORDED = "recorded ";
    static final String CALLS = "calls ";
    static final int KILLED = 3;

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int REQUESTS = 3;
    private static final Set<RunRecord.Phase> ENDED = EnumSet.of(RunRecord.Phase.SUCCEEDED, RunRecord.Phase.FAILED);

    private final Path folder;
    private final Bug bug;
    private final Flaw flaw;
    private final int haltAt;
    private final AtomicInteger calls = new AtomicInteger();

    private KilledEngine(Path folder, Bug bug, int haltAt) {
        this.folder = folder;
        this.bug = bug;
        this.flaw = bug.in(this);
        this.haltAt = haltAt;
    }

    /**
     * Works until everything is done, or until it is killed.
     *
     * @param arguments the folder, the bug, the number of the call, or of the bug's own halt, at which to halt (0 for none),
     *     the URL of PostgreSQL ({@code sqlite} for a file in the folder), and its schema
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        KilledEngine engine = new KilledEngine(folder, Bug.valueOf(arguments[1]), Integer.parseInt(arguments[2]));
        try (Registry registry =
                arguments[3].equals("sqlite") ? sqlite(folder) : postgres(arguments[3], arguments[4])) {
            engine.run(registry);
        }
        Runtime.getRuntime().halt(0);
    }

    private static Registry sqlite(Path folder) {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + folder.resolve("registry.db"));
        return Registry.jdbc(database);
    }

    private static Registry postgres(String url, String schema) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        return Registry.jdbc(database, JdbcOptions.defaults().schema(schema).connections(4));
    }

    private void run(Registry registry) throws Exception {
        try (Kratix kratix = open(registry)) {
            write(BEGUN);
            once("platform", () -> kratix.apply(store(), destination(), promise()));
            for (int i = 0; i < REQUESTS; i++) {
                String name = "request-" + i;
                once("create " + name, () -> kratix.apply(request(name, "small")));
            }
            once("settle", () -> kratix.awaitSettled(LIMIT));
            once("update", () -> kratix.apply(request("request-0", "large")));
            once("delete", () -> kratix.delete(reference("request-1")));
            kratix.awaitSettled(LIMIT);
            kratix.awaitReady(reference("request-0"), LIMIT);
            kratix.awaitReady(reference("request-2"), LIMIT);
            write(CALLS + calls.get());
            write(DONE);
        }
    }

    /** Something to do. */
    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    /** Declares something, unless an earlier start has noted that it did. */
    private void once(String name, Work work) throws Exception {
        if (!journal(folder).contains(name)) {
            work.run();
            write(name);
        }
    }

    private Kratix open(Registry registry) {
        return Kratix.builder()
                .registry(registry(registry))
                .stateStores(provider())
                .configure("GitStateStore", Map.of("allowFileUrls", true, "minimumFetchInterval", "0s"))
                .workflowRunner(InProcessWorkflowRunner.builder()
                        .image("example/redis:v1", call -> {
                            write(STARTED + call.runId());
                            call.writeOutput(
                                    "redis.yaml",
                                    "size: " + call.object().spec().get("size"));
                        })
                        .build())
                .open();
    }

    /** What is done with a call and its result. */
    @FunctionalInterface
    private interface Call {
        @Nullable
        Object make(Method method, Object[] arguments) throws Exception;
    }

    /** A halt at a call that only reads leaves what the halt at the next one of these does. */
    private static final Set<String> NOT_ONLY_READING = Set.of("commit", "claim", "renew", "keep", "open", "write");

    private <T> T halting(Class<T> type, Call call) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    if (bug == Bug.NONE && NOT_ONLY_READING.contains(method.getName())) {
                        count();
                    }
                    try {
                        return call.make(method, given == null ? new Object[0] : given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** Halts if it is time: at one of the calls of a sound engine, or in the middle of what another does wrong. */
    void count() {
        if (calls.incrementAndGet() == haltAt) {
            Runtime.getRuntime().halt(KILLED);
        }
    }

    private Registry registry(Registry real) {
        return halting(Registry.class, (method, arguments) -> {
            if (!method.getName().equals("commit")) {
                return flaw.reads(arguments) ? flaw.read(real, arguments) : method.invoke(real, arguments);
            }
            Step step = (Step) arguments[0];
            flaw.commit(real, step);
            noteOutcomes(step);
            return null;
        });
    }

    private StateStoreProvider provider() {
        StateStoreProvider real = new GitStateStoreProvider();
        return halting(StateStoreProvider.class, (method, arguments) -> {
            Object result = method.invoke(real, arguments);
            return result instanceof StateStore store ? store(store) : result;
        });
    }

    private StateStore store(StateStore real) {
        return halting(StateStore.class, (method, arguments) -> {
            return method.getName().equals("write")
                    ? flaw.write(real, (WriteRequest) arguments[0])
                    : method.invoke(real, arguments);
        });
    }

    static Stream<RunRecord> outcomes(Step step) {
        return step.writes().stream()
                .flatMap(write -> write.value() instanceof RunRecord run && ENDED.contains(run.phase())
                        ? Stream.of(run)
                        : Stream.empty());
    }

    void noteOutcomes(Step step) throws IOException {
        for (RunRecord run : outcomes(step).toList()) {
            write(RECORDED + run.id());
        }
    }

    void write(String line) throws IOException {
        Files.writeString(folder.resolve("journal"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static List<String> journal(Path folder) throws IOException {
        Path journal = folder.resolve("journal");
        return Files.exists(journal) ? Files.readAllLines(journal) : List.of();
    }

    private Document store() {
        return GitStateStore.builder(
                        "default", folder.resolve("state.git").toUri().toString())
                .build()
                .document();
    }

    private static Destination destination() {
        return Destination.builder("worker", new io.kratix.model.StateStoreReference("GitStateStore", "default"))
                .label("environment", "dev")
                .build();
    }

    private static Promise promise() {
        return Promise.builder("redis")
                .api(
                        "example.kratix.io",
                        "redis",
                        Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true))
                .destinationSelector(Map.of("environment", "dev"))
                .dependency(Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", "redis-system")))
                .resourceConfigure(Pipeline.builder("configure")
                        .container("main", "example/redis:v1")
                        .build())
                .build();
    }

    private static Document request(String name, String size) {
        return Document.builder("example.kratix.io/v1alpha1", "redis", name)
                .namespace("default")
                .spec(Map.of("size", size))
                .build();
    }

    private static ObjectReference reference(String name) {
        return ObjectReference.request("example.kratix.io", "redis", "default", name);
    }
}
