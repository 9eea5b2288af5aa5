// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Content;
import io.kratix.model.Event;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A registry on the heap: one lock, sorted maps, and the queue beside them. */
final class InMemoryRegistry implements Registry {
    private static final int KEPT_EVENTS = 10_000;

    private final String id = UUID.randomUUID().toString();
    private final Object lock = new Object();
    private final Map<String, InMemoryTable<?>> tables = new HashMap<>();
    private final InMemoryQueue queue;
    private final ContentPool contents = new ContentPool();
    private final Deque<Event> events = new ArrayDeque<>();
    private final List<Consumer<Step>> listeners = new CopyOnWriteArrayList<>();

    InMemoryRegistry(Clock clock) {
        this(clock, LeaseTime.of(clock));
    }

    /** For tests of what becomes of leases whose clock is put forward. */
    InMemoryRegistry(Clock clock, Supplier<Duration> leaseTime) {
        queue = new InMemoryQueue(clock, leaseTime);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public <T> Optional<Stored<T>> find(Table<T> table, String key) {
        synchronized (lock) {
            return entries(table).find(key);
        }
    }

    @Override
    public <T> List<Stored<T>> list(Table<T> table, Query query) {
        synchronized (lock) {
            return entries(table).list(query);
        }
    }

    @Override
    public long count(Table<?> table, Query query) {
        synchronized (lock) {
            return entries(table).count(query);
        }
    }

    @Override
    public Content keep(Content content) {
        return contents.keep(content);
    }

    @Override
    public void commit(Step step) {
        synchronized (lock) {
            step.completion().ifPresent(completion -> queue.require(completion.claim()));
            step.expectations().forEach(this::require);
            step.writes().forEach(this::require);
            step.writes().forEach(this::write);
            step.tasks().forEach(queue::add);
            step.completion().ifPresent(queue::complete);
            step.events().forEach(this::record);
        }
        listeners.forEach(listener -> listener.accept(step));
    }

    @Override
    public List<Claim> claim(Set<Task.Type> types, int limit, int perShare, Duration lease) {
        synchronized (lock) {
            return queue.claim(types, limit, perShare, lease);
        }
    }

    @Override
    public List<Claim> renew(List<Claim> claims, Duration lease) {
        synchronized (lock) {
            return queue.renew(claims, lease);
        }
    }

    @Override
    public Optional<Duration> untilNextTask(Set<Task.Type> types, int perShare) {
        synchronized (lock) {
            return queue.untilNext(types, perShare);
        }
    }

    @Override
    public boolean isSettled() {
        synchronized (lock) {
            return queue.isSettled();
        }
    }

    @Override
    public QueueState queue() {
        synchronized (lock) {
            return queue.state();
        }
    }

    @Override
    public List<QueueState.Waiting> retries(int limit) {
        synchronized (lock) {
            return queue.retries(limit);
        }
    }

    @Override
    public List<QueueState.Waiting> waiting(String subject) {
        synchronized (lock) {
            return queue.waiting(subject);
        }
    }

    @Override
    public List<Event> events(String about) {
        synchronized (lock) {
            return events.stream()
                    .filter(event -> about.isEmpty() || event.about().toString().equals(about))
                    .toList();
        }
    }

    @Override
    public Runnable onCommit(Consumer<Step> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Keeps everything: several engines may follow one another on one registry. */
    @Override
    public void close() {}

    private void require(Stored<?> expected) {
        if (entries(expected.table()).versionOf(expected.key()) != expected.version()) {
            throw new StaleStepException(expected.table() + " '" + expected.key() + "'");
        }
    }

    private void require(Step.Write<?> write) {
        if (entries(write.table()).versionOf(write.key()) != write.expected()) {
            throw new StaleStepException(write.table() + " '" + write.key() + "'");
        }
    }

    private <T> void write(Step.Write<T> write) {
        T value = write.value();
        if (value == null) {
            entries(write.table()).remove(write.key());
        } else {
            entries(write.table()).put(write.key(), value);
        }
    }

    private void record(Event event) {
        events.addLast(event);
        if (events.size() > KEPT_EVENTS) {
            events.removeFirst();
        }
    }

    @SuppressWarnings("unchecked")
    private <T> InMemoryTable<T> entries(Table<T> table) {
        return (InMemoryTable<T>) tables.computeIfAbsent(table.name(), name -> new InMemoryTable<>(table));
    }
}
