// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.model.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
    private @Nullable Thread teller;
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
        } catch (RuntimeException | Error e) {
            stopTelling();
            LOG.warn("no thread is free to tell of events; they are told with the next ones: {}", e.toString());
        }
    }

    /** Waits until everything is told, for a bounded time; a listener that waits itself hears the rest afterwards. */
    void awaitTold(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (waiting) {
            for (long left = limit.toMillis(); isToldByOthers() && left > 0; left = millisUntil(end)) {
                waiting.wait(left);
            }
        }
    }

    private boolean isToldByOthers() {
        return telling && teller != Thread.currentThread();
    }

    private static long millisUntil(long end) {
        return (end - System.nanoTime()) / 1_000_000;
    }

    private void add(Event event) {
        waiting.addLast(event);
        if (waiting.size() > MOST_WAITING) {
            waiting.removeFirst();
            missed++;
        }
    }

    private void drain() {
        try {
            for (Optional<Event> event = next(); event.isPresent(); event = next()) {
                tell(event.get());
            }
        } catch (RuntimeException | Error e) {
            stopTelling();
            throw e;
        }
    }

    /** What waits is told with the next events. */
    private void stopTelling() {
        synchronized (waiting) {
            telling = false;
            teller = null;
            waiting.notifyAll();
        }
    }

    private Optional<Event> next() {
        synchronized (waiting) {
            if (missed > 0) {
                LOG.warn("an event listener is too slow; it missed {} events", missed);
                missed = 0;
            }
            telling = !waiting.isEmpty();
            teller = telling ? Thread.currentThread() : null;
            waiting.notifyAll();
            return Optional.ofNullable(waiting.pollFirst());
        }
    }

    private void tell(Event event) {
        try {
            listener.accept(event);
        } catch (Throwable e) {
            // languages other than Java let checked exceptions through, too
            LOG.warn("an event listener threw", e);
        }
    }
}
