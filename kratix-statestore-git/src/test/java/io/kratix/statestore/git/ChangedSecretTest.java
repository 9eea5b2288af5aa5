// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server asks for changes while the engine runs, and nobody restarts it. */
class ChangedSecretTest {
    @TempDir
    Path folder;

    @Test
    void isTakenUpByAWriteThatWasRefused() throws IOException, InterruptedException {
        BareRepository repository = BareRepository.create(folder.resolve("state.git"));
        try (JGitHttpServer server = JGitHttpServer.start(folder);
                EngineWithSecret engine = new EngineWithSecret(password(JGitHttpServer.PASSWORD))) {
            engine.store(Map.of(
                    "url",
                    server.secureUrl("state.git"),
                    "secretRef",
                    Map.of("name", "git"),
                    "caBundle",
                    Https.certificate()));
            engine.destination("one");
            engine.awaitWritten("one");

            server.password(Optional.of("another s3cret"));
            engine.destination("two");
            String complaint = engine.complaint();
            int before = repository.commits("main");
            engine.changeSecret(password("another s3cret"));
            engine.awaitWritten("two");

            assertThat(complaint).contains("401").doesNotContain("s3cret");
            assertThat(repository.commits("main")).isEqualTo(before + 1);
            assertThat(repository.files())
                    .filteredOn(file -> file.startsWith("two/"))
                    .hasSize(2);
            assertThat(engine.events()).noneMatch(event -> event.contains("s3cret"));
        }
        repository.isSound();
    }

    @Test
    void isNoDifferentForACertificateThatComesWithANewDocument() throws IOException, InterruptedException {
        BareRepository repository = BareRepository.create(folder.resolve("state.git"));
        try (JGitHttpServer server = JGitHttpServer.start(folder);
                EngineWithSecret engine = new EngineWithSecret(Map.of())) {
            server.password(Optional.empty());
            String url = server.secureUrl("state.git");
            engine.store(Map.of("url", url));
            engine.destination("one");
            String complaint = engine.complaint();

            engine.store(Map.of("url", url, "caBundle", Https.certificate()));
            engine.awaitWritten("one");

            assertThat(complaint).contains("certificate");
            assertThat(repository.commits("main")).isEqualTo(1);
        }
    }

    private static Map<String, Secret> password(String password) {
        return Map.of("username", Secret.of(JGitHttpServer.USER), "password", Secret.of(password));
    }
}
