// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an engine asks of a server, counted there. */
class EngineRequestsTest extends HttpFixture {
    private static final String ASK = "POST /remote.git/git-upload-pack";
    private static final String SEND = "POST /remote.git/git-receive-pack";

    private List<String> requests() {
        List<String> requests = new ArrayList<>(server.requests());
        server.requests().clear();
        return requests;
    }

    private void declare(EngineWithSecret engine) throws InterruptedException {
        engine.store(Map.of(
                "url",
                server.secureUrl("remote.git"),
                "caBundle",
                Https.certificate(),
                "secretRef",
                Map.of("name", "git")));
        engine.destination("one");
        engine.awaitWritten("one");
    }

    @Test
    void fetchesOnceInAnIntervalHoweverOftenItComparesAndPushesOnlyWhatHasChanged() throws InterruptedException {
        Map<String, Secret> secret =
                Map.of("username", Secret.of(JGitHttpServer.USER), "password", Secret.of(JGitHttpServer.PASSWORD));
        remote.strangerPushes("main", "README.md", "theirs");
        try (EngineWithSecret engine = new EngineWithSecret(secret, Duration.ofHours(1), Duration.ofMinutes(1))) {
            declare(engine);
            // It looks (which refs are there, then the objects), sees that it may push, and pushes once.
            assertThat(requests()).containsExactly(FETCH, ASK, ASK, PUSH, PUSH, SEND);

            declare(engine);
            engine.compareAfter(Duration.ofSeconds(70));
            assertThat(requests()).isEmpty();
        }
        assertThat(remote.commits("main")).isEqualTo(2);
    }
}
