// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A registry on this machine that asks who comes, and then lets nobody have anything but one image. Docker tries TLS first; unlike the
 * JDK's own server this one hangs up at once when it hears that.
 */
final class TestRegistry implements AutoCloseable {
    private static final String KNOWN =
            "Authorization: Basic " + Base64.getEncoder().encodeToString("user:password".getBytes(ISO_8859_1));

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Thread thread = new Thread(this::serve, "registry");
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private final PulledImage given = PulledImage.ofBusyBox();

    private TestRegistry() throws IOException {}

    static TestRegistry start() throws IOException {
        TestRegistry registry = new TestRegistry();
        registry.thread.start();
        return registry;
    }

    /** {@return how an image is called that nobody gets} */
    String image() {
        return "127.0.0.1:" + socket.getLocalPort() + "/private:1";
    }

    /** {@return how the image of BusyBox is called} */
    String givenImage() {
        return "127.0.0.1:" + socket.getLocalPort() + "/given:1";
    }

    /** {@return what somebody with the right password has asked for} */
    List<String> asked() {
        return asked;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                answer(connection);
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void answer(Socket connection) throws IOException {
        List<String> request = new ArrayList<>();
        BufferedReader reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
        for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
            if (request.isEmpty() && !line.endsWith("HTTP/1.1")) {
                return;
            }
            request.add(line);
        }
        if (!request.isEmpty()) {
            connection.getOutputStream().write(answer(request));
        }
    }

    private byte[] answer(List<String> request) {
        if (!request.contains(KNOWN)) {
            return answer("401 Unauthorized", "UNAUTHORIZED", "who are you");
        }
        String path = request.get(0).split(" ", -1)[1];
        asked.add(path);
        if (path.startsWith("/v2/given/")) {
            boolean isHead = request.get(0).startsWith("HEAD");
            return path.startsWith("/v2/given/manifests/")
                    ? answer("200 OK", PulledImage.MANIFEST_TYPE, given.manifest(), isHead)
                    : answer("200 OK", "application/octet-stream", given.blob(path), isHead);
        }
        return answer(path.equals("/v2/") ? "200 OK" : "403 Forbidden", "DENIED", "this project is not yours");
    }

    private static byte[] answer(String status, String code, String words) {
        String body = "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\"}]}".formatted(code, words);
        return answer(status, "application/json", body.getBytes(ISO_8859_1), false);
    }

    private static byte[] answer(String status, String type, byte[] body, boolean headOnly) {
        String head = String.join(
                "\r\n",
                "HTTP/1.1 " + status,
                "Connection: close",
                "Content-Type: " + type,
                "Content-Length: " + body.length,
                "Docker-Distribution-Api-Version: registry/2.0",
                "Docker-Content-Digest: " + PulledImage.digest(body),
                "WWW-Authenticate: Basic realm=\"test\"",
                "",
                "");
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(head.getBytes(ISO_8859_1));
        if (!headOnly) {
            answer.writeBytes(body);
        }
        return answer.toByteArray();
    }
}
