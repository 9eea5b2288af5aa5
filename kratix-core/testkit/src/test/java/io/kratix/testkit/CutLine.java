// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A line to a server on loopback that can be cut so that the server does not notice, or fall silent so that nobody does. Safe
 * for several threads.
 */
public final class CutLine implements AutoCloseable {
    private final ServerSocket entrance;
    private final int port;
    private final List<Socket> clients = new ArrayList<>();
    private final List<Socket> servers = new ArrayList<>();
    private boolean silent;
    private Optional<String> fatal = Optional.empty();
    private final Set<Socket> doomed = new HashSet<>();

    private CutLine(ServerSocket entrance, int port) {
        this.entrance = entrance;
        this.port = port;
    }

    /** {@return a line to a port, to be closed by who asked for it} */
    public static CutLine to(int port) {
        try {
            CutLine line = new CutLine(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
            start(line::accept);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return where it begins} */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Ends the connections for the clients alone: the server keeps its half, and hears nothing more. */
    public synchronized void cut() {
        end(clients);
    }

    /** Passes nothing on, and ends nothing: as a network that is gone, or a server that stands still. */
    public synchronized void fallSilent() {
        silent = true;
    }

    /** Passes on again, what was said in the meantime first. */
    public synchronized void speak() {
        silent = false;
        notifyAll();
    }

    /** Ends the connection for the client that says something next, in place of the server's answer to it. */
    public synchronized void loseAnswerTo(String words) {
        fatal = Optional.of(words);
    }

    /** {@return how many answers were lost} */
    public synchronized int answersLost() {
        return doomed.size();
    }

    /** Ends the connections for both. */
    public synchronized void drop() {
        end(clients);
        end(servers);
    }

    @Override
    public synchronized void close() {
        speak();
        end(List.of(entrance));
        drop();
    }

    private void accept() throws IOException {
        while (!entrance.isClosed()) {
            Socket client = entrance.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            synchronized (this) {
                clients.add(client);
                servers.add(server);
            }
            start(() -> pass(client, server, true));
            start(() -> pass(server, client, false));
        }
    }

    private void pass(Socket from, Socket to, boolean isAsked) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            awaitSpeech();
            if (isAsked) {
                heed(from, new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
            } else if (isDoomed(to)) {
                to.close();
            }
            out.write(buffer, 0, read);
        }
    }

    private synchronized void heed(Socket client, String said) {
        if (fatal.filter(said::contains).isPresent()) {
            fatal = Optional.empty();
            doomed.add(client);
        }
    }

    private synchronized boolean isDoomed(Socket client) {
        return doomed.contains(client);
    }

    private synchronized void awaitSpeech() throws IOException {
        try {
            while (silent) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private static void end(List<? extends Closeable> sockets) {
        try {
            for (Closeable socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that ends when its sockets do. */
    @FunctionalInterface
    private interface Pump {
        void run() throws IOException;
    }

    private static void start(Pump pump) {
        Thread thread = new Thread(() -> {
            try {
                pump.run();
            } catch (IOException e) {
                // it was cut
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
