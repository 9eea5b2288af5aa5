// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.platform;

import io.kratix.internal.step.Decision;
import io.kratix.internal.step.StatusEditor;
import io.kratix.internal.store.PlatformTree;
import io.kratix.model.Event;
import io.kratix.model.ObjectReference;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells what was applied back, in the Destination's status, and what was not, also in the status of whose files it is in. */
final class PlatformStatus {
    private static final String UNAPPLIED = "unapplied";

    private final Registry registry;
    private final Clock clock;

    PlatformStatus(Registry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Reports a pass.
     *
     * @param destination the platform Destination
     * @param tree what lay there
     * @param pass what became of it
     * @return whether something could not be applied
     */
    boolean report(ObjectReference destination, PlatformTree tree, Pass pass) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("applied", pass.applied());
        report.put("leftAlone", pass.leftAlone());
        Map<String, Long> elsewhere = pass.elsewhere();
        if (!elsewhere.isEmpty()) {
            report.put("elsewhere", elsewhere);
        }
        report.put("revision", tree.revision());
        report.put(UNAPPLIED, pass.unapplied().stream().map(Unapplied::row).toList());
        Set<String> told = new TreeSet<>();
        edit(destination.toString(), (step, status) -> {
            told.addAll(owners(status));
            status.set(report, "kratix", "appliedBack");
        });
        Map<String, List<String>> messages = pass.unapplied().stream()
                .collect(Collectors.groupingBy(
                        one -> one.owner().toString(), Collectors.mapping(Unapplied::message, Collectors.toList())));
        told.addAll(messages.keySet());
        told.remove(destination.toString());
        told.forEach(owner -> tell(owner, messages.getOrDefault(owner, List.of())));
        return !messages.isEmpty();
    }

    /** Those who were told before. */
    private static Set<String> owners(StatusEditor status) {
        return list(status.get("kratix", "appliedBack", UNAPPLIED)).stream()
                .map(row -> row instanceof Map<?, ?> map ? String.valueOf(map.get("owner")) : "")
                .collect(Collectors.toSet());
    }

    private void tell(String owner, List<String> messages) {
        edit(owner, (step, status) -> {
            List<?> before = list(status.get("kratix", UNAPPLIED));
            if (messages.isEmpty()) {
                status.remove("kratix", UNAPPLIED);
            } else {
                status.set(messages, "kratix", UNAPPLIED);
            }
            messages.stream().filter(message -> !before.contains(message)).forEach(message -> registry.find(
                            Table.OBJECTS, owner)
                    .ifPresent(stored -> step.event(event(stored.value().reference(), message))));
        });
    }

    private Event event(ObjectReference owner, String message) {
        return new Event(
                clock.instant(),
                Event.Type.WARNING,
                owner,
                "LeftUnapplied",
                "a file on the platform Destination is left unapplied: " + message);
    }

    private void edit(String object, BiConsumer<Step.Builder, StatusEditor> change) {
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            registry.find(Table.OBJECTS, object).ifPresent(stored -> edit(step, stored, change));
            return step.build();
        });
    }

    private void edit(
            Step.Builder step, Stored<RegisteredObject> stored, BiConsumer<Step.Builder, StatusEditor> change) {
        RegisteredObject object = stored.value();
        StatusEditor status = new StatusEditor(object.document().status(), clock.instant());
        change.accept(step, status);
        step.update(stored, object.withDocument(object.document().withStatus(status.build())));
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
