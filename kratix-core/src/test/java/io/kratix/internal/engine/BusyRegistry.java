// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.model.Content;
import io.kratix.model.Event;
import io.kratix.registry.Claim;
import io.kratix.registry.Query;
import io.kratix.registry.QueueState;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A registry in which something happens just after tasks were claimed, as another thread may have it. */
final class BusyRegistry implements Registry {
    private final Registry registry;
    private Runnable meanwhile = () -> {};
    private Runnable beforeRenewal = () -> {};
    private Runnable eachClaim = () -> {};
    private Runnable eachCommit = () -> {};

    BusyRegistry(Registry registry) {
        this.registry = registry;
    }

    /** Has something happen once, after the next claim. */
    void afterNextClaim(Runnable happening) {
        meanwhile = happening;
    }

    /** Has something happen at every claim. */
    void atEachClaim(Runnable happening) {
        eachClaim = happening;
    }

    /** Has something happen before every commit. */
    void beforeEachCommit(Runnable happening) {
        eachCommit = happening;
    }

    /** Has something happen once, before leases are renewed. */
    void beforeNextRenewal(Runnable happening) {
        beforeRenewal = happening;
    }

    @Override
    public String id() {
        return registry.id();
    }

    @Override
    public List<Claim> claim(Set<Task.Type> types, int limit, int perShare, Duration lease) {
        eachClaim.run();
        List<Claim> claims = registry.claim(types, limit, perShare, lease);
        Runnable happening = meanwhile;
        meanwhile = () -> {};
        happening.run();
        return claims;
    }

    @Override
    public <T> Optional<Stored<T>> find(Table<T> table, String key) {
        return registry.find(table, key);
    }

    @Override
    public <T> List<Stored<T>> list(Table<T> table, Query query) {
        return registry.list(table, query);
    }

    @Override
    public long count(Table<?> table, Query query) {
        return registry.count(table, query);
    }

    @Override
    public Content keep(Content content) {
        return registry.keep(content);
    }

    @Override
    public void commit(Step step) {
        eachCommit.run();
        registry.commit(step);
    }

    @Override
    public List<Claim> renew(List<Claim> claims, Duration lease) {
        Runnable happening = beforeRenewal;
        beforeRenewal = () -> {};
        happening.run();
        return registry.renew(claims, lease);
    }

    @Override
    public Optional<Duration> untilNextTask(Set<Task.Type> types, int perShare) {
        return registry.untilNextTask(types, perShare);
    }

    @Override
    public boolean isSettled() {
        return registry.isSettled();
    }

    @Override
    public QueueState queue() {
        return registry.queue();
    }

    @Override
    public List<QueueState.Waiting> retries(int limit) {
        return registry.retries(limit);
    }

    @Override
    public List<QueueState.Waiting> waiting(String subject) {
        return registry.waiting(subject);
    }

    @Override
    public List<Event> events(String about) {
        return registry.events(about);
    }

    @Override
    public Runnable onCommit(Consumer<Step> listener) {
        return registry.onCommit(listener);
    }

    @Override
    public void close() {
        registry.close();
    }
}
