// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import io.kratix.Kratix;
import io.kratix.KratixBuilder;
import io.kratix.model.Declaration;
import io.kratix.model.Document;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Step;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.spi.workflow.PipelineCall;
import io.kratix.spi.workflow.PipelineFunction;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.WorkflowRunner;
import io.kratix.testkit.InMemoryStateStoreProvider;
import io.kratix.testkit.MemoryPlace;
import io.kratix.testkit.VirtualTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;

/** A platform on virtual time whose Pipelines are written down: what each call of each of them does. */
final class Stage implements AutoCloseable {
    static final ObjectReference PROMISE = ObjectReference.promise("redis");

    final VirtualTime time = VirtualTime.create();
    final Registry registry;
    final InMemoryStateStoreProvider stores;
    final Map<String, PipelineFunction> scripts = new LinkedHashMap<>();
    final List<String> calls = new ArrayList<>();
    final Kratix kratix;
    PipelineFunction before = call -> {};
    Optional<RuntimeException> runFails = Optional.empty();
    Optional<RuntimeException> releaseFails = Optional.empty();

    private Stage(
            Function<Clock, Registry> memory, InMemoryStateStoreProvider stores, Consumer<KratixBuilder> settings) {
        this.registry = memory.apply(time.clock());
        this.stores = stores;
        KratixBuilder builder = Kratix.builder()
                .registry(registry)
                .stateStores(stores)
                .workflowRunner(new Runner())
                .clock(time.clock())
                .threads(time.executor(), time.timer())
                .random(new Random(1));
        settings.accept(builder);
        kratix = builder.open();
    }

    static Stage open() {
        return open(builder -> {});
    }

    static Stage open(Consumer<KratixBuilder> settings) {
        return open(new InMemoryStateStoreProvider(), settings);
    }

    static Stage open(InMemoryStateStoreProvider stores, Consumer<KratixBuilder> settings) {
        return new Stage(Registry::inMemory, stores, settings);
    }

    static Stage open(Function<Clock, Registry> memory, Consumer<KratixBuilder> settings) {
        return new Stage(memory, new InMemoryStateStoreProvider(), settings);
    }

    /** The in-process runner, with one image for each Pipeline's name. */
    private final class Runner implements WorkflowRunner {
        @Override
        public PipelineOutcome run(PipelineRun run) throws InterruptedException {
            runFails.ifPresent(failure -> {
                throw failure;
            });
            InProcessWorkflowRunner.Builder runner =
                    InProcessWorkflowRunner.builder().clock(time.clock());
            run.pipeline().containers().forEach(container -> runner.image(container.image(), this::play));
            return runner.build().run(run);
        }

        private void play(PipelineCall call) throws Exception {
            String pipeline = call.environment().get("KRATIX_PIPELINE_NAME");
            calls.add(call.environment().get("KRATIX_OBJECT_NAME") + "/" + pipeline);
            before.run(call);
            PipelineFunction script = scripts.get(pipeline);
            if (script != null) {
                script.run(call);
            } else {
                call.writeOutput(pipeline + ".yaml", "by: " + pipeline + "\n");
            }
        }

        @Override
        public void release(String runId) {
            releaseFails.ifPresent(failure -> {
                throw failure;
            });
        }

        @Override
        public void close() {}
    }

    /** Declares the State Store, a Destination, and what a test adds; runs everything. */
    void begin(Declaration... more) {
        kratix.apply(Platform.store(), Platform.destination("worker").build());
        apply(more);
    }

    void apply(Declaration... declarations) {
        kratix.apply(declarations);
        time.runAll();
    }

    void delete(ObjectReference reference) {
        kratix.delete(reference);
        time.runAll();
    }

    void pass(Duration span) {
        time.advance(span);
    }

    /** Takes a label off, as a person does who resumes a workflow. */
    void unlabel(ObjectReference reference, String label) {
        change(
                reference,
                registry.find(Table.OBJECTS, reference.toString())
                        .orElseThrow()
                        .value()
                        .unlabelled(label));
    }

