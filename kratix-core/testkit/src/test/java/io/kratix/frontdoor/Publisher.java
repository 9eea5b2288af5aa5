// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kratix.internal.documents.DocumentPrinter;
import io.kratix.model.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A web server on which somebody publishes Promises; what it does not have is not found. */
final class Publisher implements AutoCloseable {
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final Map<String, Integer> requests = new ConcurrentHashMap<>();
    private volatile String authorization = "";
    private volatile String demanded = "";
    private volatile Runnable meanwhile = () -> {};
    private final HttpServer server;

    Publisher() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    static String yaml(Document... documents) {
        return Arrays.stream(documents).map(DocumentPrinter::print).collect(Collectors.joining("---\n"));
    }

    void publish(String path, Document... documents) {
        publish(path, yaml(documents));
    }

    void publish(String path, String text) {
        pages.put(path, text);
    }

    /** Nobody else is let in from now on. */
    void demand(String header) {
        demanded = header;
    }

    /** What happens while a request is under way. */
    void meanwhile(Runnable happens) {
        meanwhile = happens;
    }

    String url(String path) {
        return "http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort() + path;
    }

    int requests(String path) {
        return requests.getOrDefault(path, 0);
    }

    /** {@return the header {@code Authorization} of the last request} */
    String authorization() {
        return authorization;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.merge(path, 1, Integer::sum);
        authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        meanwhile.run();
        String page = pages.get(path);
        byte[] body = (page == null ? "not found" : page).getBytes(StandardCharsets.UTF_8);
        boolean letIn = demanded.isEmpty() || demanded.equals(authorization);
        exchange.sendResponseHeaders(letIn ? (page == null ? 404 : 200) : 401, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
