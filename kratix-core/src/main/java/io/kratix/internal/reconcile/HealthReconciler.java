// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Decision;
import io.kratix.internal.step.Reconciler;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Event;
import io.kratix.model.HealthRecord;
import io.kratix.model.HealthRecord.State;
import io.kratix.model.ObjectReference;
import io.kratix.model.PromiseApi;
import io.kratix.registry.Claim;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shows on a request what others say of its health. */
public final class HealthReconciler implements Reconciler {
    private static final String FIELD = "healthStatus";
    private static final String RECORDS = "healthRecords";

    private final Registry registry;
    private final Clock clock;

    HealthReconciler(Registry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * {@return a task that has a request's health looked at}
     *
     * @param subject {@link HealthRecord#subject}
     */
    public static Task task(String subject) {
        return Task.of(Task.Type.HEALTH, subject).sharedBy(promise(subject));
    }

    /**
     * {@return whether anybody has said anything of a request's health}
     *
     * @param registry what holds the records
     * @param subject {@link HealthRecord#subject}
     */
    public static boolean isKnown(Registry registry, String subject) {
        return !records(registry, subject).isEmpty();
    }

    @Override
    public void reconcile(Claim claim) {
        String subject = claim.task().subject();
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder().finish(claim);
            request(subject).ifPresent(request -> show(step, request, records(registry, subject)));
            return step.build();
        });
    }

    private void show(Step.Builder step, Stored<RegisteredObject> request, List<HealthRecord> records) {
        StatusEditor status = new StatusEditor(request.value().document().status(), clock.instant());
        String before = String.valueOf(status.get(FIELD, "state"));
        Map<String, String> shown = shownStates(status.get(FIELD, RECORDS));
        records.stream()
                .filter(record -> !record.state().text().equals(shown.get(source(record))))
                .flatMap(record -> event(clock.instant(), request.value().reference(), before, record.state()).stream())
                .forEach(step::event);
        if (records.isEmpty() && status.get(FIELD) == null) {
            return;
        }
        status.set(HealthRecord.worst(records).text(), FIELD, "state")
                .set(records.stream().map(HealthRecord::report).toList(), FIELD, RECORDS);
        step.update(request, RegisteredObjects.withStatus(request.value(), status.build()));
    }

    /** A record that agrees with what was known of the request as a whole is no news. */
    static Optional<Event> event(Instant now, ObjectReference request, String before, State state) {
        if (state.text().equals(before)) {
            return Optional.empty();
        }
        String message = "Health state is " + state.text();
        boolean well = Set.of(State.HEALTHY, State.READY).contains(state);
        return Optional.of(
                well
                        ? RegisteredObjects.normal(now, request, "HealthRecord", message)
                        : RegisteredObjects.warning(now, request, "HealthRecord", message));
    }

    private static Map<String, String> shownStates(@org.jspecify.annotations.Nullable Object records) {
        Map<String, String> states = new HashMap<>();
        if (records instanceof List<?> list) {
            list.forEach(element -> {
                if (element instanceof Map<?, ?> record && record.get("source") instanceof Map<?, ?> source) {
                    states.put(source.get("namespace") + "/" + source.get("name"), String.valueOf(record.get("state")));
                }
            });
        }
        return states;
    }

    private static String source(HealthRecord record) {
        ObjectReference reference = record.document().reference();
        return reference.namespace() + "/" + reference.name();
    }

    private static List<HealthRecord> records(Registry registry, String subject) {
        return registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_SUBJECT, subject)).stream()
                .map(stored -> HealthRecord.of(stored.value().document()))
                .toList();
    }

    private Optional<Stored<RegisteredObject>> request(String subject) {
        String name = subject.substring(subject.indexOf(' ') + 1);
        return RegisteredObjects.promise(registry, promise(subject))
                .flatMap(stored -> RegisteredObjects.promise(stored).api())
                .flatMap(api -> RegisteredObjects.find(registry, key(api, name)));
    }

    private static String promise(String subject) {
        return subject.substring(0, subject.indexOf(' '));
    }

    private static String key(PromiseApi api, String namespaceAndName) {
        int slash = namespaceAndName.indexOf('/');
        return ObjectReference.request(
                        api.group(),
                        api.kind(),
                        namespaceAndName.substring(0, slash),
                        namespaceAndName.substring(slash + 1))
                .toString();
    }
}
