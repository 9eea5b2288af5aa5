// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.Claim;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.RunAssignment;
import io.kratix.registry.RunRecord;
import io.kratix.registry.RunRecord.Phase;
import io.kratix.registry.Step;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at an object with a given status, and at workflows in a given state. */
final class Looks {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Looks() {}

    /** {@return the object after one look that did this} */
    static RegisteredObject at(Document document, long generation, Consumer<Turn> decision) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Registry registry = Registry.inMemory(clock);
        Task task = Task.of(Task.Type.REQUEST, document.reference());
        registry.commit(Step.builder()
                .create(
                        Table.OBJECTS,
                        new RegisteredObject(document, generation, NOW, Optional.empty(), Map.of(), Map.of()))
                .enqueue(task)
                .build());
        Claim claim = registry.claim(Set.of(Task.Type.REQUEST), 1, Duration.ofMinutes(1))
                .get(0);
        Turn.take(registry, clock, claim, decision);
        return registry.find(Table.OBJECTS, document.reference().toString())
                .orElseThrow()
                .value();
    }

    static Document object(boolean promise, Map<String, ? extends @Nullable Object> status) {
        Document document = promise
                ? Document.builder("platform.kratix.io/v1alpha1", "Promise", "redis")
                        .build()
                : Document.builder("example.kratix.io/v1", "redis", "mine")
                        .namespace("default")
                        .build();
        return document.withStatus(status);
    }

    static Pipeline pipeline(String name) {
        return Pipeline.builder(name).container("c", "i").build();
    }

    /** {@return a workflow whose newest run ended like this; all Pipelines before it have succeeded} */
    static Workflow workflow(
            List<Pipeline> pipelines,
            int position,
            Phase phase,
            String message,
            Optional<Instant> resumes,
            int postponed,
            boolean label) {
        ObjectReference owner = object(false, Map.of()).reference();
        RunAssignment assignment = new RunAssignment(
                "redis",
                "",
                WorkflowAction.CONFIGURE,
                pipelines.get(position).name(),
                position,
                "hash",
                1,
                "key",
                0,
                0,
                postponed);
        RunRecord run = RunRecord.begun("run", owner, assignment, position + 1L, NOW, NOW);
        RunRecord last = phase == Phase.RUNNING ? run : run.ended(phase, message, List.of(), List.of(), resumes, NOW);
        int succeeded = phase == Phase.SUCCEEDED ? position + 1 : position;
        Workflow.Asked asked = new Workflow.Asked(false, false, label, 0, NOW);
        return new Workflow(WorkflowAction.CONFIGURE, pipelines, "hash", succeeded, Optional.of(last), asked);
    }
}
