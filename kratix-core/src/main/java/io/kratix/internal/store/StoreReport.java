// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.plugin.OpenStore;
import io.kratix.internal.step.Decision;
import io.kratix.internal.step.Outer;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.step.StatusEditor;
import io.kratix.model.Condition.Status;
import io.kratix.model.Event;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.spi.PluginException;
import io.kratix.spi.SecretReference;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What is reported of a State Store: its condition and events, as Kratix has them, and more below {@code status.kratix}. */
final class StoreReport {
    private static final String READY = "Ready";
    private static final String OTHER_WRITERS =
            "nobody else may write to this place: the State Store does not notice what others write";

    private final Registry registry;
    private final Clock clock;

    StoreReport(Registry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** Where in its life a store failed. */
    enum Phase {
        /** It was read and its client made. */
        OPEN,
        /** It had to show that one can write. */
        CHECK,
        /** It was written or read. */
        USE
    }

    /** Reports that one can write. */
    void ready(RegisteredObject store, OpenStore open) throws InterruptedException {
        boolean alone = !open.detectsOtherWriters();
        List<String> warnings = open.warnings();
        report(store, Status.TRUE, "StateStoreReady", "State store is ready", status -> {
            put(status, "otherWriters", alone ? OTHER_WRITERS : "");
            put(status, "warnings", warnings.isEmpty() ? "" : warnings);
            put(status, "failure", "");
        });
    }

    /** Reports why one cannot. */
    void notReady(RegisteredObject store, Phase phase, PluginException failure, Optional<SecretReference> missing) {
        String own = "StateStore" + camelCase(failure.reason());
        boolean secretIsMissing = phase == Phase.OPEN && missing.isPresent();
        String message = failure.message();
        String reason =
                switch (phase) {
                    case OPEN -> secretIsMissing ? "SecretNotFound" : "ErrorInitialisingWriter";
                    case CHECK -> "ErrorValidatingPermissions";
                    case USE -> own;
                };
        if (secretIsMissing) {
            SecretReference secret = missing.get();
            message = "Secret " + secret.name() + " not found in namespace " + secret.namespace() + ": " + message;
        } else if (phase == Phase.CHECK) {
            message = "Error validating state store permissions: " + message;
        }
        report(
                store,
                Status.FALSE,
                reason,
                message,
                status -> put(status, "failure", failure.reason().name()));
    }

    /** Tells something that is neither. */
    void warn(RegisteredObject store, String reason, String message) {
        Decision.commit(registry, () -> Step.builder()
                .event(RegisteredObjects.warning(clock.instant(), store.reference(), reason, message))
                .build());
    }

    /** Remembers when a store was last compared with what it should hold. */
    void compared(RegisteredObject store, String when) {
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            RegisteredObjects.find(registry, store.reference().toString()).ifPresent(stored -> {
                StatusEditor status = new StatusEditor(stored.value().document().status(), clock.instant());
                put(status, "compared", when);
                step.update(stored, RegisteredObjects.withStatus(stored.value(), status.build()));
            });
            return step.build();
        });
    }

    private void report(
            RegisteredObject store, Status ready, String reason, String message, Consumer<StatusEditor> more) {
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            RegisteredObjects.find(registry, store.reference().toString())
                    .filter(stored -> stored.value().created().equals(store.created()))
                    .ifPresent(stored -> {
                        var before = stored.value().document().status();
                        StatusEditor status = new StatusEditor(before, clock.instant());
                        boolean told = status.field(READY, "message").equals(message)
                                && Long.valueOf(store.generation()).equals(before.get("observedGeneration"));
                        newWarnings(store, status, more).forEach(step::event);
                        status.condition(READY, ready, reason, message)
                                .set(ready == Status.TRUE ? READY : "NotReady", "status")
                                .set(store.generation(), "observedGeneration");
                        RegisteredObject after = RegisteredObjects.withStatus(stored.value(), status.build());
                        step.update(stored, after);
                        Outer.follow(step, stored.value(), after);
                        if (!told) {
                            step.event(event(store, ready, message));
                        }
                    });
            return step.build();
        });
    }

    /** Each warning is an event when it comes. */
    private List<Event> newWarnings(RegisteredObject store, StatusEditor status, Consumer<StatusEditor> more) {
        List<?> before = status.get("kratix", "warnings") instanceof List<?> list ? list : List.of();
        more.accept(status);
        List<?> after = status.get("kratix", "warnings") instanceof List<?> list ? list : List.of();
        return after.stream()
                .filter(warning -> !before.contains(warning))
                .map(warning -> RegisteredObjects.warning(
                        clock.instant(), store.reference(), "Warning", String.valueOf(warning)))
                .toList();
    }

    private Event event(RegisteredObject store, Status ready, String message) {
        String name =
                store.document().kind() + " \"" + store.document().metadata().name() + "\" is ready";
        return ready == Status.TRUE
                ? RegisteredObjects.normal(clock.instant(), store.reference(), READY, name)
                : RegisteredObjects.warning(clock.instant(), store.reference(), "NotReady", message);
    }

    /** An empty text removes the field, and the last field its parent. */
    private static void put(StatusEditor status, String field, Object value) {
        if (!value.equals("")) {
            status.set(value, "kratix", field);
        } else {
            status.remove("kratix", field);
            if (status.get("kratix") instanceof Map<?, ?> rest && rest.isEmpty()) {
                status.remove("kratix");
            }
        }
    }

    private static String camelCase(PluginException.Reason reason) {
        String name = reason.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }
}
