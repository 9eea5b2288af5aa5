// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.admission.PromiseAdmission;
import io.kratix.internal.step.Readiness;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.model.Condition;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.ResourceBinding;
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

/** What an object lacks to be ready, in words: of itself and of the Promises that it needs, whatever else the platform waits for. */
public final class Shortfall {
    private final Registry registry;
    private final Explaining explaining;
    private final Optional<String> platformDestination;

    /**
     * Looks in a registry.
     *
     * @param registry knows the object, its files and its tasks
     * @param schedulers explain where files would go
     * @param platformDestination the Destination that the program named as the platform's own
     */
    public Shortfall(Registry registry, Schedulers schedulers, Optional<String> platformDestination) {
        this.registry = registry;
        this.platformDestination = platformDestination;
        this.explaining = new Explaining(registry, schedulers);
    }

    /**
     * {@return its conditions, what its Pipelines said, what holds up its files, and what it waits for}
     *
     * @param reference an object that is not ready
     */
    public String of(ObjectReference reference) {
        return RegisteredObjects.find(registry, reference.toString())
                .map(object -> String.join("; ", of(object.value())))
                .orElseGet(() -> new NoSuchObject(registry).explain(reference));
    }

    private List<String> of(RegisteredObject object) {
        List<String> words = new ArrayList<>(List.of(Readiness.describe(object)));
        pause(object).ifPresent(words::add);
        words.addAll(missingPromises(object));
        missingRevision(object).ifPresent(words::add);
        words.addAll(Obstacles.of(registry, object.reference()));
        words.addAll(unplaced(object.reference()));
        String told = String.join("; ", words);
        registry.waiting(object.reference().toString()).stream()
                .map(QueueState.Waiting::reason)
                .filter(reason -> !told.contains(reason))
                .map(reason -> "waiting: " + reason)
                .forEach(words::add);
        return words;
    }

    /**
     * {@return the one thing that most likely has to change first: a label that pauses the object, else a Promise that it
     *     needs, else what a Pipeline said, else what holds up its files, else why the condition that decides is not true; empty
     *     if nothing is reported yet}
     *
     * @param object an object that is not ready
     */
    public String cause(RegisteredObject object) {
        return Stream.of(
                        pause(object).stream().toList(),
                        missingPromises(object),
                        Readiness.pipelineWords(object),
                        Obstacles.of(registry, object.reference()),
                        unscheduled(object.reference()))
                .flatMap(List::stream)
                .findFirst()
                .orElseGet(() -> Readiness.reason(object));
    }

    private Optional<String> pause(RegisteredObject object) {
        if (object.isLabelled(KratixLabels.PAUSED)) {
            return Optional.of("its label " + KratixLabels.PAUSED + " keeps it as it is: take the label off");
        }
        String promise = object.facts().getOrDefault(RegisteredObject.PROMISE, "");
        return RegisteredObjects.promise(registry, promise)
                .filter(found -> found.value().isLabelled(KratixLabels.PAUSED))
                .map(found -> "the label " + KratixLabels.PAUSED + " of Promise '" + promise
                        + "' keeps it as it is: take the label off");
    }

    private List<String> missingPromises(RegisteredObject object) {
        String promise = object.facts().getOrDefault(RegisteredObject.PROMISE, "");
        return RegisteredObjects.promise(registry, promise)
                .map(Stored::value)
                .filter(known -> !known.isLabelled(KratixLabels.PAUSED) && Requirements.isReportedUnavailable(known))
                .map(known -> List.of("its Promise '" + promise + "' is not available: " + cause(known)))
                .orElseGet(() -> Requirements.unfulfilled(object, name -> unappliedDependency(object, name)));
    }

    /** What a Promise brings along itself comes here by the platform Destination alone. */
    private String unappliedDependency(RegisteredObject promise, String missing) {
        boolean isBrought = PromiseAdmission.brought(Promise.of(promise.document()), missing)
                .isPresent();
        return isBrought && platform().isEmpty()
                ? "; it is among its own dependencies, which no platform Destination applies: "
                        + platformDestination
                                .map(name -> "none is called '" + name + "'")
                                .orElse("none is named")
                : "";
    }

    private Optional<Stored<RegisteredObject>> platform() {
        return platformDestination.flatMap(name -> RegisteredObjects.find(
                registry, ObjectReference.destination(name).toString()));
    }

    private Optional<String> missingRevision(RegisteredObject object) {
        return Optional.of(object.document())
                .filter(document -> document.reference().isPlatform())
                .filter(document -> document.kind().equals(Kinds.RESOURCE_BINDING))
                .map(ResourceBinding::of)
                .flatMap(new Revisions(registry)::missing);
    }

    private List<String> unscheduled(ObjectReference owner) {
        boolean waits = RegisteredObjects.worksOf(registry, owner).stream()
                .flatMap(work -> work.value().conditions().stream())
                .anyMatch(condition -> condition.type().equals(WorkConditions.SCHEDULED)
                        && condition.status() == Condition.Status.FALSE);
        return waits ? unplaced(owner) : List.of();
    }

    private List<String> unplaced(ObjectReference reference) {
        return explaining.explain(reference).values().stream()
                .flatMap(explanation -> explanation.groups().stream())
                .filter(group -> group.answers().stream().noneMatch(Shortfall::isPlace))
                .map(group -> group.toString().strip().replaceAll("\\s*\n\\s*", ", ") + remedy(group))
                .toList();
    }

    private static String remedy(Explanation.Group group) {
        if (group.selector().isEmpty()) {
            return "; apply a Destination that takes what asks for no label, or set spec.destinationSelectors";
        }
        return "; label a Destination so, or change spec.destinationSelectors";
    }

    private static boolean isPlace(Explanation.Answer answer) {
        return answer.verdict() == Verdict.CHOSEN || answer.verdict() == Verdict.MISPLACED;
    }
}
