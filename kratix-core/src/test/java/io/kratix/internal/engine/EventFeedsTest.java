// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.kratix.model.Event;
import io.kratix.model.ObjectReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Listeners hear of everything in order, and nobody waits for them. */
final class EventFeedsTest {
    private static final int MOST_WAITING = 1000;

    private final HandDrivenExecutor executor = new HandDrivenExecutor();
    private final List<String> heard = new ArrayList<>();

    @Test
    void tellsEveryListenerInOrder() {
        EventFeeds feed = feed(List.of(this::hear, event -> heard.add("other " + event.reason())));

        feed.tell(List.of(event("One"), event("Two")));
        feed.tell(List.of(event("Three")));
        boolean waited = heard.isEmpty();
        executor.runAll();

        assertThat(waited).isTrue();
        assertThat(heard).containsExactly("One", "Two", "Three", "other One", "other Two", "other Three");
    }

    @Test
    void letsNoListenerWaitForASlowOne() {
        EventFeeds feed = feed(List.of(event -> hearSlowly(), this::hear));

        feed.tell(List.of(event("One"), event("Two")));
        executor.runAll();

        assertThat(heard).containsExactly("slow", "One", "Two", "slow");
    }

    @Test
    void usesOneThreadAtATime() {
        EventFeeds feed = feed(List.of(this::hear));

        feed.tell(List.of(event("One")));
        feed.tell(List.of(event("Two")));

        assertThat(executor.waiting()).isEqualTo(1);
    }

    @Test
    void tellsWhatHappensWhileItTells() {
        List<EventFeeds> feeds = new ArrayList<>();
        Consumer<Event> listener = event -> {
            hear(event);
            if (event.reason().equals("One")) {
                feeds.get(0).tell(List.of(event("Two")));
            }
        };
        feeds.add(feed(List.of(listener)));

        feeds.get(0).tell(List.of(event("One")));
        executor.runNext();

        assertThat(heard).containsExactly("One", "Two");
        assertThat(executor.waiting()).isZero();
    }

    @Test
    void needsNoThreadWithoutListenersOrEvents() {
        feed(List.of()).tell(List.of(event("One")));
        feed(List.of(this::hear)).tell(List.of());

        assertThat(executor.waiting()).isZero();
    }

    @Test
    void dropsTheOldestWhenAListenerIsTooSlow() {
        EventFeeds feed = feed(List.of(this::hear));

        IntStream.range(0, MOST_WAITING + 5).forEach(i -> feed.tell(List.of(event("Event" + i))));
        executor.runAll();

        assertThat(heard).hasSize(MOST_WAITING).startsWith("Event5").endsWith("Event" + (MOST_WAITING + 4));
    }

    @Test
    void goesOnWhenAListenerThrows() {
        EventFeeds feed = feed(List.of(
                event -> {
                    throw new IllegalStateException("broken");
                },
                event -> {
                    throw new AssertionError("broken, too");
                },
                this::hear));

        feed.tell(List.of(event("One"), event("Two")));
        executor.runAll();
        feed.tell(List.of(event("Three")));
        executor.runAll();

        assertThat(heard).containsExactly("One", "Two", "Three");
    }

    @Test
    void goesOnWhenAListenerOverflowsItsStack() {
        EventFeeds feed = feed(List.of(event -> {
            hear(event);
            if (event.reason().equals("One")) {
                throw new StackOverflowError("broken");
            }
        }));

        feed.tell(List.of(event("One"), event("Two")));
        executor.runAll();
        feed.tell(List.of(event("Three")));
        executor.runAll();

        assertThat(heard).containsExactly("One", "Two", "Three");
    }

    @Test
    void neverHasAListenerWaitForItself() {
        List<EventFeeds> feeds = new ArrayList<>();
        feeds.add(feed(List.of(event -> {
            // who waits at all is interrupted
            Thread.currentThread().interrupt();
            try {
                feeds.get(0).awaitTold(Duration.ofMinutes(1));
                hear(event);
            } catch (InterruptedException e) {
                heard.add("waited");
            } finally {
                Thread.interrupted();
            }
        })));

        feeds.get(0).tell(List.of(event("One")));
        feeds.get(0).tell(List.of(event("Two")));
        executor.runAll();

        assertThat(heard).containsExactly("One", "Two");
    }

    @Test
    void tellsWithTheNextEventsWhatNoThreadCouldBeMadeFor() {
        EventFeeds feed = feed(List.of(this::hear));
        executor.refuse(1, work -> {
            throw new InternalError("no native thread can be made");
        });

        assertThatCode(() -> feed.tell(List.of(event("One")))).doesNotThrowAnyException();
        feed.tell(List.of(event("Two")));
        executor.runAll();

        assertThat(heard).containsExactly("One", "Two");
    }

    @Test
    void tellsWithTheNextEventsWhatNoThreadWasFreeFor() {
        EventFeeds feed = feed(List.of(this::hear));
        executor.refuse(1);

        assertThatCode(() -> feed.tell(List.of(event("One")))).doesNotThrowAnyException();
        feed.tell(List.of(event("Two")));
        executor.runAll();

        assertThat(heard).containsExactly("One", "Two");
    }

    private EventFeeds feed(List<Consumer<Event>> listeners) {
        return new EventFeeds(listeners, executor);
    }

    /** The other listener is told everything while this one hears its first event. */
    private void hearSlowly() {
        boolean first = heard.isEmpty();
        heard.add("slow");
        if (first) {
            executor.runNext();
        }
    }

    private void hear(Event event) {
        heard.add(event.reason());
    }

    private static Event event(String reason) {
        return new Event(Instant.EPOCH, Event.Type.NORMAL, ObjectReference.promise("redis"), reason, "it happened");
    }
}
