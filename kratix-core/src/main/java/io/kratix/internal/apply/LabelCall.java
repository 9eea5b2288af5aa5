// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.reconcile.Tasks;
import io.kratix.internal.step.Decision;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.KratixLabels;
import io.kratix.model.LabelChanges;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One call of {@code label}. */
public final class LabelCall {
    /** What steers the engine: kept beside the document, so that it survives {@code apply}. */
    private static final Set<String> KEPT_BESIDE = Set.of(
            KratixLabels.MANUAL_RECONCILIATION,
            KratixLabels.PAUSED,
            KratixLabels.RECONCILE_RESOURCES,
            KratixLabels.RUN_FROM_START,
            KratixLabels.WORKFLOW_SUSPENDED);

    private LabelCall() {}

    /**
     * Sets and removes single labels of an object, in one step.
     *
     * @param registry what holds the object
     * @param reference which object
     * @param changes the labels
     * @return whether there was such an object
     * @throws InvalidDocumentException if a key or value is malformed, or a label is the engine's own record
     */
    public static boolean label(Registry registry, ObjectReference reference, LabelChanges changes) {
        refuse(reference, changes);
        boolean[] found = {false};
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            Optional<Stored<RegisteredObject>> stored = registry.find(Table.OBJECTS, reference.toString());
            found[0] = stored.isPresent();
            stored.ifPresent(known -> change(step, registry, known, changes));
            return step.build();
        });
        return found[0];
    }

    /**
     * {@return whether only the engine, or a person who runs the platform, has a say in a label}
     *
     * @param key the label's key
     */
    public static boolean isEngines(String key) {
        String prefix = key.substring(0, Math.max(0, key.indexOf('/')));
        return prefix.equals("kratix.io") || prefix.endsWith(".kratix.io");
    }

    private static void refuse(ObjectReference reference, LabelChanges changes) {
        List<Problem> problems = new ArrayList<>(changes.problems());
        if (changes.byKey().containsKey(KratixLabels.PROMISE_NAME)) {
            problems.add(Problem.forbidden(
                    "metadata.labels[" + KratixLabels.PROMISE_NAME + "]",
                    "is the engine's own record",
                    "leave it as it is"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems.stream()
                    .map(problem -> problem.of(reference.toString()))
                    .toList());
        }
    }

    private static void change(
            Step.Builder step, Registry registry, Stored<RegisteredObject> stored, LabelChanges changes) {
        RegisteredObject known = stored.value();
        Map<String, String> own = new TreeMap<>(known.document().metadata().labels());
        Map<String, String> engines = new TreeMap<>(known.engineLabels());
        changes.byKey().forEach((key, value) -> {
            own.remove(key);
            engines.remove(key);
            value.ifPresent(text -> (KEPT_BESIDE.contains(key) ? engines : own).put(key, text));
        });
        Document document = known.document();
        RegisteredObject changed = new RegisteredObject(
                document.withMetadata(document.metadata().withLabels(own)),
                known.generation(),
                known.created(),
                known.deletionRequested(),
                engines,
                known.facts());
        if (!changed.equals(known)) {
            step.update(stored, changed);
            Tasks.afterChange(step, registry, changed);
        }
    }
}
