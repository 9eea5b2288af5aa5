// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NetworkCallTest {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    /** As a connection that is read from is closed only when the reading is over. */
    @Test
    @Timeout(20)
    void endsWhenInterruptedThoughWhatStopsTheWorkWaitsForItsEnd() throws InterruptedException {
        FutureTask<Object> call = new FutureTask<>(
                () -> NetworkCall.run(task -> new Thread(task).start(), Duration.ofHours(1), this::work));
        Thread caller = new Thread(call);
        caller.start();
        begun.await();

        caller.interrupt();

        assertThatThrownBy(call::get).hasCauseInstanceOf(InterruptedException.class);
    }

    private Object work(NetworkCall call) throws IOException {
        call.onCancel(byForce -> await(over));
        begun.countDown();
        try {
            new CountDownLatch(1).await();
            return "never";
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        } finally {
            over.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
