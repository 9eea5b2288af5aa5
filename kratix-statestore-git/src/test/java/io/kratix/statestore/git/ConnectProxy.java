// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that connects whoever asks by HTTP's CONNECT to one port of this machine, whatever was asked for. */
final class ConnectProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private ConnectProxy(ServerSocket listening, int target) {
        this.listening = listening;
        this.target = target;
    }

    static ConnectProxy to(int port) throws IOException {
        ConnectProxy made = new ConnectProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
        new Thread(made::accept).start();
        return made;
    }

    int port() {
        return listening.getLocalPort();
    }

    /** {@return the first line of each request} */
    List<String> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                requests.add(head(client.getInputStream()).lines().findFirst().orElse(""));
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                new Thread(() -> copy(client, server)).start();
                new Thread(() -> copy(server, client)).start();
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int read = in.read(); read >= 0; read = in.read()) {
            head.append((char) read);
            if (head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            return; // the other direction has ended, and both sockets with it
        }
    }
}
