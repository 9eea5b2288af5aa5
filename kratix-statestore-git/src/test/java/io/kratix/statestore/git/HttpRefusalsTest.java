// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server over HTTP says in place of Git's answer. */
class HttpRefusalsTest extends HttpFixture {
    private static final String TOKEN = Base64.getEncoder()
            .encodeToString((JGitHttpServer.USER + ":" + JGitHttpServer.PASSWORD).getBytes(StandardCharsets.UTF_8));

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

    @ParameterizedTest
    @CsvSource({"false, 403", "true, 403", "false, 302", "true, 302"})
    void doesNotRepeatWhatTheServerRepeatsOfTheCredentials(boolean push, int status) {
        server.door((request, response) -> {
            String seen = request.getHeader("Authorization") + " of " + JGitHttpServer.PASSWORD;
            if (isPush(request) == push) {
                response.setStatus(status);
                response.setHeader("Location", "/sign-in?as=" + seen);
                response.setContentType("text/plain");
                response.getWriter().print("You are not allowed to push: " + seen + " " + "x".repeat(1000));
            }
            return isPush(request) == push;
        });

        PluginException failure = accessFailure();

        assertThat(failure).hasMessageContaining("***");
        assertThat(stackTrace(failure)).doesNotContain(JGitHttpServer.PASSWORD).doesNotContain(TOKEN);
    }

    private static String stackTrace(Exception failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
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
}
