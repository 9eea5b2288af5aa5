// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class EngineTest {
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
        try (Engine engine = Engine.at(address, Runnable::run, Duration.ofSeconds(30))) {

            engine.stop("container", Duration.ofSeconds(7));

            assertThat(asked).hasSize(1).first().asString().endsWith("/containers/container/stop?t=7");
        } finally {
            server.stop(0);
        }
    }
}
