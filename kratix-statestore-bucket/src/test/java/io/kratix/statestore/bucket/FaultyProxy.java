// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Stands between a store and its server: counts requests, and spoils those that a test chooses. */
final class FaultyProxy implements AutoCloseable {
    private static final Set<String> CONNECTION_HEADERS =
            Set.of("connection", "content-length", "transfer-encoding", "date", "proxy-connection");

    private final String server;
    private final HttpServer front;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final OkHttpClient back = new OkHttpClient.Builder()
            .followRedirects(false)
            .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
            .proxy(Proxy.NO_PROXY)
            .build();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile Function<Seen, Optional<Fault>> faults = request -> Optional.empty();
    private volatile UnaryOperator<String> tags = UnaryOperator.identity();
    private volatile UnaryOperator<Map<String, List<String>>> headers = UnaryOperator.identity();

    private volatile UnaryOperator<byte[]> contents = UnaryOperator.identity();

    private FaultyProxy(String server, HttpServer front) {
        this.server = server;
        this.front = front;
    }

    /** {@return a way to a server, for now without faults} */
    static FaultyProxy to(S3Server server) {
        return to(server.endpoint());
    }

    static FaultyProxy to(String endpoint) {
        try {
            HttpServer front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FaultyProxy proxy = new FaultyProxy(endpoint, front);
            front.setExecutor(proxy.threads);
            front.createContext("/", proxy::pass);
            front.start();
            return proxy;
        } catch (IOException e) {
            throw new IllegalStateException("no port for the proxy", e);
        }
    }

    /** A request that came by. */
    record Seen(String method, URI uri, Headers headers) {
        boolean is(String wanted, String partOfUri) {
            return method.equals(wanted) && uri.toString().contains(partOfUri);
        }

        boolean isList() {
            return is("GET", "list-type=2");
        }

        boolean isPut() {
            return method.equals("PUT");
        }

        boolean isBulkDelete() {
            return is("POST", "?delete");
        }
    }

    /** What happens instead of the server's answer. */
    @FunctionalInterface
    interface Fault {
        void happen(HttpExchange exchange, Optional<Answer> answer) throws IOException;

        /** {@return whether the server gets the request all the same} */
        default boolean reachesTheServer() {
            return false;
        }
    }

    /** The server's answer, passed on as it came and compared with none. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(int status, Map<String, List<String>> headers, byte[] body) {}

    /** {@return a refusal in S3's form} */
    static Fault refusal(int status, String code, String... headersAndValues) {
        String xml = "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>because of %s</Message></Error>"
                .formatted(code, code);
        return (exchange, answer) -> {
            exchange.getRequestBody().readAllBytes();
            for (int i = 0; i < headersAndValues.length; i += 2) {
                exchange.getResponseHeaders().set(headersAndValues[i], headersAndValues[i + 1]);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            send(exchange, status, xml.getBytes(StandardCharsets.UTF_8));
        };
    }

    static Fault page(int status, String html) {
        return (exchange, answer) -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            send(exchange, status, html.getBytes(StandardCharsets.UTF_8));
        };
    }

    /** {@return the connection ends before the request has been read} */
    static Fault cutRequest() {
        return (exchange, answer) -> exchange.close();
    }

    /** {@return the server has done it, and the connection ends before it says so} */
    static Fault cutAnswer() {
        return reaching((exchange, answer) -> exchange.close());
    }

    /** {@return half of the answer, and then the connection ends} */
    static Fault halfOfTheAnswer() {
        return reaching((exchange, answer) -> {
            Answer whole = answer.orElseThrow();
            copy(whole, exchange);
            exchange.sendResponseHeaders(whole.status(), whole.body().length);
            exchange.getResponseBody().write(whole.body(), 0, whole.body().length / 2);
            exchange.getResponseBody().flush();
            exchange.close();
        });
    }

