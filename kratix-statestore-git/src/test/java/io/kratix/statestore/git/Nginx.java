// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.awaitility.Awaitility.await;

import io.kratix.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Git's own server over HTTPS: {@code git http-backend} behind nginx and fcgiwrap, on loopback, with basic authentication. */
final class Nginx implements AutoCloseable {
    static final String USER = "robot";
    static final Secret PASSWORD = Secret.of("s3cret of many words");

    private final Path folder;
    private final int port;
    private final List<Process> servers;

    private Nginx(Path folder, int port, List<Process> servers) {
        this.folder = folder;
        this.port = port;
        this.servers = servers;
    }

    /** {@return a server that has started and takes requests up to a size, as nginx names it; 0 for any} */
    static Nginx start(Path folder, String largestBody) throws IOException {
        Path nginx = Servers.require("nginx");
        Path fcgiwrap = Servers.require("fcgiwrap");
        Path backend = Servers.require("git-http-backend");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("certificate.pem"), Https.certificate());
        Files.writeString(folder.resolve("key.pem"), Https.privateKey());
        Files.writeString(folder.resolve("users"), USER + ":{PLAIN}" + PASSWORD.text() + "\n");
        int port = Servers.freePort();
        Path configuration =
                Files.writeString(folder.resolve("nginx.conf"), configuration(folder, port, backend, largestBody));
        Process wrapper = Servers.start(
                folder.resolve("fcgiwrap.log"),
                List.of(fcgiwrap.toString(), "-f", "-c", "4", "-s", "unix:" + folder.resolve("socket")));
        Process server = Servers.start(
                folder.resolve("nginx.log"),
                List.of(
                        nginx.toString(),
                        "-e",
                        folder.resolve("error.log").toString(),
                        "-c",
                        configuration.toString()));
        Servers.awaitPort(server, port, folder.resolve("nginx.log"));
        return new Nginx(folder, port, List.of(server, wrapper));
    }

    String url(Path repository) {
        return "https://localhost:" + port + repository;
    }

    /** {@return what was asked so far: method and path, without the repository's own} */
    List<String> requests() throws IOException {
        return Files.readAllLines(folder.resolve("access.log")).stream()
                .map(line -> line.replaceAll(" \\S*/(info/refs|git-\\S+-pack)", " $1"))
                .toList();
    }

    /** Forgets what was asked. */
    void forgetRequests() throws IOException {
        Files.writeString(folder.resolve("access.log"), "");
    }

    /** Forgets what was asked up to a push; nginx writes its log when a client has its answer already. */
    void forgetRequestsUpToAPush() throws IOException {
        await().until(() -> requests().stream()
                .reduce((before, last) -> last)
                .filter("POST git-receive-pack"::equals)
                .isPresent());
        forgetRequests();
    }

    @Override
    public void close() {
        servers.forEach(Servers::stop);
    }

    private static String configuration(Path folder, int port, Path backend, String largestBody) {
        String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        return """
                daemon off;
                worker_processes 2;
                %4$s
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events {}
                http {
                  log_format plain "$request_method $request_uri";
                  access_log %1$s/access.log plain;
                  client_body_temp_path %1$s/body;
                  fastcgi_temp_path %1$s/fastcgi;
                  proxy_temp_path %1$s/proxy;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  client_max_body_size %5$s;
                  server {
                    listen 127.0.0.1:%2$d ssl;
                    ssl_certificate %1$s/certificate.pem;
                    ssl_certificate_key %1$s/key.pem;
                    auth_basic "git";
                    auth_basic_user_file %1$s/users;
                    location / {
                      fastcgi_pass unix:%1$s/socket;
                      fastcgi_param SCRIPT_FILENAME %3$s;
                      fastcgi_param GIT_PROJECT_ROOT /;
                      fastcgi_param GIT_HTTP_EXPORT_ALL "";
                      fastcgi_param PATH_INFO $uri;
                      fastcgi_param QUERY_STRING $query_string;
                      fastcgi_param REQUEST_METHOD $request_method;
                      fastcgi_param CONTENT_TYPE $content_type;
                      fastcgi_param CONTENT_LENGTH $content_length;
                      fastcgi_param REMOTE_USER $remote_user;
                      fastcgi_param REMOTE_ADDR $remote_addr;
                      fastcgi_param GIT_PROTOCOL $http_git_protocol;
                      fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
                    }
                  }
                }
                """
                .formatted(folder, port, backend, user, largestBody);
    }
}
