// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Each call opens a connection, which makes the whole contract a slow proof; {@link SshTest} is in the gate. */
@Tag("openssh")
@Tag("long")
@Tag("proof-git")
@DisplayName("A Git State Store over ssh, at OpenSSH's server")
class SshContractTest extends GitContract {
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

    @Override
    GitStateStoreBuilder builder(BareRepository remote, Path cache) throws IOException {
        return GitStateStore.builder(server.url(remote.directory()), cache)
                .ssh(server.key("ed25519"), server.knownHosts("ed25519"));
    }
}