    private static Fault reaching(Fault fault) {
        return new Fault() {
            @Override
            public void happen(HttpExchange exchange, Optional<Answer> answer) throws IOException {
                fault.happen(exchange, answer);
            }

            @Override
            public boolean reachesTheServer() {
                return true;
            }
        };
    }

    /** Chooses what is spoiled from now on. */
    void spoil(Function<Seen, Optional<Fault>> choice) {
        faults = choice;
    }

    void spoilNothing() {
        faults = request -> Optional.empty();
    }

    /** Gives all ETags another spelling, in both directions unknown to the server. */
    void replaceTags(UnaryOperator<String> spelling) {
        tags = spelling;
    }

    /** Alters the headers of requests on their way to the server. */
    void replaceHeaders(UnaryOperator<Map<String, List<String>>> change) {
        headers = change;
    }

    /** Alters what is put on its way to the server. */
    void alterContents(UnaryOperator<byte[]> change) {
        contents = change;
    }

    String endpoint() {
        return "127.0.0.1:" + port();
    }

    int port() {
        return front.getAddress().getPort();
    }

    /** {@return the requests since the last call} */
    List<Seen> seen() {
        List<Seen> copy = List.copyOf(seen);
        seen.clear();
        return copy;
    }

    private void pass(HttpExchange exchange) throws IOException {
        Seen request = new Seen(exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders());
        seen.add(request);
        Optional<Fault> fault = faults.apply(request);
        if (fault.isPresent()) {
            boolean reaches = fault.orElseThrow().reachesTheServer();
            fault.orElseThrow().happen(exchange, reaches ? Optional.of(ask(exchange)) : Optional.empty());
        } else {
            Answer answer = ask(exchange);
            copy(answer, exchange);
            send(exchange, answer.status(), answer.body());
        }
    }

    private Answer ask(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        byte[] read = exchange.getRequestBody().readAllBytes();
        byte[] body = exchange.getRequestMethod().equals("PUT") ? contents.apply(read) : read;
        Request.Builder request = new Request.Builder().url("http://" + server + uri.getRawPath() + query);
        headers.apply(exchange.getRequestHeaders()).forEach((name, values) -> {
            if (!CONNECTION_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.addHeader(name, value));
            }
        });
        boolean hasBody = Set.of("PUT", "POST").contains(exchange.getRequestMethod());
        request.method(exchange.getRequestMethod(), hasBody ? RequestBody.create(body) : null);
        try (Response response = back.newCall(request.build()).execute()) {
            return answer(response);
        }
    }

    private Answer answer(Response response) throws IOException {
        Headers copy = new Headers();
        if (response.request().method().equals("HEAD")) {
            copy.set("Content-Length", String.valueOf(response.header("Content-Length")));
        }
        response.headers().forEach(header -> {
            if (!CONNECTION_HEADERS.contains(header.getFirst().toLowerCase(Locale.ROOT))) {
                String value = header.getFirst().equalsIgnoreCase("etag")
                        ? tags.apply(header.getSecond())
                        : header.getSecond();
                copy.add(header.getFirst(), value);
            }
        });
        byte[] body = response.body().bytes();
        boolean isXml = String.valueOf(response.header("Content-Type")).contains("xml");
        return new Answer(response.code(), copy, isXml ? retagged(body) : body);
    }

    private byte[] retagged(byte[] xml) {
        return Pattern.compile("(<ETag>(?:\"|&quot;|&#34;)?)([^<\"&]*)")
                .matcher(new String(xml, StandardCharsets.UTF_8))
                .replaceAll(tag -> tag.group(1) + tags.apply(tag.group(2)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void copy(Answer answer, HttpExchange exchange) {
        answer.headers().forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean hasNone = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
        exchange.sendResponseHeaders(status, hasNone ? -1 : body.length);
        if (!hasNone) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
        exchange.close();
    }

    @Override
    public void close() {
        front.stop(0);
        threads.shutdownNow();
        back.connectionPool().evictAll();
        back.dispatcher().executorService().shutdown();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
