// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.Secret;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a store gets on with a server over HTTP that is not always kind. */
class HttpsTest extends StoreFixture {
    private static final String FETCH = "GET /remote.git/info/refs?service=git-upload-pack";
    private static final String PUSH = "GET /remote.git/info/refs?service=git-receive-pack";

    private JGitHttpServer server;

    @BeforeEach
    void startServer() {
        server = JGitHttpServer.start(directory);
        store = open(https("https-cache"));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private GitStateStoreBuilder https(String cache) {
        return over(server.secureUrl("remote.git"), cache)
                .caBundle(Https.certificate())
                .basicAuth(JGitHttpServer.USER, Secret.of(JGitHttpServer.PASSWORD));
    }

    private GitStateStoreBuilder over(String url, String cache) {
        return GitStateStore.builder(url, directory.resolve(cache))
                .minimumFetchInterval(Duration.ZERO)
                .clock(CLOCK);
    }

    private PluginException accessFailure() {
        return failure(() -> store.checkAccess(StorePath.ROOT));
    }

    private static boolean isPush(HttpServletRequest request) {
        return (request.getRequestURI() + "?" + request.getQueryString()).contains("receive-pack");
    }

    @Test
    void writesAndReadsWhatIsThere() throws InterruptedException {
        store.checkAccess(StorePath.ROOT);
        write(owner("a", "1"), owner("b", "2"));

        assertThat(read("worker")).containsOnlyKeys("worker/a/file.yaml", "worker/b/file.yaml");
        assertThat(remote.commits("main")).isEqualTo(2);
    }

    @Test
    void takesUserFromTheUrlWhereTheSecretNamesNone() throws InterruptedException {
        String url = server.secureUrl("remote.git").replace("https://", "https://" + JGitHttpServer.USER + "@");
        store = open(
                over(url, "named").caBundle(Https.certificate()).basicAuth("", Secret.of(JGitHttpServer.PASSWORD)));

        store.checkAccess(StorePath.ROOT);

        assertThat(server.requests()).contains(FETCH, PUSH);
    }

    @Test
    void toleratesALineEndAfterThePassword() throws InterruptedException {
        store = open(over(server.secureUrl("remote.git"), "line")
                .caBundle(Https.certificate())
                .basicAuth(JGitHttpServer.USER, Secret.of(JGitHttpServer.PASSWORD + "\n")));

        store.checkAccess(StorePath.ROOT);

        assertThat(server.requests()).contains(PUSH);
    }

    @Test
    void worksWithoutCredentialsWhereNobodyAsksForThem() throws InterruptedException {
        server.password(Optional.empty());
        store = open(over(server.secureUrl("remote.git"), "anonymous").caBundle(Https.certificate()));

        write(owner("a", "1"));

        assertThat(remote.commits("main")).isEqualTo(1);
    }

    @Test
    void authenticatesWithTheFirstRequest() throws InterruptedException {
        write(owner("a", "1"));
        server.requests().clear();

        write(owner("a", "2"));

        assertThat(server.requests())
                .containsExactly(FETCH, "POST /remote.git/git-upload-pack", PUSH, "POST /remote.git/git-receive-pack");
    }

    @Test
    void makesNoPushWhereNothingChanged() throws InterruptedException {
        write(owner("a", "1"));
        server.requests().clear();

        write(owner("a", "1"));

        assertThat(server.requests()).containsExactly(FETCH, "POST /remote.git/git-upload-pack");
    }

    @Test
    void asksNothingWhereNothingChangedWithinTheFetchInterval() throws InterruptedException {
        store = open(https("patient").minimumFetchInterval(Duration.ofSeconds(5)));
        write(owner("a", "1"));
        server.requests().clear();

        write(owner("a", "1"));
        read("worker");

        assertThat(server.requests()).isEmpty();
    }

    @Test
    void refusesAServerThatNobodyVouchesFor() {
        store = open(over(server.secureUrl("remote.git"), "unknown"));

        PluginException failure = accessFailure();

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure)
                .hasMessageContaining("no trusted connection: ")
                .hasMessageEndingWith("; if an authority of your own has signed the server's certificate, give its"
                        + " certificate as 'caBundle'");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void refusesACertificateOfAnotherHost() {
        store = open(over(server.secureUrl("remote.git").replace("localhost", "127.0.0.2"), "other")
                .caBundle(Https.certificate()));

        assertThat(accessFailure().reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void saysThatThePasswordIsWrongWithoutSayingIt() {
        server.password(Optional.of("another"));

        PluginException failure = accessFailure();

        assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(failure)
                .hasMessageStartingWith("branch 'main' of localhost:")
                .hasMessageEndingWith("/remote: HTTP 401 Unauthorized")
                .hasMessageNotContaining(JGitHttpServer.PASSWORD);
    }

    @Test
    void seesThatCredentialsMayReadButNotPush() {
        server.door((request, response) -> {
            if (isPush(request)) {
                response.setStatus(403);
                response.setContentType("text/plain");
                response.getWriter().print("You are not allowed to push code to this project.\n");
            }
            return isPush(request);
        });

        PluginException failure = accessFailure();

        assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(failure)
                .hasMessageEndingWith(
                        ": HTTP 403 Forbidden, and in words: You are not allowed to push code to this" + " project.");
    }

    @Test
    void saysThatTheRepositoryIsNotThere() {
        store = open(over(server.secureUrl("absent.git"), "absent")
                .caBundle(Https.certificate())
                .basicAuth(JGitHttpServer.USER, Secret.of(JGitHttpServer.PASSWORD)));

        PluginException failure = accessFailure();

        assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(failure)
                .hasMessageEndingWith(
                        ": HTTP 404 Not Found; there is no such repository, or it is not shown to whom the"
                                + " credentials name");
    }

    @ParameterizedTest
    @CsvSource({
        "429, UNAVAILABLE, 7",
        "503, UNAVAILABLE, 7",
        "500, UNAVAILABLE, 7",
        "407, UNAUTHORIZED, 7",
        "413, REJECTED, 7"
    })
    void tellsTheReasonByTheStatus(int status, Reason reason, int pause) {
        server.door((request, response) -> {
            response.setHeader("Retry-After", String.valueOf(pause));
            response.setStatus(status);
            return true;
        });

        PluginException failure = accessFailure();

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure).hasMessageContaining("HTTP " + status);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(pause));
    }

    @Test
    void takesRetryAfterAsADateByTheServersClock() {
        server.door((request, response) -> {
            response.setHeader("Date", "Tue, 04 Mar 2025 05:06:07 GMT");
            response.setHeader("Retry-After", "Tue, 04 Mar 2025 05:07:07 GMT");
            response.setStatus(503);
            return true;
        });

        assertThat(accessFailure().retryAfter()).contains(Duration.ofMinutes(1));
    }

    @Test
    void takesNoDateForAPauseFromAServerThatTellsNoTime() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(
                    proxy,
                    String.join(
                            "\r\n",
                            "HTTP/1.1 503 Busy",
                            "Retry-After: Tue, 04 Mar 2025 05:07:07 GMT",
                            "Content-Length: 0",
                            "Connection: close",
                            "",
                            "")));
            answering.start();
            store = open(over("http://127.0.0.1:" + proxy.getLocalPort() + "/x.git", "timeless"));

