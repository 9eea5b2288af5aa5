// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Readiness;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.model.Condition;
import io.kratix.model.ObjectReference;
import io.kratix.registry.QueueState;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.scheduling.Explanation;
import io.kratix.scheduling.Explanation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What an object lacks to be ready, in words: of itself alone, whatever else the platform waits for. */
public final class Shortfall {
    private final Registry registry;
    private final Explaining explaining;

    /**
     * Looks in a registry.
     *
     * @param registry knows the object, its files and its tasks
     * @param schedulers explain where files would go
     */
    public Shortfall(Registry registry, Schedulers schedulers) {
        this.registry = registry;
        this.explaining = new Explaining(registry, schedulers);
    }

    /**
     * {@return its conditions, what its Pipelines said, what holds up its files, and what it waits for}
     *
     * @param reference an object that is not ready
     */
    public String of(ObjectReference reference) {
        Optional<Stored<RegisteredObject>> object = RegisteredObjects.find(registry, reference.toString());
        if (object.isEmpty()) {
            return "there is no such object";
        }
        List<String> words =
                new ArrayList<>(List.of(Readiness.describe(object.get().value())));
        words.addAll(Obstacles.of(registry, reference));
        unplaced(reference).forEach(words::add);
        registry.queue().waiting().stream()
                .filter(waiting -> waiting.task().subject().equals(reference.toString()))
                .map(QueueState.Waiting::reason)
                .filter(reason -> !reason.isEmpty())
                .map(reason -> "waiting: " + reason)
                .forEach(words::add);
        return String.join("; ", words);
    }

    /**
     * {@return the one thing that most likely has to change first: what a Pipeline said, else what holds up its files, else
     *     why the condition that decides is not true; empty if nothing is reported yet}
     *
     * @param registry knows the object's files
     * @param object an object that is not ready
     */
    public static String cause(Registry registry, RegisteredObject object) {
        return Stream.of(
                        Readiness.pipelineWords(object),
                        Obstacles.of(registry, object.reference()),
                        unscheduled(registry, object.reference()))
                .flatMap(List::stream)
                .findFirst()
                .orElseGet(() -> Readiness.reason(object));
    }

    private static List<String> unscheduled(Registry registry, ObjectReference owner) {
        return RegisteredObjects.worksOf(registry, owner).stream()
                .flatMap(work -> work.value().conditions().stream())
                .filter(condition -> condition.type().equals(WorkConditions.SCHEDULED)
                        && condition.status() == Condition.Status.FALSE)
                .map(Condition::message)
                .toList();
    }

    private Stream<String> unplaced(ObjectReference reference) {
        return explaining.explain(reference).values().stream()
                .flatMap(explanation -> explanation.groups().stream())
                .filter(group -> group.answers().stream().noneMatch(Shortfall::isPlace))
                .map(group -> group.toString().strip().replaceAll("\\s*\n\\s*", ", "));
    }

    private static boolean isPlace(Explanation.Answer answer) {
        return answer.verdict() == Verdict.CHOSEN || answer.verdict() == Verdict.MISPLACED;
    }
}
