// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.Secret;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys let us in, and whom we let in. */
@Tag("openssh")
class SshTest extends StoreFixture {
    @TempDir
    static Path folder;

    private static OpenSsh server;

    @BeforeAll
    static void startServer() throws IOException {
        server = OpenSsh.start(folder.resolve("ssh"));
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void letsOneKeyIn() throws IOException {
        server.authorize("ed25519", "");
    }

    private GitStateStore ssh(String cache, Secret key, Secret hosts) {
        return open(GitStateStore.builder(server.url(remote.directory()), directory.resolve(cache))
                .minimumFetchInterval(Duration.ZERO)
                .clock(CLOCK)
                .ssh(key, hosts));
    }

    private PluginException accessFailure() {
        return failure(() -> store.checkAccess(StorePath.ROOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void logsInWithKeysOfEachKind(String type) throws IOException, InterruptedException {
        server.authorize(type, "");
        store = ssh("ssh-" + type, server.key(type), server.knownHosts(type));

        store.checkAccess(StorePath.ROOT);
        write(owner("a", type));

        assertThat(read("worker")).containsExactlyEntriesOf(Map.of("worker/a/file.yaml", type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~/"})
    void goesFromTheUsersHomeWhereThePathIsRelative(String home) throws IOException, InterruptedException {
        remote.strangerPushes("main", "x", "x");
        server.authorize(
                "ed25519", "command=\"export HOME=" + directory + "; cd; eval \\\"$SSH_ORIGINAL_COMMAND\\\"\"");
        RepositoryUrl url = RepositoryUrl.parse("git@forge:" + home + "remote.git");
        URI host = URI.create(server.url(Path.of("/")));
        SshRemote.Access access = new SshRemote.Access(
                SshKeys.parse(server.key("ed25519")), KnownHosts.parse(server.knownHosts("ed25519")));
        NetworkTerms terms =
                new NetworkTerms(task -> new Thread(task).start(), CLOCK, Duration.ZERO, Duration.ofSeconds(30));

        try (RemoteBranch branch = new RemoteBranch(
                new SshRemote(
                        new SshRemote.Address(host, url.path(), url.place()), access, CLOCK, directory.resolve("home")),
                "main",
                directory.resolve("relative"),
                CacheBounds.DEFAULT,
                terms)) {
            branch.checkPush();

            assertThat(branch.tip().state()).isEqualTo(BranchTip.State.PRESENT);
        }
    }

    @Test
    void saysThatTheKeyIsNotLetIn() throws IOException {
        store = ssh("ssh", server.key("rsa"), server.knownHosts("ed25519"));

        assertThat(accessFailure().reason()).isEqualTo(Reason.UNAUTHORIZED);
    }

    @Test
    void givesUpOnAServerThatFallsSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            store = open(
                    GitStateStore.builder("ssh://127.0.0.1:" + silent.getLocalPort() + "/x", directory.resolve("s"))
                            .networkTimeout(Duration.ofMillis(300))
                            .ssh(server.key("ed25519"), server.knownHosts("ed25519")));

            PluginException failure = accessFailure();

            assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(failure).hasMessageContaining(": the remote did not answer in time: ");
        }
    }

    @Test
    void isGitWhereTheUrlNamesNobody() throws IOException {
        String url = server.url(remote.directory()).replaceAll("//.*@", "//");
        store = open(GitStateStore.builder(url, directory.resolve("ssh"))
                .ssh(server.key("ed25519"), server.knownHosts("ed25519")));

        assertThat(accessFailure().reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(server.log()).contains("Invalid user git from");
    }

    @Test
    void neverTalksToAHostWhoseKeyIsAnother() throws IOException {
        Secret wrong = Secret.of(
                server.knownHosts("ed25519").text().replaceAll("ssh-ed25519 \\S+", publicKey("user_ed25519")));
        store = ssh("ssh", server.key("ed25519"), wrong);

        PluginException failure = accessFailure();

        assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(failure).hasMessageContaining("127.0.0.1");
    }

    @Test
    void neverTalksToAHostThatIsUnknown() throws IOException {
        Secret other = Secret.of(server.knownHosts("ed25519").text().replace("127.0.0.1", "127.0.0.9"));
        store = ssh("ssh", server.key("ed25519"), other);

        assertThat(accessFailure().reason()).isEqualTo(Reason.UNAUTHORIZED);
    }

    @Test
    void neverTalksToAHostWhoseKeyWasRevoked() throws IOException {
        String known = server.knownHosts("ed25519").text();
        store = ssh("ssh", server.key("ed25519"), Secret.of(known + "\n@revoked " + known));

        assertThat(accessFailure().reason()).isEqualTo(Reason.UNAUTHORIZED);
    }

    @Test
    void findsAHostWhoseNameIsHashed() throws IOException, InterruptedException {
        Path file = Files.writeString(
                directory.resolve("known"), server.knownHosts("ecdsa").text() + "\n");
        Servers.run(List.of(Servers.require("ssh-keygen").toString(), "-q", "-H", "-f", file.toString()));
        store = ssh("ssh", server.key("ed25519"), Secret.of(Files.readString(file)));

        store.checkAccess(StorePath.ROOT);

        assertThat(Files.readString(file)).startsWith("|1|");
    }

    @Test
    void quotesWhatTheServerSaysWhereThereIsNoRepository() throws IOException {
        store = open(GitStateStore.builder(server.url(directory.resolve("absent.git")), directory.resolve("ssh"))
                .ssh(server.key("ed25519"), server.knownHosts("ed25519")));

        PluginException failure = accessFailure();

        assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(failure).hasMessageContaining("does not appear to be a git repository");
    }

    @Test
    void seesThatAKeyMayReadButNotPush() throws IOException {
        server.authorize(
                "ed25519",
                "command=\"case \\\"$SSH_ORIGINAL_COMMAND\\\" in git-receive-pack*) echo 'ERROR: The"
                        + " key you are authenticating with has been marked as read only.' >&2; exit 1;; *) eval"
                        + " \\\"$SSH_ORIGINAL_COMMAND\\\";; esac\"");
        store = ssh("ssh", server.key("ed25519"), server.knownHosts("ed25519"));

        PluginException failure = accessFailure();

        assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(failure).hasMessageContaining("marked as read only");
    }

    @Test
    void hearsOfItsBranchAloneHoweverManyThereAre() throws IOException, InterruptedException {
        store = ssh("ssh", server.key("ed25519"), server.knownHosts("ed25519"));
        write(owner("a", "1"));
        remote.strangerHasBranches(5_000);
        Path said = directory.resolve("said");
        server.authorize("ed25519", "command=\"eval \\\"$SSH_ORIGINAL_COMMAND\\\" | tee " + said + "\"");
        store = ssh("ssh2", server.key("ed25519"), server.knownHosts("ed25519"));

        read("");

        assertThat(Files.size(said)).isLessThan(5_000);
    }

    @Test
    void goesByTheProxySettingsOfTheJvm() throws IOException, InterruptedException {
        String host = "git.example.com:2222";
        Secret known = Secret.of(server.knownHosts("ed25519").text().replaceAll("^\\S+", "[git.example.com]:2222"));
        String url = server.url(remote.directory()).replaceAll("127.0.0.1:\\d+", host);
        try (ConnectProxy proxy = ConnectProxy.to(server.port());
                JvmProxy jvm = JvmProxy.at(proxy.port())) {
            store = open(
                    GitStateStore.builder(url, directory.resolve("proxied")).ssh(server.key("ed25519"), known));
            write(owner("a", "1"));

            assertThat(jvm.asked()).isNotEmpty();
            assertThat(proxy.requests()).isNotEmpty().allMatch(line -> line.startsWith("CONNECT " + host));
        }
        assertThat(remote.commits("main")).isEqualTo(1);
    }

    @Test
    void quotesAHookThatRefuses() throws IOException {
        remote.hook("pre-receive", "echo no changes on Fridays >&2; exit 1");
        store = ssh("ssh", server.key("ed25519"), server.knownHosts("ed25519"));

        PluginException failure = failure(() -> write(owner("a", "1")));

        assertThat(failure.reason()).isEqualTo(Reason.REJECTED);
        assertThat(failure).hasMessageContaining("no changes on Fridays");
    }

    @Test
    void isRefusedForItsSizeByAServerThatReadsNoFurther() throws IOException {
        remote.git().run("config", "receive.maxInputSize", "100k");
        store = ssh("ssh", server.key("ed25519"), server.knownHosts("ed25519"));

        PluginException failure = failure(() -> write(large("a", 5_000_000)));

        assertThat(failure.reason()).as(failure.message()).isEqualTo(Reason.REJECTED);
        assertThat(failure).hasMessageContaining("pack exceeds maximum allowed size");
    }

    private static String publicKey(String name) throws IOException {
        return Files.readString(server.folder().resolve(name + ".pub")).replaceAll(" test\\s*$", "");
    }

    @Test
    void isLetInByTheEngineAsSoonAsTheSecretHoldsAKeyThatIs() throws IOException, InterruptedException {
        Secret hosts = server.knownHosts("ed25519");
        Secret stranger = server.key("rsa");
        try (EngineWithSecret engine = new EngineWithSecret(Map.of("sshPrivateKey", stranger, "knownHosts", hosts))) {
            engine.store(Map.of("url", server.url(remote.directory()), "secretRef", Map.of("name", "git")));
            engine.destination("one");
            String complaint = engine.complaint();

            engine.changeSecret(Map.of("sshPrivateKey", server.key("ed25519"), "knownHosts", hosts));
            engine.awaitWritten("one");

            assertThat(complaint).contains("Cannot log in");
            assertThat(remote.commits("main")).isEqualTo(1);
        }
    }
}
