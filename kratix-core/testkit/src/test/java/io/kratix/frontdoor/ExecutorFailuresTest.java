// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.registry.Registry;
import io.kratix.testkit.VirtualTime;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An embedder's executor that fails once: nothing of what was asked for is lost, and no call of the program fails. */
class ExecutorFailuresTest {
    private static final Duration A_WHILE = Duration.ofMinutes(3);

    private final VirtualTime time = VirtualTime.create();
    private final AtomicInteger executions = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16})
    void isSurvivedWhenNoThreadCanBeMade(int at) {
        assertComesThrough(failing(at, () -> {
            throw new InternalError("no native thread can be made");
        }));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16})
    void isSurvivedWhenItIsPaused(int at) {
        assertComesThrough(failing(at, () -> {
            throw new IllegalStateException("the managed executor is paused");
        }));
    }

    private void assertComesThrough(Executor executor) {
        try (Platform platform = Platform.open(Registry.inMemory(time.clock()), builder -> builder.clock(time.clock())
                .threads(executor, time.timer())
                .random(new Random(1)))) {
            time.runAll();
            platform.applyAll();
            time.advance(A_WHILE);

            assertThat(platform.conditions(Platform.reference("my-request")))
                    .anyMatch(text -> text.startsWith("Reconciled=True"));
            assertThat(executions.get()).isGreaterThan(16);
        }
    }

    private Executor failing(int at, Runnable how) {
        return work -> {
            if (executions.incrementAndGet() == at) {
                how.run();
            }
            time.executor().execute(work);
        };
    }
}
