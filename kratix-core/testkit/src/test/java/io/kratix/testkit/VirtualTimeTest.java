// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private final VirtualTime time = VirtualTime.create();
    private final List<String> seen = new ArrayList<>();

    @Test
    void standsStillUntilItIsMoved() {
        time.executor().execute(() -> seen.add("work"));
        ScheduledFuture<?> alarm = time.timer().schedule(() -> seen.add("alarm"), 0, TimeUnit.SECONDS);

        assertThat(alarm.isDone()).isFalse();
        assertThat(seen).isEmpty();
        assertThat(time.waiting()).isEqualTo(1);
        assertThat(time.clock().instant()).isEqualTo(VirtualTime.START);
    }

    @Test
    void runsWorkAndWhatComesOfItInTheOrderInWhichItCame() {
        time.executor().execute(() -> {
            seen.add("first");
            time.executor().execute(() -> seen.add("third"));
        });
        time.executor().execute(() -> seen.add("second"));

        time.runAll();

        assertThat(seen).containsExactly("first", "second", "third");
        assertThat(time.step()).isFalse();
    }

    @Test
    void runsAnyWorkNextIfItIsShuffledAndTheSameForTheSameNumbers() {
        List<String> orders = IntStream.range(0, 20)
                .mapToObj(seed -> shuffledOrder(seed))
                .distinct()
                .toList();

        assertThat(orders).hasSizeGreaterThan(1);
        assertThat(shuffledOrder(7)).isEqualTo(shuffledOrder(7));
    }

    @Test
    void ringsAtTheMomentThatWasAskedForAndRunsWhatComesOfIt() {
        at(Duration.ofSeconds(5), "five");
        at(Duration.ofSeconds(2), "two");
        ScheduledFuture<?> three = time.timer()
                .schedule(
                        () -> time.executor().execute(() -> at(Duration.ofSeconds(1), "one after three")),
                        3,
                        TimeUnit.SECONDS);

        time.advance(Duration.ofSeconds(10));

        assertThat(three.isDone()).isTrue();
        assertThat(seen)
                .containsExactly(
                        "two at 2024-05-01T10:00:02Z",
                        "one after three at 2024-05-01T10:00:04Z",
                        "five at 2024-05-01T10:00:05Z");
        assertThat(time.clock().instant()).isEqualTo(VirtualTime.START.plusSeconds(10));
    }

    @Test
    void ringsForTheSameMomentInTheOrderInWhichItWasAsked() {
        at(Duration.ofSeconds(1), "a");
        at(Duration.ofSeconds(1), "b");

        time.advance(Duration.ofSeconds(1));

        assertThat(seen).containsExactly("a at 2024-05-01T10:00:01Z", "b at 2024-05-01T10:00:01Z");
    }

    @Test
    void ringsAgainAndAgainUntilItIsCancelled() {
        ScheduledFuture<?> alarm = time.timer().scheduleAtFixedRate(() -> seen.add("tick"), 1, 2, TimeUnit.SECONDS);
        time.advance(Duration.ofSeconds(4));

        alarm.cancel(false);
        time.advance(Duration.ofSeconds(10));

        assertThat(seen).containsExactly("tick", "tick");
        assertThat(alarm.isDone()).isTrue();
    }

    @Test
    void ringsNoMoreOnceItIsShutDown() {
        at(Duration.ofSeconds(1), "a");

        time.timer().shutdownNow();
        time.advance(Duration.ofSeconds(10));

        assertThat(seen).isEmpty();
        assertThat(time.timer().isShutdown()).isTrue();
    }

    @Test
    void seesTimePassInWorkThatTakesLongAndRingsTooLateForIt() {
        at(Duration.ofSeconds(1), "alarm");
        time.executor().execute(() -> time.pass(Duration.ofSeconds(30)));

        time.advance(Duration.ofSeconds(60));

        assertThat(seen).containsExactly("alarm at 2024-05-01T10:00:30Z");
        assertThat(time.clock().instant()).isEqualTo(VirtualTime.START.plusSeconds(60));
    }

    @Test
    void refusesWorkThatRunsOtherWork() {
        time.executor().execute(time::step);
        time.executor().execute(() -> seen.add("never"));

        assertThatThrownBy(time::runAll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("work must not run other work: it belongs to the one thread there is");
    }

    @Test
    void findsThatThereIsNoEnd() {
        time.executor().execute(this::askAgain);

        assertThatThrownBy(time::runAll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no end after 1000000 pieces of work; 1 wait: something asks for itself again and again");
    }

    private void askAgain() {
        time.executor().execute(this::askAgain);
    }

    private void at(Duration delay, String what) {
        ScheduledFuture<?> alarm =
                time.timer().schedule(() -> seen.add(what + " at " + now()), delay.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(alarm.isDone()).isFalse();
    }

    private Instant now() {
        return time.clock().instant();
    }

    private static String shuffledOrder(long seed) {
        VirtualTime shuffled = VirtualTime.shuffled(new Random(seed));
        List<Integer> order = new ArrayList<>();
        IntStream.range(0, 5).forEach(number -> shuffled.executor().execute(() -> order.add(number)));
        shuffled.runAll();
        return order.toString();
    }
}
