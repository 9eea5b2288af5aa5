// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Git's own server over HTTPS on loopback: {@code git http-backend} behind nginx and fcgiwrap. */
final class GitHttpsServer implements AutoCloseable {
    private static final String PASSWORD = "changeit";
    private static final int TRIES = 500;
    private static final long PAUSE_MILLIS = 20;

    private final Path folder;
    private final int port;
    private final List<Process> servers;

    private GitHttpsServer(Path folder, int port, List<Process> servers) {
        this.folder = folder;
        this.port = port;
        this.servers = servers;
    }

    /**
     * {@return a server that answers}
     *
     * @param folder takes its files
     * @throws IOException if nginx or fcgiwrap cannot be started
     */
    static GitHttpsServer start(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Files.createDirectories(folder);
        makeCertificate(folder);
        int port = freePort();
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), configuration(folder, port));
        List<Process> servers = new ArrayList<>();
        servers.add(start("fcgiwrap", "-c", "4", "-s", "unix:" + folder.resolve("socket")));
        servers.add(start("nginx", "-e", folder.resolve("error.log").toString(), "-c", configuration.toString()));
        GitHttpsServer made = new GitHttpsServer(folder, port, servers);
        made.awaitAnswer();
        return made;
    }

    String url(Path repository) {
        return "https://localhost:" + port + repository;
    }

    /** {@return the certificate's file, in PEM} */
    Path certificate() {
        return folder.resolve("certificate.pem");
    }

    @Override
    public void close() {
        for (Process server : servers) {
            server.descendants().forEach(ProcessHandle::destroy);
            server.destroy();
        }
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException e) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        close();
        throw new IOException("nginx does not answer; see " + folder);
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void makeCertificate(Path folder)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("server.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = start(
                keytool,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-validity",
                "3",
                "-ext",
                "san=dns:localhost",
                "-ext",
                "bc:c",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-storetype",
                "PKCS12");
        if (process.waitFor() != 0) {
            throw new IOException("keytool made no key");
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        writePem(
                folder.resolve("certificate.pem"),
                "CERTIFICATE",
                keys.getCertificate("server").getEncoded());
        writePem(
                folder.resolve("key.pem"),
                "PRIVATE KEY",
                keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
    }

    private static void writePem(Path file, String kind, byte[] bytes) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }

    private static String configuration(Path folder, int port) {
        return """
                daemon off;
                %3$s
                pid %1$s/nginx.pid;
                events {}
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  fastcgi_temp_path %1$s/fastcgi;
                  proxy_temp_path %1$s/proxy;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  client_max_body_size 0;
                  server {
                    listen 127.0.0.1:%2$d ssl;
                    ssl_certificate %1$s/certificate.pem;
                    ssl_certificate_key %1$s/key.pem;
                    location / {
                      fastcgi_pass unix:%1$s/socket;
                      fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
                      fastcgi_param GIT_PROJECT_ROOT /;
                      fastcgi_param GIT_HTTP_EXPORT_ALL "";
                      fastcgi_param PATH_INFO $uri;
                      fastcgi_param QUERY_STRING $query_string;
                      fastcgi_param REQUEST_METHOD $request_method;
                      fastcgi_param CONTENT_TYPE $content_type;
                      fastcgi_param CONTENT_LENGTH $content_length;
                      fastcgi_param REMOTE_USER benchmark;
                      fastcgi_param GIT_PROTOCOL $http_git_protocol;
                      fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
                    }
                  }
                }
                """
                .formatted(folder, port, System.getProperty("user.name").equals("root") ? "user root;" : "");
    }
}
