// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.StateStoreContract.Loss;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The branch, tag or root is no longer there. */
abstract class LostPlaceRules extends StateStoreRules {
    LostPlaceRules(StateStoreContract contract) {
        super(contract);
    }

    @BeforeEach
    void writeAndLoseThePlace() throws IOException, InterruptedException {
        write(owner("redis", "a.yaml", "a"), owner("kafka", "a.yaml", "a"));
        assumeTrue(losePlace() == Loss.TAKEN_AWAY, "this store's place cannot go away");
    }

    @Test
    void refusesAPartOfWhatWasThere() throws InterruptedException {
        assertThat(failure(part(owner("redis", "a.yaml", "b")))).contains(Reason.LOST);
    }

    @Test
    void refusesAPartOfWhatWasThereThoughItHeldBefore() throws InterruptedException {
        assertThat(failure(part(owner("redis", "a.yaml", "a")))).contains(Reason.LOST);
    }

    @Test
    void takesEverythingInOneRequest() throws InterruptedException {
        assertThatCode(() -> write(owner("redis", "a.yaml", "a"), owner("kafka", "a.yaml", "a")))
                .as("a request that completes everything must make the place anew")
                .doesNotThrowAnyException();
        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "a", "kafka/a.yaml", "a"));
    }

    @Test
    void readsAFailureAndNoEmptyTree() {
        for (StorePath path : List.of(StorePath.ROOT, ROOT, path("redis"), path("nowhere"))) {
            assertThatThrownBy(() -> store().read(ReadRequest.of(path)))
                    .isInstanceOfSatisfying(
                            PluginException.class, e -> assertThat(e.reason()).isIn(Reason.LOST, Reason.MISCONFIGURED));
        }
    }

    private static WriteRequest part(StateStoreChange change) {
        return ScriptedRequest.partOfMore(List.of(change), () -> {});
    }
}
