// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Event;
import io.kratix.registry.Registry;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace.Call;
import io.kratix.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An engine on virtual time does everything on the test's own thread, the same each time. */
class VirtualTimeEngineTest {
    @Test
    void fulfilsARequestOnTheTestsOwnThread() {
        VirtualTime time = VirtualTime.create();
        try (Platform platform = open(time, 1)) {
            Thread[] ranOn = new Thread[1];
            platform.images.put(Platform.IMAGE, call -> {
                ranOn[0] = Thread.currentThread();
                call.writeOutput("redis.yaml", "size: small\n");
            });

            platform.applyAll();
            assertThat(platform.paths()).as("before anything ran").isEmpty();
            time.runAll();

            assertThat(ranOn[0]).isSameAs(Thread.currentThread());
            assertThat(platform.conditions(reference("my-request")))
                    .anyMatch(text -> text.startsWith("Reconciled=True"));
        }
    }

    @Test
    void triesAgainWhenItsTimeHasComeAndNotBefore() {
        VirtualTime time = VirtualTime.create();
        try (Platform platform = open(time, 1)) {
            platform.applyAll();
            time.runAll();
            platform.place().failNext(Call.WRITE, PluginException.unavailable("no route"));
            int before = platform.place().calls(Call.WRITE);

            platform.kratix.apply(Platform.request("my-request", "large"));
            time.advance(Duration.ofMillis(400));
            assertThat(platform.place().calls(Call.WRITE)).isEqualTo(before + 1);
            time.advance(Duration.ofSeconds(2));

            assertThat(platform.place().calls(Call.WRITE)).isEqualTo(before + 2);
            assertThat(platform.place().texts()).containsValue("size: large\n");
        }
    }

    @Test
    void isTheSameEachTimeForTheSameNumbers() {
        assertThat(told(3)).isEqualTo(told(3)).isNotEmpty();
    }

    @Test
    void comesToTheSameEndInWhateverOrderItsWorkIsDone() {
        List<List<String>> ends = List.of(1, 2, 3, 4, 5).stream()
                .map(VirtualTimeEngineTest::filesAfter)
                .distinct()
                .toList();

        assertThat(ends).hasSize(1);
    }

    private static List<Event> told(int seed) {
        VirtualTime time = VirtualTime.shuffled(new Random(seed));
        try (Platform platform = open(time, seed)) {
            platform.place().failAt(Call.WRITE, 1, PluginException.unavailable("no route"));
            platform.applyAll();
            time.advance(Duration.ofMinutes(10));
            return platform.kratix.events(reference("my-request"));
        }
    }

    private static List<String> filesAfter(int seed) {
        VirtualTime time = VirtualTime.shuffled(new Random(seed));
        try (Platform platform = open(time, seed)) {
            platform.applyAll();
            time.advance(Duration.ofMinutes(10));
            return List.of(platform.place().texts().toString());
        }
    }

    private static Platform open(VirtualTime time, int seed) {
        return Platform.open(Registry.inMemory(time.clock()), builder -> builder.clock(time.clock())
                .threads(time.executor(), time.timer())
                .random(new Random(seed)));
    }
}
