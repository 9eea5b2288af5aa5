// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.Secret;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A Git State Store over https, at JGit's server")
class HttpsContractTest extends GitContract {
    private JGitHttpServer server;

    @BeforeEach
    void startServer() {
        server = JGitHttpServer.start(directory);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Override
    GitStateStoreBuilder builder(BareRepository remote, Path cache) throws IOException {
        return GitStateStore.builder(server.secureUrl("remote.git"), cache)
                .basicAuth(JGitHttpServer.USER, Secret.of(JGitHttpServer.PASSWORD))
                .caBundle(Https.certificate());
    }
}
