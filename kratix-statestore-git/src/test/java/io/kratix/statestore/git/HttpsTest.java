// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.Secret;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStoreChange;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a store gets on with a server over HTTP and HTTPS. */
class HttpsTest extends HttpFixture {
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
    void saysWhoWasFasterThoughTheServerIsElsewhere() throws InterruptedException {
        write(owner("a", "1"));

        PluginException conflict = failure(() -> store.write(new TestRequest(
                List.of(owner("a", "2")), () -> remote.strangerPushes("main", "theirs.txt", "x"), true)));
        write(owner("a", "2"));

        assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
        assertThat(remote.files()).containsExactly("theirs.txt", "worker/a/file.yaml");
    }

    /** JGit's server compares once more when it has the pack. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void losesARaceAsLateAsThat(boolean isThere) throws InterruptedException {
        if (isThere) {
            write(owner("a", "1"));
        }
        AtomicInteger packs = new AtomicInteger();
        server.door((request, response) -> {
            if (request.getMethod().equals("POST") && isPush(request) && packs.incrementAndGet() == 1) {
                remote.strangerPushes("main", "theirs.txt", "x");
            }
            return false;
        });

        PluginException conflict = failure(() -> write(owner("a", "2")));
        write(owner("a", "2"));

        assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
        assertThat(remote.files()).containsExactly("theirs.txt", "worker/a/file.yaml");
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
    void goesByTheProxySettingsOfTheJvm() throws InterruptedException {
        try (JvmProxy proxy = JvmProxy.at(server.plainPort())) {
            store = open(over("http://git.example.com/remote.git", "proxied")
                    .basicAuth(JGitHttpServer.USER, Secret.of(JGitHttpServer.PASSWORD)));
            write(owner("a", "1"));

            assertThat(proxy.asked()).extracting(URI::getHost).containsOnly("git.example.com");
        }
        assertThat(remote.commits("main")).isEqualTo(1);
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
}
