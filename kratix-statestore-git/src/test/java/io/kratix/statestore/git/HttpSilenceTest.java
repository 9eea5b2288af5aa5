// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.WriteRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server over HTTP that says nothing, or not in time. */
class HttpSilenceTest extends HttpFixture {
    @Test
    void givesUpOnAServerThatFallsSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            store = open(over("http://127.0.0.1:" + silent.getLocalPort() + "/x.git", "silent")
                    .networkTimeout(Duration.ofMillis(300)));

            PluginException failure = accessFailure();

            assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(failure).hasMessageContaining(": the remote did not answer in time: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read-only-mirror", "acme/repository%20not%20found.git", "write%20access"})
    void doesNotTakeTheNameOfARepositoryForTheServersWords(String name) throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            store = open(over("http://127.0.0.1:" + silent.getLocalPort() + "/" + name, "named")
                    .branch("too-large/denied")
                    .networkTimeout(Duration.ofMillis(100)));

            PluginException failure = accessFailure();

            assertThat(failure.reason()).as(failure.message()).isEqualTo(Reason.UNAVAILABLE);
        }
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswerAPush() {
        CountDownLatch goOn = new CountDownLatch(1);
        server.door((request, response) -> {
            boolean push = request.getMethod().equals("POST") && isPush(request);
            if (push) {
                awaited(goOn);
            }
            return push;
        });
        store = open(https("hasty").networkTimeout(Duration.ofMillis(400)));

        PluginException failure = failure(() -> write(owner("a", "1")));
        goOn.countDown();

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure).hasMessageContaining(": the remote did not answer in time: ");
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        store = open(over("http://127.0.0.1:" + port + "/x.git", "nobody"));

        assertThat(accessFailure().reason()).isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void endsSoonWhenInterruptedWhileTheServerThinks() throws InterruptedException {
        write(owner("a", "1"));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        server.door((request, response) -> {
            asked.countDown();
            awaited(goOn);
            return false;
        });
        FutureTask<Object> write = new FutureTask<>(() -> store.write(WriteRequest.of(List.of(owner("a", "2")))));
        Thread writer = new Thread(write);
        writer.start();
        asked.await();

        writer.interrupt();

        assertThat(failureOf(write)).isInstanceOf(InterruptedException.class);
        goOn.countDown();
        assertThat(remote.commits("main")).isEqualTo(1);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Throwable failureOf(FutureTask<?> task) throws InterruptedException {
        try {
            task.get();
            throw new AssertionError("it did not fail");
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }
}
