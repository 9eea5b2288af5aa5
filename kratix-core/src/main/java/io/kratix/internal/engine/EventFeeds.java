// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.model.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Tells listeners what happened, each at its own pace: one that is slow delays no other. */
public final class EventFeeds {
    private final List<EventFeed> feeds;

    /**
     * Makes the feeds.
     *
     * @param listeners called with each event
     * @param executor what they are called on; each of them takes a thread at the most
     */
    public EventFeeds(List<Consumer<Event>> listeners, Executor executor) {
        feeds = listeners.stream()
                .map(listener -> new EventFeed(listener, executor))
                .toList();
    }

    void tell(List<Event> events) {
        feeds.forEach(feed -> feed.tell(events));
    }

    /** Waits until everything is told, for a bounded time. */
    void awaitTold(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (EventFeed feed : feeds) {
            feed.awaitTold(Duration.ofNanos(end - System.nanoTime()));
        }
    }
}
