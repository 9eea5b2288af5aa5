// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStoreChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The engine's say, between reading and writing. */
abstract class CheckpointRules extends StateStoreRules {
    private static final List<StateStoreChange> CHANGES =
            List.of(owner("redis", "a.yaml", "after"), owner("new", "a.yaml", "a", "b.yaml", "b"), owner("gone"));

    CheckpointRules(StateStoreContract contract) {
        super(contract);
    }

    /** Stands for whatever the engine throws: no store knows its type. */
    private static final class Signal extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void writeABase() throws InterruptedException {
        write(owner("redis", "a.yaml", "before", "stale.yaml", "s"), owner("gone", "a.yaml", "a"));
    }

    @Test
    void isAskedBeforeAnythingIsVisible() throws InterruptedException {
        Map<String, String> before = visible();
        List<Map<String, String>> seen = new ArrayList<>();

        write(ScriptedRequest.of(CHANGES, () -> seen.add(visible())));

        assertThat(seen).as("what was visible at each checkpoint").isNotEmpty();
        assertThat(seen.get(0)).isEqualTo(before);
    }

    @Test
    void leavesNothingVisibleWhenItStopsTheCall() {
        Map<String, String> before = visible();

        assertThatThrownBy(() -> write(ScriptedRequest.of(CHANGES, CheckpointRules::stop)))
                .isNotNull();

        assertThat(visible()).isEqualTo(before);
    }

    @Test
    void letsTheEnginesSignalPassAsItIs() {
        Signal signal = new Signal();

        assertThatThrownBy(() -> write(ScriptedRequest.of(CHANGES, () -> {
                    throw signal;
                })))
                .isSameAs(signal);
    }

    @Test
    void letsAnInterruptPassAsItIs() {
        InterruptedException interrupt = new InterruptedException("the engine asked to stop waiting");

        assertThatThrownBy(() -> write(ScriptedRequest.of(CHANGES, () -> {
                    throw interrupt;
                })))
                .isSameAs(interrupt);
    }

    @Test
    void letsTheSameBeSaidAgain() throws InterruptedException {
        assertThatThrownBy(() -> write(ScriptedRequest.of(CHANGES, CheckpointRules::stop)))
                .isNotNull();

        assertThat(statuses(write(ScriptedRequest.of(CHANGES, () -> {})))).containsOnly(Status.WRITTEN);
        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "after", "new/a.yaml", "a", "new/b.yaml", "b"));
    }

    @Test
    void leavesNothingVisibleWhicheverTimeItStopsABatch() throws InterruptedException {
        assumeTrue(declaredAtomicity() == Atomicity.BATCH, "this store does not declare BATCH");
        Map<String, String> before = visible();

        int stops = 0;
        while (stoppedAtCall(stops + 1)) {
            stops++;
            assertThat(visible())
                    .as("after a write that was stopped at checkpoint %s", stops)
                    .isEqualTo(before);
        }

        assertThat(stops).as("checkpoints that stopped the write").isPositive();
        assertThat(visible()).isNotEqualTo(before);
    }

    /** {@return whether the write asked so often, and was stopped} */
    private boolean stoppedAtCall(int call) throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        try {
            write(ScriptedRequest.of(CHANGES, () -> {
                if (calls.incrementAndGet() == call) {
                    stop();
                }
            }));
            return false;
        } catch (Signal e) {
            return true;
        }
    }

    private static void stop() {
        throw new Signal();
    }
}
