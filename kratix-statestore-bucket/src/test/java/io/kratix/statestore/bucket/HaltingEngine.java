// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.Kratix;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.StateStoreReference;
import io.kratix.registry.Registry;
import io.kratix.spi.PluginContext;
import io.kratix.spi.Secret;
import io.kratix.spi.Settings;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreProvider;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.sqlite.SQLiteDataSource;

/**
 * A program that has an engine bring a bucket to version 1 or, from there, to version 2, and halts its JVM at the k-th I/O
 * event. Version 2 alters the Promise "redis" and its requests, has a new Promise "nats", and "kafka" goes with its request.
 */
final class HaltingEngine {
    static final int HALTED = 42;

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final String endpoint;
    private final String bucket;
    private final int fatal;
    private final UnaryOperator<StateStore> plant;
    private final AtomicInteger events = new AtomicInteger();

    private HaltingEngine(String endpoint, String bucket, int fatal, UnaryOperator<StateStore> plant) {
        this.endpoint = endpoint;
        this.bucket = bucket;
        this.fatal = fatal;
        this.plant = plant;
    }

    /** Arguments: endpoint, bucket, the registry's file, version, k (0: never). */
    public static void main(String[] arguments) throws InterruptedException {
        run(arguments);
        Runtime.getRuntime().halt(0);
    }

    /** Does the same in this JVM. */
    static void run(String... arguments) throws InterruptedException {
        run(UnaryOperator.identity(), arguments);
    }

    /** Does the same in this JVM, with a bug that is planted into the State Store. */
    static void run(UnaryOperator<StateStore> plant, String... arguments) throws InterruptedException {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + Path.of(arguments[2]));
        HaltingEngine engine = new HaltingEngine(arguments[0], arguments[1], Integer.parseInt(arguments[4]), plant);
        try (Registry registry = Registry.jdbc(database)) {
            engine.bringTo(Integer.parseInt(arguments[3]), registry);
        }
    }

    private void bringTo(int version, Registry registry) throws InterruptedException {
        try (Kratix kratix = open(registry)) {
            String other = version == 1 ? "kafka" : "nats";
            kratix.apply(
                    store(),
                    Destination.builder("worker", new StateStoreReference("BucketStateStore", "default"))
                            .build(),
                    promise("redis", version),
                    promise(other, version),
                    request("redis", "one", version),
                    request("redis", "two", version),
                    request(other, "mine", version));
            if (version == 2) {
                kratix.delete(ObjectReference.promise("kafka"));
            }
            kratix.awaitSettled(LIMIT);
        }
    }

    private Kratix open(Registry registry) {
        return Kratix.builder()
                .registry(registry)
                .stateStores(new Halting())
                .secrets(reference -> Optional.of(Map.of(
                        "accessKeyID", Secret.of(S3Server.ACCESS_KEY),
                        "secretAccessKey", Secret.of(S3Server.SECRET_KEY))))
                .workflowRunner(InProcessWorkflowRunner.builder()
                        .image("example/request:v1", call -> {
                            Object version = call.object().spec().get("version");
                            call.writeOutput("same.yaml", "same");
                            call.writeOutput("changing.yaml", "version " + version);
                            call.writeOutput("only-in-" + version + ".yaml", "new");
                        })
                        .build())
                .open();
    }

    /** The plugin, whose I/O is counted. Beginning a request is one event, having its answer is another. */
    private final class Halting implements StateStoreProvider {
        private final StateStoreProvider plugin = new BucketStateStoreProvider();

        @Override
        public String kind() {
            return plugin.kind();
        }

        @Override
        public String location(Settings settings) {
            return plugin.location(settings);
        }

        @Override
        public StateStore open(Settings settings, PluginContext context) {
            return plant.apply(plugin.open(settings, counted(context)));
        }
    }

    private PluginContext counted(PluginContext context) {
        Executor counted = task -> context.executor().execute(() -> {
            haltIfItIsTime();
            task.run();
            haltIfItIsTime();
        });
        return (PluginContext) Proxy.newProxyInstance(
                PluginContext.class.getClassLoader(), new Class<?>[] {PluginContext.class}, (proxy, method, given) -> {
                    try {
                        return method.getName().equals("executor") ? counted : method.invoke(context, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void haltIfItIsTime() {
        if (events.incrementAndGet() == fatal) {
            Runtime.getRuntime().halt(HALTED);
        }
    }

    private Document store() {
        return Document.builder("platform.kratix.io/v1alpha1", "BucketStateStore", "default")
                .spec(Map.of(
                        "endpoint",
                        endpoint,
                        "bucketName",
                        bucket,
                        "insecure",
                        true,
                        "secretRef",
                        Map.of("name", "keys", "namespace", "default")))
                .build();
    }

    private static Promise promise(String name, int version) {
        return Promise.builder(name)
                .api("example.kratix.io", name, Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true))
                .dependency(Map.of(
                        "apiVersion", "v1",
                        "kind", "Namespace",
                        "metadata", Map.of("name", name + "-version-" + version)))
                .resourceConfigure(Pipeline.builder("configure")
                        .container("main", "example/request:v1")
                        .build())
                .build();
    }

    private static Document request(String promise, String name, int version) {
        return Document.builder("example.kratix.io/v1alpha1", promise, name)
                .namespace("default")
                .spec(Map.of("version", version))
                .build();
    }
}
