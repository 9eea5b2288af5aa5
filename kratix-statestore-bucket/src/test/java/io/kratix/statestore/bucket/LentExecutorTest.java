// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStoreChange;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LentExecutorTest extends StoreFixture {
    @Test
    void writesAllWhereTheEngineHasFewerThreadsThanTheStoreMayUse() throws InterruptedException {
        ExecutorService few = new ThreadPoolExecutor(0, 3, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
        store = open(builder().executor(few).parallelRequests(32));

        assertThat(statuses(write(IntStream.range(0, 60)
                        .mapToObj(i -> owner("owner-" + i, "a.yaml", "a"))
                        .toArray(StateStoreChange[]::new))))
                .containsOnly(Status.WRITTEN);

        assertThat(visible()).hasSize(60);
        few.shutdown();
    }
}
