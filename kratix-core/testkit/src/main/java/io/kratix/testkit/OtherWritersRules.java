// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody else writes after the store has read and before it writes. */
abstract class OtherWritersRules extends StateStoreRules {
    private static final StateStoreChange CHANGE = owner("redis", "a.yaml", "after");

    OtherWritersRules(StateStoreContract contract) {
        super(contract);
    }

    @BeforeEach
    void writeABase() throws InterruptedException {
        assumeTrue(declaresDetection(), "this store does not declare that it detects other writers");
        write(owner("redis", "a.yaml", "before"));
    }

    @Test
    void failsWithConflictWhenOthersWroteTheSameFile() throws InterruptedException {
        Optional<Reason> failure = failure(interrupted("redis/a.yaml"));

        assertThat(failure).contains(Reason.CONFLICT);
        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "a stranger's"));
    }

    @Test
    void holdsWhenSaidAgainAfterAConflict() throws InterruptedException {
        failure(interrupted("redis/a.yaml"));

        hold(CHANGE);

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "after"));
    }

    @Test
    void losesNothingOfWhatOthersWroteElsewhere() throws InterruptedException {
        Optional<Reason> failure = failure(interrupted("elsewhere.yaml"));

        assertThat(visible()).containsEntry("elsewhere.yaml", "a stranger's");
        if (failure.isPresent()) {
            assertThat(failure).contains(Reason.CONFLICT);
            hold(CHANGE);
        }
        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "after", "elsewhere.yaml", "a stranger's"));
    }

    /** A stranger is faster at the first checkpoint. */
    private WriteRequest interrupted(String file) {
        AtomicBoolean done = new AtomicBoolean();
        return ScriptedRequest.of(List.of(CHANGE), () -> {
            if (!done.getAndSet(true)) {
                strangerWrites(file, "a stranger's");
            }
        });
    }
}