            PluginException failure = accessFailure();
            answering.join();

            assertThat(failure).hasMessageContaining("HTTP 503");
            assertThat(failure.retryAfter()).isEmpty();
        }
    }

    private static void answer(ServerSocket server, String answer) {
        try (Socket socket = server.accept()) {
            BufferedReader request =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = request.readLine();
            while (line != null && !line.isEmpty()) {
                line = request.readLine();
            }
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void doesNotTakeAPageForPeopleForARepository() {
        server.door((request, response) -> {
            response.setContentType("text/html");
            response.getWriter().print("<html>Please sign in</html>");
            return true;
        });

        PluginException failure = accessFailure();

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure)
                .hasMessageContaining("HTTP 200 with content of type text/html")
                .hasMessageContaining("there is no Git repository at this URL");
    }

    @Test
    void followsARepositoryThatHasMovedWithinItsServer() throws InterruptedException {
        server.door((request, response) -> {
            boolean moved = request.getRequestURI().startsWith("/old.git");
            if (moved) {
                response.sendRedirect(
                        request.getRequestURI().replace("/old.git", "/remote.git") + "?" + request.getQueryString());
            }
            return moved;
        });
        store = open(over(server.secureUrl("old.git"), "old")
                .caBundle(Https.certificate())
                .basicAuth(JGitHttpServer.USER, Secret.of(JGitHttpServer.PASSWORD)));

        write(owner("a", "1"));

        assertThat(remote.commits("main")).isEqualTo(1);
    }

    @Test
    void tellsNothingToAnotherServerThatItIsLedTo() {
        List<String> asked = new CopyOnWriteArrayList<>();
        try (JGitHttpServer other = JGitHttpServer.start(directory)) {
            other.password(Optional.empty());
            other.door((request, response) -> {
                asked.add(request.getRequestURI());
                return false;
            });
            server.door((request, response) -> {
                response.sendRedirect(other.secureUrl("remote.git") + "/info/refs?" + request.getQueryString());
                return true;
            });

            PluginException failure = failure(() -> write(owner("a", "1")));

            assertThat(failure.reason()).isEqualTo(Reason.MISCONFIGURED);
            assertThat(failure).hasMessageContaining("it has moved to ");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void saysWhoWasFasterThoughTheServerIsElsewhere() throws InterruptedException {
        write(owner("a", "1"));

        PluginException conflict = failure(() -> store.write(new TestRequest(
                List.of(owner("a", "2")), () -> remote.strangerPushes("main", "theirs.txt", "x"), true)));
        write(owner("a", "2"));

        assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
        assertThat(remote.files()).containsExactly("theirs.txt", "worker/a/file.yaml");
    }

    @Test
    void givesUpOnAServerThatFallsSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            store = open(over("http://127.0.0.1:" + silent.getLocalPort() + "/x.git", "silent")
                    .networkTimeout(Duration.ofMillis(300)));

            PluginException failure = accessFailure();

            assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(failure).hasMessageContaining(": the remote did not answer in time: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read-only-mirror", "acme/repository%20not%20found.git", "write%20access"})
    void doesNotTakeTheNameOfARepositoryForTheServersWords(String name) throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            store = open(over("http://127.0.0.1:" + silent.getLocalPort() + "/" + name, "named")
                    .branch("too-large/denied")
                    .networkTimeout(Duration.ofMillis(100)));

            PluginException failure = accessFailure();

            assertThat(failure.reason()).as(failure.message()).isEqualTo(Reason.UNAVAILABLE);
        }
    }

    @Test
    void looksAgainSoonForARepositoryThatHasMovedToAnotherServer() {
        server.door((request, response) -> {
            boolean push = isPush(request);
            if (push) {
                response.sendRedirect("https://elsewhere.example.com/sign-in");
            }
            return push;
        });

        PluginException failure = accessFailure();

        assertThat(failure.reason()).isEqualTo(Reason.MISCONFIGURED);
        assertThat(failure).hasMessageContaining("https://elsewhere.example.com/sign-in");
        assertThat(failure.retryAfter()).contains(Duration.ofMinutes(1));
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswerAPush() {
        CountDownLatch goOn = new CountDownLatch(1);
        server.door((request, response) -> {
            boolean push = request.getMethod().equals("POST") && isPush(request);
            if (push) {
                awaited(goOn);
            }
            return push;
        });
        store = open(https("hasty").networkTimeout(Duration.ofMillis(400)));

        PluginException failure = failure(() -> write(owner("a", "1")));
        goOn.countDown();

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure).hasMessageContaining(": the remote did not answer in time: ");
    }

    @Test
    void goesOnFromABranchThatSomebodyMakesWhileItLooks() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        server.door((request, response) -> {
            boolean look = FETCH.endsWith(request.getRequestURI() + "?" + request.getQueryString());
            if (look && looks.incrementAndGet() == 2) {
                remote.strangerPushes("main", "theirs.txt", "x");
            }
            return false;
        });

        write(owner("a", "1"));

        assertThat(remote.files()).containsExactly("theirs.txt", "worker/a/file.yaml");
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        store = open(over("http://127.0.0.1:" + port + "/x.git", "nobody"));

        assertThat(accessFailure().reason()).isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void endsSoonWhenInterruptedWhileTheServerThinks() throws InterruptedException {
        write(owner("a", "1"));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        server.door((request, response) -> {
            asked.countDown();
            awaited(goOn);
            return false;
        });
        FutureTask<Object> write = new FutureTask<>(() -> store.write(WriteRequest.of(List.of(owner("a", "2")))));
        Thread writer = new Thread(write);
        writer.start();
        asked.await();

        writer.interrupt();

        assertThat(failureOf(write)).isInstanceOf(InterruptedException.class);
        goOn.countDown();
        assertThat(remote.commits("main")).isEqualTo(1);
    }

    @Test
    void goesByTheProxySettingsOfTheJvm() throws InterruptedException {
        List<URI> asked = new CopyOnWriteArrayList<>();
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                asked.add(uri);
                return List.of(new Proxy(
                        Proxy.Type.HTTP, InetSocketAddress.createUnresolved("127.0.0.1", server.plainPort())));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                throw new AssertionError(failure);
            }
        });
        try {
            store = open(over("http://git.example.com/remote.git", "proxied")
                    .basicAuth(JGitHttpServer.USER, Secret.of(JGitHttpServer.PASSWORD)));
            write(owner("a", "1"));
        } finally {
            ProxySelector.setDefault(before);
        }

        assertThat(remote.commits("main")).isEqualTo(1);
        assertThat(asked).extracting(URI::getHost).containsOnly("git.example.com");
    }

    @Test
    void sendsObjectsWholeToAServerThatTakesNoDeltas() throws InterruptedException {
        remote.git().run("config", "repack.usedeltabaseoffset", "false");
        StateStoreChange[] many = IntStream.range(0, 20)
                .mapToObj(number -> owner("owner-" + number, "1"))
                .toArray(StateStoreChange[]::new);

        PluginException first = failure(() -> write(many));
        write(many);

        assertThat(first.reason()).isEqualTo(Reason.CONFLICT);
        assertThat(first).hasMessageEndingWith("the remote takes no deltas; it is said again without");
        assertThat(remote.commits("main")).isEqualTo(20);
    }

    @Test
    void readsNothingWhereNothingChanged() throws InterruptedException {
        write(owner("a", "1"));
        String fingerprint;
        try (var tree = store.read(ReadRequest.of(WORKER)).orElseThrow()) {
            fingerprint = tree.fingerprint();
        }

        assertThat(store.read(ReadRequest.of(WORKER).unless(fingerprint))).isEmpty();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Throwable failureOf(FutureTask<?> task) throws InterruptedException {
        try {
            task.get();
            throw new AssertionError("it did not fail");
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }
}
