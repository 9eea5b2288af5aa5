// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a store gets on with git's own server, its hooks and its limits; and what it asks of it. */
@Tag("nginx")
class NginxTest extends StoreFixture {
    private static final String FETCH = "GET info/refs?service=git-upload-pack";
    private static final String PUSH = "GET info/refs?service=git-receive-pack";

    @TempDir
    static Path folder;

    private static Nginx server;

    @BeforeAll
    static void startServer() throws IOException {
        server = Nginx.start(folder.resolve("nginx"), "2m");
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void openStore() throws IOException {
        server.forgetRequests();
        store = open(https("https-cache", Nginx.PASSWORD));
    }

    private GitStateStoreBuilder https(String cache, Secret password) {
        return GitStateStore.builder(server.url(remote.directory()), directory.resolve(cache))
                .minimumFetchInterval(Duration.ZERO)
                .clock(CLOCK)
                .basicAuth(Nginx.USER, password)
                .caBundle(Https.certificate());
    }

    @Test
    void asksForWhatIsNewAndPushesOnce() throws IOException, InterruptedException {
        write(owner("a", "1"), owner("b", "1"));
        remote.strangerPushes("main", "theirs.txt", "x");
        server.forgetRequestsUpToAPush();

        write(owner("a", "2"), owner("b", "2"));

        await().untilAsserted(() -> assertThat(server.requests())
                .containsExactly(FETCH, "POST git-upload-pack", "POST git-upload-pack", PUSH, "POST git-receive-pack"));
        assertThat(remote.pushes("main")).as("ours twice, the stranger's once").isEqualTo(3);
    }

    @Test
    void neitherPushesNorFetchesWhereNothingChangedWithinTheFetchInterval() throws IOException, InterruptedException {
        store = open(https("patient", Nginx.PASSWORD).minimumFetchInterval(Duration.ofSeconds(5)));
        write(owner("a", "1"));
        server.forgetRequestsUpToAPush();

        write(owner("a", "1"));

        assertThat(server.requests()).isEmpty();
    }

    @Test
    void leavesNoTraceOfLookingWhetherItMayPush() throws IOException, InterruptedException {
        store.checkAccess(StorePath.ROOT);

        await().untilAsserted(() -> assertThat(server.requests()).contains(PUSH));
        assertThat(server.requests()).doesNotContain("POST git-receive-pack");
        assertThat(remote.git().run("for-each-ref")).isEmpty();
    }

    @Test
    void saysThatThePasswordIsWrong() {
        store = open(https("wrong", Secret.of("wrong")));

        assertThat(failure(() -> store.checkAccess(StorePath.ROOT)).reason()).isEqualTo(Reason.UNAUTHORIZED);
    }

    @Test
    void saysThatTheRepositoryTakesNoPush() throws InterruptedException {
        remote.git().run("config", "http.receivepack", "false");

        PluginException failure = failure(() -> store.checkAccess(StorePath.ROOT));

        assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(failure).hasMessageContaining("HTTP 403");
    }

    @Test
    void quotesAHookThatRefuses() throws IOException {
        remote.hook("pre-receive", "echo no changes on Fridays >&2; exit 1");

        PluginException failure = failure(() -> write(owner("a", "1")));

        assertThat(failure.reason()).isEqualTo(Reason.REJECTED);
        assertThat(failure)
                .hasMessageMatching(
                        "the remote refused the push to branch 'main' of \\S+/remote: pre-receive hook declined; it"
                                + " said: no changes on Fridays");
        assertThat(remote.git().run("for-each-ref")).isEmpty();
    }

    @Test
    void goesOnAfterAHookThatTalks() throws IOException, InterruptedException {
        remote.hook("post-receive", "echo deployed; sleep 0.1; echo soon");

        write(owner("a", "1"));

        assertThat(remote.commits("main")).isEqualTo(1);
    }

    @Test
    void saysThatTheServerTakesNoPushOfThisSize() throws InterruptedException {
        PluginException failure = failure(() -> write(large("a", 3_000_000)));
        write(large("b", 500_000));

        assertThat(failure.reason()).isEqualTo(Reason.REJECTED);
        assertThat(failure).hasMessageContaining("HTTP 413").hasMessageEndingWith("takes no push of this size");
        assertThat(remote.files()).containsExactly("worker/b/file.yaml");
    }

    @Test
    void saysThatTheRepositoryTakesNoPushOfThisSize() {
        remote.git().run("config", "receive.maxInputSize", "1000");

        PluginException failure = failure(() -> write(large("a", 10_000)));

        assertThat(failure.reason()).isEqualTo(Reason.REJECTED);
        assertThat(failure).hasMessageContaining("exceeds maximum allowed size");
    }

    @Test
    void takesPushesOfMoreThanAMebibyte() throws InterruptedException {
        write(large("a", 1_900_000));

        assertThat(read("worker")).containsOnlyKeys("worker/a/file.yaml");
    }

    @Test
    void keepsBranchesOfOneRepositoryApart() throws InterruptedException {
        GitStateStore other =
                open(https("other", Nginx.PASSWORD).branch("env/prod").createBranch(true));
        write(owner("a", "1"));

        other.write(io.kratix.spi.statestore.WriteRequest.of(List.of(owner("b", "2"))));

        assertThat(remote.files()).containsExactly("worker/a/file.yaml");
        assertThat(remote.git().lines("ls-tree", "-r", "--name-only", "env/prod"))
                .containsExactly("worker/b/file.yaml");
    }
}
