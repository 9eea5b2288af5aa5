// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeftoversTest {
    private static final String RUNNING =
            """
            [{"Id": "one", "State": "running",
              "Labels": {"jvm.kratix.io/platform": "kratix", "jvm.kratix.io/run": "run-1"}}]""";

    private final AtomicInteger stops = new AtomicInteger();

    /** Docker takes ten seconds and more to say that a container cannot be killed. */
    @Test
    void asksNotManyTimesOfAnEngineThatIsSlowToRefuse() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        EngineAddress address =
                EngineAddress.of("tcp://127.0.0.1:" + server.getAddress().getPort(), "named by the test");
        try (ContainerEngine engine = ContainerEngine.at(address, Runnable::run, Duration.ofSeconds(30))) {
            Leftovers leftovers = new Leftovers(
                    engine, new RunLabels(Optional.of("kratix")), Duration.ofSeconds(1), new SixSecondsPerStop());

            assertThatThrownBy(() -> leftovers.remove("run-1"))
                    .isInstanceOf(EngineRefusalException.class)
                    .hasMessageContaining("cannot kill container");
        } finally {
            server.stop(0);
        }

        assertThat(stops).hasValue(2);
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean isStop = exchange.getRequestURI().getPath().endsWith("/stop");
        if (isStop) {
            stops.incrementAndGet();
        }
        byte[] body = (isStop ? "{\"message\": \"cannot kill container\"}" : RUNNING).getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(isStop ? 500 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** A clock that goes on when the engine is asked to stop a container. */
    private final class SixSecondsPerStop extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusSeconds(6L * stops.get());
        }
    }
}
