// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.plugin.StateStores;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes round all State Stores once a minute: asks for the secrets that their documents name, sees whether it is time to
 * compare, and has those looked at that nobody has looked at since the engine started. A call that is under way with what
 * is not true any more is ended.
 */
public final class StoreRounds {
    private static final Logger LOG = LoggerFactory.getLogger(StoreRounds.class);

    private final Registry registry;
    private final StateStores stores;
    private final Duration interval;
    private final CallWatch calls;
    private final Clock clock;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> changedSecrets = ConcurrentHashMap.newKeySet();
    private final Map<String, RegisteredObject> underWay = new ConcurrentHashMap<>();

    StoreRounds(Registry registry, StateStores stores, Duration interval, CallWatch calls, Clock clock) {
        this.registry = registry;
        this.stores = stores;
        this.interval = interval;
        this.calls = calls;
        this.clock = clock;
    }

    /** Goes round once. */
    public void make() {
        try {
            for (String kind : stores.kinds()) {
                String platformKind = RegisteredObject.platformKind(kind);
                List<Stored<RegisteredObject>> documents =
                        registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_KIND, platformKind));
                for (Stored<RegisteredObject> document : documents) {
                    look(document.value());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("the round of the State Stores ended early; the next one is in a minute: {}", e.toString());
        }
    }

    private void look(RegisteredObject store) throws InterruptedException {
        String name = store.reference().toString();
        boolean secrets = stores.secretsChanged(name);
        if (secrets && changedSecrets.add(name)) {
            LOG.info("a secret of {} has changed; it is opened anew", name);
            calls.interrupt(task(store).key());
        }
        if (seen.add(name) || secrets || isToBeCompared(store)) {
            registry.commit(Step.builder().enqueue(task(store)).build());
        }
    }

    private static Task task(RegisteredObject store) {
        return Task.of(Task.Type.STORE, store.reference())
                .inLane(store.facts().getOrDefault(RegisteredObject.LOCATION, ""));
    }

    /** {@return whether a secret has changed since this was asked last} */
    boolean takeSecretsChanged(String name) {
        return changedSecrets.remove(name);
    }

    /** {@return whether a store is due to be compared with what it confirmed} */
    boolean isToBeCompared(RegisteredObject store) {
        if (interval.isZero() || interval.isNegative()) {
            return false;
        }
        Instant last = store.document().status().get("kratix") instanceof Map<?, ?> kratix
                        && kratix.get("compared") instanceof String text
                ? parse(text).orElse(store.created())
                : store.created();
        return !clock.instant().isBefore(last.plus(interval));
    }

    private static Optional<Instant> parse(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    void begin(Task task, RegisteredObject store) {
        seen.add(task.subject());
        underWay.put(task.subject(), store);
    }

    void end(Task task) {
        underWay.remove(task.subject());
    }

    /** Ends the call of a store whose document is not what it was when the call began. */
    public void committed(Step step) {
        for (Step.Write<?> write : step.writes()) {
            if (write.table() == Table.OBJECTS && underWay.containsKey(write.key())) {
                endIfChanged(write);
            }
        }
    }

    private void endIfChanged(Step.Write<?> write) {
        Optional<RegisteredObject> began = Optional.ofNullable(underWay.get(write.key()));
        boolean same = write.value() instanceof RegisteredObject now
                && began.filter(before -> before.generation() == now.generation()
                                && before.created().equals(now.created()))
                        .isPresent();
        if (began.isPresent() && !same) {
            calls.interrupt(task(began.get()).key());
        }
    }
}