    void label(ObjectReference reference, String label) {
        change(
                reference,
                registry.find(Table.OBJECTS, reference.toString())
                        .orElseThrow()
                        .value()
                        .labelled(label));
    }

    void resume(ObjectReference reference) {
        unlabel(reference, KratixLabels.WORKFLOW_SUSPENDED);
    }

    private void change(ObjectReference reference, RegisteredObject changed) {
        Task.Type type = reference.kind().equals("Promise") ? Task.Type.PROMISE : Task.Type.REQUEST;
        registry.commit(Step.builder()
                .update(registry.find(Table.OBJECTS, reference.toString()).orElseThrow(), changed)
                .enqueue(Task.of(type, reference))
                .build());
        time.runAll();
    }

    static Pipeline pipeline(String name) {
        return pipeline(name, 0).build();
    }

    static Pipeline.Builder pipeline(String name, int retries) {
        return Pipeline.builder(name).container("main", "example/" + name).retries(retries);
    }

    /** {@return a Promise with these resource.configure Pipelines, and no dependencies} */
    static Promise.Builder promise(String... pipelines) {
        Promise.Builder promise = Promise.builder("redis")
                .api(
                        "example.kratix.io",
                        "redis",
                        Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true))
                .destinationSelector(Map.of("environment", "dev"));
        for (String pipeline : pipelines) {
            promise.resourceConfigure(pipeline(pipeline));
        }
        return promise;
    }

    static Document request(String name) {
        return Platform.request(name, "small");
    }

    Map<String, ?> status(ObjectReference reference) {
        return kratix.get(reference).orElseThrow().status();
    }

    /** {@return {@code type=status reason: message} for each condition} */
    List<String> conditions(ObjectReference reference) {
        Object conditions = status(reference).get("conditions");
        return conditions instanceof List<?> list
                ? list.stream()
                        .map(condition -> (Map<?, ?>) condition)
                        .map(condition -> condition.get("type") + "=" + condition.get("status") + " "
                                + condition.get("reason") + ": " + condition.get("message"))
                        .toList()
                : List.of();
    }

    /** {@return {@code name=phase} for each Pipeline, with attempts and message where there are any} */
    List<String> pipelines(ObjectReference reference) {
        if (status(reference).get("kratix") instanceof Map<?, ?> kratixStatus
                && kratixStatus.get("workflows") instanceof Map<?, ?> workflows
                && workflows.get("pipelines") instanceof List<?> list) {
            return list.stream().map(entry -> describe((Map<?, ?>) entry)).toList();
        }
        return List.of();
    }

    private static String describe(Map<?, ?> pipeline) {
        StringBuilder text = new StringBuilder(pipeline.get("name") + "=" + pipeline.get("phase"));
        for (String field : List.of("attempts", "nextRetryAt", "message")) {
            if (pipeline.containsKey(field)) {
                text.append(' ').append(field).append('=').append(pipeline.get(field));
            }
        }
        return text.toString();
    }

    List<String> phases(ObjectReference reference) {
        return kratix.runs(reference).stream()
                .map(run -> run.pipeline() + "=" + run.phase())
                .toList();
    }

    List<RunRecord> runs(ObjectReference reference) {
        return kratix.runs(reference);
    }

    List<String> events(ObjectReference reference) {
        return kratix.events(reference).stream()
                .map(event -> event.reason() + ": " + event.message())
                .toList();
    }

    MemoryPlace place() {
        return stores.place("state");
    }

    /** {@return the files that are not canaries, below the Destination} */
    List<String> files() {
        return place().texts().keySet().stream()
                .filter(path -> !path.contains("canary"))
                .map(path -> path.replaceFirst("^worker/", ""))
                .toList();
    }

    boolean isThere(ObjectReference reference) {
        return kratix.get(reference).isPresent();
    }

    @Override
    public void close() {
        time.runAll();
        kratix.close();
    }
}
