// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ContainerEngineTest {
    /** An engine of its own answers so only if the container ends between being looked at and being stopped. */
    @Test
    void takesAContainerForStoppedThatEndedByItself() throws IOException, InterruptedException {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(304, -1);
            exchange.close();
        });
        server.start();
        EngineAddress address =
                EngineAddress.of("tcp://127.0.0.1:" + server.getAddress().getPort(), "named by the test");
        try (ContainerEngine engine = ContainerEngine.at(address, Runnable::run, Duration.ofSeconds(30))) {

            engine.stop("container", Duration.ofSeconds(7));

            assertThat(asked).hasSize(1).first().asString().endsWith("/containers/container/stop?t=7");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void closesAStreamThatNoThreadIsFreeToRead() {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream stream = new ByteArrayInputStream(new byte[0]) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        Deque<Executor> threads = new ArrayDeque<>(List.of(Runnable::run, ContainerEngineTest::refuse));
        EngineAddress address = EngineAddress.of("tcp://127.0.0.1:1", "named by the test");

        try (ContainerEngine engine =
                ContainerEngine.at(address, task -> threads.pop().execute(task), Duration.ofSeconds(30))) {
            assertThatThrownBy(() -> engine.read("fetching", client -> stream, InputStream::readAllBytes))
                    .isInstanceOf(RejectedExecutionException.class);
        }

        assertThat(closed).isTrue();
    }

    private static void refuse(Runnable task) {
        throw new RejectedExecutionException("full: " + task);
    }
}
