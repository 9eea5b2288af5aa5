// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.kratix.spi.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSourceTest {
    private static final Duration GENEROUS = Duration.ofSeconds(30);

    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server = make();

    private static HttpServer make() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void serve() {
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void givesWhatTheServerAnswers() throws Exception {
        server.createContext("/promise.yaml", exchange -> answer(exchange, 200, "kind: Promise\n"));

        String text = new HttpSource(GENEROUS).fetch(url("/promise.yaml"), Optional.empty());

        assertThat(text).isEqualTo("kind: Promise\n");
    }

    @Test
    void sendsTheSecretAsHeader() throws Exception {
        AtomicReference<String> header = new AtomicReference<>("none");
        server.createContext("/", exchange -> {
            header.set(exchange.getRequestHeaders().getFirst("Authorization"));
            answer(exchange, 200, "ok");
        });

        new HttpSource(GENEROUS).fetch(url("/"), Optional.of(Secret.of("Bearer s3cr3t\n")));

        assertThat(header).hasValue("Bearer s3cr3t");
    }

    @Test
    void saysNothingOfASecretThatNoHeaderMayHold() {
        HttpSource source = new HttpSource(GENEROUS);

        assertThatThrownBy(() -> source.fetch(url("/"), Optional.of(Secret.of("Bearer\ns3cr3t"))))
                .isInstanceOf(FetchException.class)
                .hasNoCause()
                .hasMessage("failed to fetch data from secretRef: authorizationHeader holds what no header may");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 304, 401, 403, 404, 410, 429, 500, 503})
    void namesTheStatusThatIsNotOk(int status) {
        server.createContext("/", exchange -> answer(exchange, status, ""));

        refuses("/", "failed to get Promise from URL: status code " + status);
    }

    @Test
    void waitsForNoErrorPage() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            hold();
        });

        refuses("/", "failed to get Promise from URL: status code 503");
    }

    @Test
    void followsARedirectOnTheSameServer() throws Exception {
        server.createContext("/old", exchange -> redirect(exchange, "new?x=1"));
        server.createContext(
                "/new",
                exchange -> answer(
                        exchange, 200, String.valueOf(exchange.getRequestURI().getQuery())));

        assertThat(new HttpSource(GENEROUS).fetch(url("/old"), Optional.empty()))
                .isEqualTo("x=1");
    }

    @Test
    void takesAPortThatNeedNotBeSaidForTheSameServer() {
        assertThat(HttpSource.sameServer(URI.create("http://a.example/old"), "http://A.example:80/new"))
                .hasPath("/new");
        assertThat(HttpSource.sameServer(URI.create("https://a.example:443/old"), "https://a.example/new"))
                .hasPath("/new");
        assertThatThrownBy(() -> HttpSource.sameServer(URI.create("https://a.example/"), "https://a.example:80/"))
                .isInstanceOf(FetchException.class);
    }

    @Test
    void refusesWhatIsNoText() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 1);
            exchange.getResponseBody().write(0xe9);
            exchange.close();
        });

        refuses("/", "failed to get url: the answer is no text in UTF-8");
    }

    @Test
    void followsNoRedirectToAnotherServer() {
        server.createContext("/", exchange -> redirect(exchange, "https://elsewhere.example/promise.yaml?token=x"));

        refuses(
                "/",
                "failed to get url: redirected to another server, https://elsewhere.example;"
                        + " name the address there in sourceRef.url");
    }

    @Test
    void leavesACircleOfRedirects() {
        server.createContext("/", exchange -> redirect(exchange, "/"));

        refuses("/", "failed to get url: more than 5 redirects");
    }

    @Test
    void refusesARedirectToWhatIsNoAddress() {
        server.createContext("/", exchange -> redirect(exchange, "http://exa mple/"));

        refuses("/", "failed to get url: redirected to what is no address: http://exa mple/");
    }

    @Test
    void hangsUpWhenTheAnswerIsTooLarge() {
        byte[] megabyte = new byte[1024 * 1024];
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                for (int i = 0; i < 1000; i++) {
                    body.write(megabyte);
                }
            }
        });

        refuses("/", "failed to get url: the answer has more than 8388608 bytes");
    }

    @Test
    void waitsForAnAnswerNoLongerThanItsLimit() {
        server.createContext("/", exchange -> hold());

        assertThatThrownBy(() -> new HttpSource(Duration.ofMillis(300)).fetch(url("/"), Optional.empty()))
                .isInstanceOf(FetchException.class)
                .hasMessage("failed to get url: no answer within 0 s");
    }

    @Test
    void waitsForADrippingAnswerNoLongerThanItsLimit() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            hold();
        });

        assertThatThrownBy(() -> new HttpSource(Duration.ofMillis(1500)).fetch(url("/"), Optional.empty()))
                .isInstanceOf(FetchException.class)
                .hasMessage("failed to get url: no answer within 1 s");
    }

    @Test
    void saysWhichServerCannotBeReached() {
        String closed = url("/");
        server.stop(0);

        assertThatThrownBy(() -> new HttpSource(GENEROUS).fetch(closed, Optional.empty()))
                .isInstanceOf(FetchException.class)
                .hasMessage("failed to get url: " + server.getAddress().getHostString() + ": nobody answers at port "
                        + server.getAddress().getPort());
    }

    @Test
    void saysWhichServerNobodyKnows() {
        assertThatThrownBy(() -> new HttpSource(GENEROUS).fetch("http://nowhere.invalid/", Optional.empty()))
                .isInstanceOf(FetchException.class)
                .hasMessage("failed to get url: nowhere.invalid: no such host is known");
    }

    @Test
    void fetchesOverHttpsFromAServerWhoseCertificateIsKnown(@TempDir Path folder) throws Exception {
        SSLContext before = SSLContext.getDefault();
        SSLContext known = TlsIdentity.of(folder);
        HttpsServer secure = secure(known);
        try {
            SSLContext.setDefault(known);

            String text = new HttpSource(GENEROUS).fetch(secureUrl(secure), Optional.empty());

            assertThat(text).isEqualTo("kind: Promise\n");
        } finally {
            SSLContext.setDefault(before);
            secure.stop(0);
        }
    }

    @Test
    void refusesAServerWhoseCertificateNobodyKnows(@TempDir Path folder) throws Exception {
        HttpsServer secure = secure(TlsIdentity.of(folder));
        try {
            assertThatThrownBy(() -> new HttpSource(GENEROUS).fetch(secureUrl(secure), Optional.empty()))
                    .isInstanceOf(FetchException.class)
                    .hasMessageStartingWith("failed to get url: localhost: ")
                    .hasMessageContaining("unable to find valid certification path");
        } finally {
            secure.stop(0);
        }
    }

    private HttpsServer secure(SSLContext identity) throws IOException {
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(identity));
        secure.setExecutor(threads);
        secure.createContext("/", exchange -> answer(exchange, 200, "kind: Promise\n"));
        secure.start();
        return secure;
    }

    private static String secureUrl(HttpsServer server) {
        return "https://localhost:" + server.getAddress().getPort() + "/";
    }

    private void hold() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuses(String path, String message) {
        assertThatThrownBy(() -> new HttpSource(GENEROUS).fetch(url(path), Optional.empty()))
                .isInstanceOf(FetchException.class)
                .hasMessage(message);
    }

    private String url(String path) {
        return "http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort() + path;
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        answer(exchange, 302, "");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
