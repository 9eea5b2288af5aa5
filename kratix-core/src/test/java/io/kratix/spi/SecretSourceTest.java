// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets from files, from the environment and from a map. */
final class SecretSourceTest {
    private static final SecretReference GIT = SecretReference.of("default", "git");

    @TempDir
    Path root;

    @Test
    void readsFilesEachTime() throws IOException, InterruptedException {
        SecretSource source = SecretSource.directory(root);
        write("default/git/password", "one\n");
        write("default/git/username", "me");
        Map<String, Secret> before = source.find(GIT).orElseThrow();

        write("default/git/password", "two");

        assertThat(before).isEqualTo(Map.of("password", Secret.of("one\n"), "username", Secret.of("me")));
        assertThat(source.find(GIT).orElseThrow()).containsEntry("password", Secret.of("two"));
    }

    @Test
    void followsAClustersLinksAndPassesOverItsOwnNames() throws IOException, InterruptedException {
        write("default/git/..2024/password", "one");
        Files.createSymbolicLink(root.resolve("default/git/..data"), Path.of("..2024"));
        Files.createSymbolicLink(root.resolve("default/git/password"), Path.of("..data/password"));

        assertThat(SecretSource.directory(root).find(GIT)).contains(Map.of("password", Secret.of("one")));
    }

    @Test
    void tellsAMissingSecretFromADirectoryThatIsNotThere() throws InterruptedException {
        assertThat(SecretSource.directory(root).find(GIT)).isEmpty();

        assertThatThrownBy(() -> SecretSource.directory(root.resolve("nowhere")).find(GIT))
                .isInstanceOfSatisfying(PluginException.class, e -> assertThat(e.reason())
                        .isEqualTo(PluginException.Reason.UNAVAILABLE))
                .hasMessageStartingWith("secret default/git cannot be read from ");
    }

    @Test
    void leavesItsDirectoryForNoName() throws IOException, InterruptedException {
        write("outside/password", "one");
        SecretSource source = SecretSource.directory(root.resolve("inside"));
        Files.createDirectories(root.resolve("inside/default"));

        assertThat(source.find(SecretReference.of("..", "outside"))).isEmpty();
        assertThat(source.find(SecretReference.of("default", "../../outside"))).isEmpty();
    }

    @Test
    void readsEnvironmentVariables() throws InterruptedException {
        SecretSource source = SecretSource.environment(Map.of(
                "KRATIX_SECRET__DEFAULT__GIT_CREDENTIALS__password", "one",
                "KRATIX_SECRET__DEFAULT__GIT_CREDENTIALS__sshPrivateKey", "two",
                "KRATIX_SECRET__DEFAULT__GIT__password", "other",
                "HOME", "/root"));

        assertThat(source.find(SecretReference.of("default", "git-credentials")))
                .contains(Map.of("password", Secret.of("one"), "sshPrivateKey", Secret.of("two")));
        assertThat(source.find(GIT)).contains(Map.of("password", Secret.of("other")));
        assertThat(source.find(SecretReference.of("default", "home"))).isEmpty();
    }

    @Test
    void keepsTheValuesThatItWasMadeWith() throws InterruptedException {
        Map<String, Secret> values = new HashMap<>(Map.of("password", Secret.of("one")));
        SecretSource source = SecretSource.of(Map.of(GIT, values));

        values.clear();

        assertThat(source.find(GIT)).contains(Map.of("password", Secret.of("one")));
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
