// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** A way to a server of this machine on which each answer takes some time more, as from another city. */
final class SlowWay implements AutoCloseable {
    private final ServerSocket door;
    private final int server;
    private final long nanos;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private SlowWay(ServerSocket door, int server, Duration delay) {
        this.door = door;
        this.server = server;
        this.nanos = delay.toNanos();
    }

    /** {@return an open way} */
    static SlowWay to(int server, Duration delay) throws IOException {
        SlowWay way = new SlowWay(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), server, delay);
        way.threads.execute(way::accept);
        return way;
    }

    int port() {
        return door.getLocalPort();
    }

    /** Bytes that have come, and when they may go on; without bytes: the end. */
    private record Piece(ByteBuffer bytes, long due) {}

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                client.setTcpNoDelay(true);
                behind.setTcpNoDelay(true);
                BlockingQueue<Piece> answers = new LinkedBlockingQueue<>();
                threads.execute(() -> there(client, behind));
                threads.execute(() -> collect(behind, answers));
                threads.execute(() -> back(answers, client));
            } catch (IOException e) {
                if (!door.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void there(Socket client, Socket behind) {
        try (behind) {
            client.getInputStream().transferTo(behind.getOutputStream());
        } catch (IOException e) {
            // either side has hung up; the other is told by closing
        }
    }

    private void collect(Socket behind, BlockingQueue<Piece> answers) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = behind.getInputStream();
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                answers.add(new Piece(ByteBuffer.wrap(Arrays.copyOf(buffer, read)), System.nanoTime() + nanos));
            }
        } catch (IOException e) {
            // the server has hung up, or the client has
        }
        answers.add(new Piece(ByteBuffer.allocate(0), System.nanoTime()));
    }

    private static void back(BlockingQueue<Piece> answers, Socket client) {
        try (client) {
            OutputStream out = client.getOutputStream();
            for (Piece piece = answers.take(); piece.bytes().hasRemaining(); piece = answers.take()) {
                for (long left = piece.due() - System.nanoTime(); left > 0; left = piece.due() - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                out.write(piece.bytes().array());
            }
        } catch (IOException e) {
            // the client has hung up
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }
}
