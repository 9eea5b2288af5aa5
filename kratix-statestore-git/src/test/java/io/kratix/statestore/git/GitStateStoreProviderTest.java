// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreProvider;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.LentContext;
import io.kratix.testkit.MapSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitStateStoreProviderTest extends StoreFixture {
    private final GitStateStoreProvider provider = new GitStateStoreProvider();

    private static PluginException misconfigured(Map<String, ?> spec) {
        PluginException failure = failure(() -> new GitStateStoreProvider().location(MapSettings.of(spec)));
        assertThat(failure.reason()).isEqualTo(Reason.MISCONFIGURED);
        return failure;
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(StateStoreProvider.class))
                .hasExactlyElementsOfTypes(GitStateStoreProvider.class)
                .extracting(StateStoreProvider::kind)
                .containsExactly("GitStateStore");
    }

    @Test
    void namesTheLocationByRepositoryAndBranch() {
        assertThat(provider.location(MapSettings.of(Map.of("url", "file:///srv/git/state.git"))))
                .isEqualTo("git:/srv/git/state#main");
        assertThat(provider.location(MapSettings.of(Map.of("url", "file:///srv/git/state.git", "branch", "env/prod"))))
                .isEqualTo("git:/srv/git/state#env/prod");
    }

    @Test
    void takesEveryFieldThatKratixHas() {
        String location = provider.location(MapSettings.of(Map.of(
                "url", "file:///srv/git/state",
                "branch", "main",
                "caBundle", "",
                "path", "below",
                "authMethod", "basicAuth",
                "secretRef", Map.of("name", "git", "namespace", "default"),
                "gitAuthor", Map.of("name", "me", "email", "me@example.com"))));

        assertThat(location).isEqualTo("git:/srv/git/state#main");
    }

    @Test
    void tellsAllProblemsAtOnce() {
        PluginException failure = misconfigured(Map.of(
                "url", "ftp://x/y",
                "branch", "a..b",
                "authMethod", "kerberos",
                "gitAuthor", Map.of("name", " ", "email", "<me>", "phone", "1"),
                "colour", "blue"));

        assertThat(failure)
                .hasMessage(
                        """
                        url: must start with https://, ssh:// or file:
                        branch: must be a name that Git allows for a branch, as in main or env/prod
                        gitAuthor.name: must not be empty: Git refuses commits without an author's name
                        gitAuthor.email: must not have '<', '>' or control characters
                        authMethod: is none of the choices
                        colour: is unknown
                        gitAuthor.phone: is unknown""");
    }

    @Test
    void asksForTheUrlOnceOnly() {
        assertThat(misconfigured(Map.of())).hasMessage("url: is required");
    }

    @Test
    void saysWhichWayToLogInGoesWithWhichUrl() {
        Map<String, String> secret = Map.of("name", "git");

        assertThat(misconfigured(Map.of("url", "https://github.com/acme/state", "authMethod", "githubApp")))
                .hasMessage("authMethod: githubApp is not supported yet; use basicAuth with a token, or ssh");
        assertThat(misconfigured(Map.of("url", "https://host/x", "authMethod", "ssh", "secretRef", secret)))
                .hasMessage("authMethod: must be basicAuth for an https URL");
        assertThat(misconfigured(Map.of("url", "git@host:x", "authMethod", "basicAuth", "secretRef", secret)))
                .hasMessage("authMethod: must be ssh for an ssh URL");
        assertThat(misconfigured(Map.of("url", "git@host:x")))
                .hasMessage("secretRef: is required for ssh: a secret with sshPrivateKey and knownHosts");
        assertThat(provider.location(MapSettings.of(Map.of("url", "git@host:x", "secretRef", secret))))
                .isEqualTo("git:host/x#main");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trust", "trust me"})
    void refusesACaBundleThatIsNone(String bundle) {
        assertThat(misconfigured(Map.of("url", "https://host/x", "caBundle", bundle)))
                .hasMessage("caBundle: must hold certificates in PEM: -----BEGIN CERTIFICATE----- and so on");
    }

    @ParameterizedTest
    @CsvSource({"ssh://git@host/x, SSH", "git@host:x, SSH", "http://host/x, HTTP"})
    void refusesACaBundleWhereNoCertificateIsShown(String url, String scheme) {
        Map<String, ?> spec = Map.of("url", url, "secretRef", Map.of("name", "git"), "caBundle", Https.certificate());

        assertThat(misconfigured(spec))
                .hasMessage("caBundle: is for HTTPS, and 'url' asks for " + scheme + ": leave one of the two out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://host/x | username=robot | secretRef: password is required",
                "https://host/x | password= | secretRef: names a secret whose 'password' or 'username' is empty",
                "git@host:x | sshPrivateKey=x | secretRef: knownHosts is required",
                "git@host:x | sshPrivateKey=hunter2,knownHosts=host | secretRef: names a secret whose 'sshPrivateKey'"
                        + " is no private key as 'ssh-keygen -t ed25519 -N \"\"' writes it: in PEM or OpenSSH format,"
                        + " without a password",
            })
    void saysWhatIsWrongInASecretWithoutRepeatingIt(String url, String secret, String problem) {
        Map<String, String> values = new HashMap<>();
        for (String pair : secret.split(",", -1)) {
            values.put(pair.replaceAll("=.*", ""), pair.replaceAll("^.*?=", ""));
        }
        MapSettings settings =
                MapSettings.of(Map.of("url", url, "secretRef", Map.of("name", "git", "namespace", "x")), values);

        PluginException failure = failure(() -> provider.open(settings, LentContext.in(directory.resolve("c"))));

        assertThat(failure.reason()).isEqualTo(Reason.MISCONFIGURED);
        assertThat(failure).hasMessageStartingWith(problem).hasMessageNotContaining("hunter2");
    }

    @Test
    void refusesTheLongNameOfABranch() {
        assertThat(misconfigured(Map.of("url", "file:///x", "branch", "refs/heads/main")))
                .hasMessage("branch: must be a branch's short name, without 'refs/heads/'");
    }

    @Test
    void opensFileUrlsOnlyWhereTheEmbedderAllowsThem() {
        PluginException failure = failure(() ->
                provider.open(MapSettings.of(Map.of("url", remote.url())), LentContext.in(directory.resolve("c"))));

        assertThat(failure.reason()).isEqualTo(Reason.MISCONFIGURED);
        assertThat(failure)
                .hasMessage("url: file: URLs are not allowed here; whoever embeds the engine allows them by"
                        + " 'allowFileUrls: true' in its configuration for kind GitStateStore");
    }

    @Test
    void opensHttpUrlsOnlyWhereTheEmbedderAllowsThemAndWarns() {
        MapSettings spec = MapSettings.of(Map.of("url", "http://localhost/x"));
        LentContext allowed = LentContext.in(directory.resolve("c")).configuration(Map.of("allowHttpUrls", true));

        PluginException failure = failure(() -> provider.open(spec, LentContext.in(directory.resolve("c"))));
        provider.open(spec, allowed).close();

        assertThat(failure.reason()).isEqualTo(Reason.MISCONFIGURED);
        assertThat(failure)
                .hasMessage("url: http:// URLs are not allowed here; whoever embeds the engine allows them by"
                        + " 'allowHttpUrls: true' in its configuration for kind GitStateStore");
        assertThat(allowed.warnings())
                .containsExactly("url: http:// is not encrypted; whoever is on the way reads passwords and files");
    }

    @Test
    void opensAStoreAsDocumentAndConfigurationSay() throws InterruptedException {
        Map<String, ?> spec = Map.of(
                "url", remote.url(), "branch", "prod", "gitAuthor", Map.of("name", "me", "email", "me@example.com"));
        LentContext context = LentContext.in(directory.resolve("c"))
                .clock(CLOCK)
                .configuration(Map.of(
                        "allowFileUrls",
                        true,
                        "createBranch",
                        true,
                        "commitPer",
                        "push",
                        "minimumFetchInterval",
                        Duration.ofDays(1)));
        remote.strangerPushes("main", "x", "x");

        try (StateStore opened = provider.open(MapSettings.of(spec), context)) {
            opened.checkAccess(StorePath.ROOT);
            opened.write(WriteRequest.of(List.of(owner("a", "1"), owner("b", "2"))));
        }

        assertThat(remote.git().run("log", "--format=%an %ae %cI", "prod"))
                .isEqualTo("me me@example.com 2025-03-04T05:06:07+00:00");
        assertThat(context.warnings()).isEmpty();
    }

    @Test
    void saysWhatIsWrongInTheConfiguration() {
        LentContext context = LentContext.in(directory.resolve("c"))
                .configuration(Map.of("allowFileUrls", true, "commitPer", "year", "speed", "high"));

        assertThat(failure(() -> provider.open(MapSettings.of(Map.of("url", remote.url())), context)))
                .hasMessage("commitPer: is none of the choices\nspeed: is unknown");
    }
}
