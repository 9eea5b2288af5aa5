// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("nginx")
@DisplayName("A Git State Store over https, at git's http-backend")
class NginxContractTest extends GitContract {
    @TempDir
    static Path folder;

    private static Nginx server;

    @BeforeAll
    static void startServer() throws IOException {
        server = Nginx.start(folder.resolve("nginx"), "0");
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    GitStateStoreBuilder builder(BareRepository remote, Path cache) throws IOException {
        return GitStateStore.builder(server.url(remote.directory()), cache)
                .basicAuth(Nginx.USER, Nginx.PASSWORD)
                .caBundle(Https.certificate());
    }
}
