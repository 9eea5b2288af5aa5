// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.easyeaty;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Publishes the Promises of a folder over HTTP, on a free port of this machine. */
final class Marketplace implements AutoCloseable {
    private final Path folder;
    private final HttpServer server;

    private Marketplace(Path folder, HttpServer server) {
        this.folder = folder;
        this.server = server;
    }

    static Marketplace open(Path folder) throws IOException {
        Marketplace marketplace = new Marketplace(folder.toRealPath(), HttpServer.create(local(), 0));
        marketplace.server.createContext("/", marketplace::answer);
        marketplace.server.start();
        return marketplace;
    }

    static InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static String addressOf(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String address() {
        return addressOf(server);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Path file =
                folder.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
        boolean there = file.startsWith(folder) && Files.isRegularFile(file);
        byte[] body = there ? Files.readAllBytes(file) : new byte[0];
        try (exchange) {
            exchange.sendResponseHeaders(there ? 200 : 404, there ? body.length : -1);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
