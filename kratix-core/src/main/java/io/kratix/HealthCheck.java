// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.internal.engine.Engine;
import io.kratix.internal.plugin.StateStores;
import io.kratix.model.Document;
import io.kratix.registry.Query;
import io.kratix.registry.QueueState;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Table;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks how an engine is. */
final class HealthCheck {
    private final Registry registry;
    private final Engine engine;
    private final StateStores stores;

    HealthCheck(Registry registry, Engine engine, StateStores stores) {
        this.registry = registry;
        this.engine = engine;
        this.stores = stores;
    }

    Health look(Duration limit) throws InterruptedException {
        Health.Reach runner = new Health.Reach(engine.problemOfRunner(limit));
        try {
            List<Health.Store> storesNow = storesNow();
            Health.Queue queue = queue();
            return new Health(writes(), runner, storesNow, queue, engine.stuck());
        } catch (RuntimeException e) {
            Health.Queue unknown = new Health.Queue(0, 0, 0, Optional.empty());
            return new Health(
                    new Health.Reach(Optional.of(String.valueOf(e.getMessage()))),
                    runner,
                    List.of(),
                    unknown,
                    engine.stuck());
        }
    }

    /** It has answered: it may still take no changes. */
    private Health.Reach writes() {
        return new Health.Reach(registry.problem().map(problem -> "nothing can be recorded: " + problem));
    }

    private Health.Queue queue() {
        QueueState queue = registry.queue();
        QueueState.Size size = queue.size();
        return new Health.Queue(size.active(), size.due(), size.waiting(), queue.oldest());
    }

    private List<Health.Store> storesNow() {
        return stores.kinds().stream()
                .flatMap(kind -> registry
                        .list(Table.OBJECTS, Query.where(RegisteredObject.BY_KIND, RegisteredObject.platformKind(kind)))
                        .stream())
                .map(stored -> store(stored.value().document()))
                .toList();
    }

    private static Health.Store store(Document document) {
        Optional<Map<?, ?>> ready = document.status().get("conditions") instanceof List<?> conditions
                ? conditions.stream()
                        .<Map<?, ?>>map(condition -> (Map<?, ?>) condition)
                        .filter(condition -> "Ready".equals(condition.get("type")))
                        .findFirst()
                : Optional.empty();
        return new Health.Store(
                document.reference(),
                ready.map(condition -> "True".equals(condition.get("status"))).orElse(false),
                ready.map(condition -> String.valueOf(condition.get("message"))).orElse(""));
    }
}
