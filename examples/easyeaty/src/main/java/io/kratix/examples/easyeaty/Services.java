// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.easyeaty;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Stands for Slack, PagerDuty and Zendesk. Each takes a message once, whatever number of times it is sent under one key, as
 * such services do. PagerDuty is down the first time it is asked.
 */
final class Services implements AutoCloseable {
    private final HttpServer server;
    private final List<String> calls = new ArrayList<>();
    private final List<String> received = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();

    private Services(HttpServer server) {
        this.server = server;
    }

    static Services open() throws IOException {
        Services services = new Services(HttpServer.create(Marketplace.local(), 0));
        services.server.createContext("/", services::answer);
        services.server.start();
        return services;
    }

    String address() {
        return Marketplace.addressOf(server);
    }

    /** {@return what each service was told, in the order in which it came} */
    synchronized List<String> received() {
        return List.copyOf(received);
    }

    /** {@return every call and its answer, repeated ones too} */
    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String service = exchange.getRequestURI().getPath().substring(1);
        String key = service + " " + exchange.getRequestHeaders().getFirst("Idempotency-Key");
        String message = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(take(service, key, message), -1);
        }
    }

    private synchronized int take(String service, String key, String message) {
        boolean down = service.equals("pagerduty") && calls.stream().noneMatch(call -> call.startsWith("503"));
        boolean fresh = !down && keys.add(key);
        if (fresh) {
            received.add(service + ": " + message);
        }
        int status = down ? 503 : fresh ? 201 : 200;
        calls.add(status + " " + service + ": " + message);
        return status;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
