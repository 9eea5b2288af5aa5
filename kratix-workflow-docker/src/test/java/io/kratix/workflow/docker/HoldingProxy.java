// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Stands between a runner and its engine, and keeps one request back until it is let go; an answer comes back in any case. */
final class HoldingProxy implements AutoCloseable {
    private final TestEngine engine;
    private final String held;
    private final ServerSocketChannel server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);

    private HoldingProxy(TestEngine engine, String held) throws IOException {
        this.engine = engine;
        this.held = held;
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /**
     * {@return a proxy that listens}
     *
     * @param held what the first line of the request has in it that is kept back
     */
    static HoldingProxy of(TestEngine engine, String held) throws IOException {
        HoldingProxy proxy = new HoldingProxy(engine, held);
        proxy.threads.execute(proxy::listen);
        return proxy;
    }

    String uri() throws IOException {
        return "tcp://127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    /** {@return whether a request came that has a text in it} */
    boolean saw(String text) {
        return requests.stream().anyMatch(request -> request.contains(text));
    }

    /** {@return whether the request is kept back now} */
    boolean holds() {
        return saw(held);
    }

    /** Lets the request go, and waits for the engine's answer. */
    void letGo() throws InterruptedException {
        letGo.countDown();
        if (!answered.await(1, TimeUnit.MINUTES)) {
            throw new AssertionError("no answer to " + held);
        }
    }

    private void listen() {
        while (server.isOpen()) {
            try {
                SocketChannel client = keep(server.accept());
                SocketChannel upstream = keep(SocketChannel.open(StandardProtocolFamily.UNIX));
                upstream.connect(UnixDomainSocketAddress.of(engine.directory().resolve("engine.sock")));
                Exchange exchange = new Exchange(client, upstream);
                threads.execute(exchange::passRequests);
                threads.execute(exchange::passAnswers);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private SocketChannel keep(SocketChannel channel) {
        channels.add(channel);
        return channel;
    }

    /** One connection of the runner. */
    private final class Exchange {
        private final SocketChannel client;
        private final SocketChannel upstream;
        private volatile boolean wasHeld;

        private Exchange(SocketChannel client, SocketChannel upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        private void passRequests() {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            try {
                while (client.read(buffer.clear()) >= 0) {
                    String text = StandardCharsets.US_ASCII
                            .decode(buffer.flip().duplicate())
                            .toString();
                    text.lines().limit(1).forEach(requests::add);
                    if (text.lines().limit(1).anyMatch(line -> line.contains(held)) && letGo.getCount() > 0) {
                        wasHeld = true;
                        letGo.await();
                    }
                    write(upstream, buffer);
                }
                upstream.shutdownOutput();
            } catch (IOException | InterruptedException e) {
                close(upstream);
            }
        }

        private void passAnswers() {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            try {
                while (upstream.read(buffer.clear()) >= 0) {
                    if (wasHeld) {
                        answered.countDown();
                    }
                    write(client, buffer.flip());
                }
                client.shutdownOutput();
            } catch (IOException e) {
                close(client); // whoever asked has gone
            }
        }
    }

    private static void write(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        letGo.countDown();
        server.close();
        channels.forEach(HoldingProxy::close);
        threads.shutdownNow();
    }
}
