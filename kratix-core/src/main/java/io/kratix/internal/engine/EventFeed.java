// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.model.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one listener what happened, in order and one at a time, without the engine ever waiting for it. A listener that is
 * too slow misses the oldest events; one that throws is logged.
 */
final class EventFeed {
    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    private static final int MOST_WAITING = 1000;

    private final Consumer<Event> listener;
    private final Executor executor;
    private final Deque<Event> waiting = new ArrayDeque<>();
    private boolean telling;
    private long missed;

    EventFeed(Consumer<Event> listener, Executor executor) {
        this.listener = listener;
        this.executor = executor;
    }

    void tell(List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        synchronized (waiting) {
            events.forEach(this::add);
            if (telling) {
                return;
            }
            telling = true;
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            LOG.warn("no thread is free to tell of events; they are told with the next ones: {}", e.toString());
            synchronized (waiting) {
                telling = false;
            }
        }
    }

    /** Waits until everything is told, for a bounded time. */
    void awaitTold(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (waiting) {
            for (long left = limit.toMillis(); telling && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                waiting.wait(left);
            }
        }
    }

    private void add(Event event) {
        waiting.addLast(event);
        if (waiting.size() > MOST_WAITING) {
            waiting.removeFirst();
            missed++;
        }
    }

    private void drain() {
        for (Optional<Event> event = next(); event.isPresent(); event = next()) {
            tell(event.get());
        }
    }

    private Optional<Event> next() {
        synchronized (waiting) {
            if (missed > 0) {
                LOG.warn("an event listener is too slow; it missed {} events", missed);
                missed = 0;
            }
            telling = !waiting.isEmpty();
            waiting.notifyAll();
            return Optional.ofNullable(waiting.pollFirst());
        }
    }

    private void tell(Event event) {
        try {
            listener.accept(event);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            LOG.warn("an event listener threw", e);
        }
    }
}
