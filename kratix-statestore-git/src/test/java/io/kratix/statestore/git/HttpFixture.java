// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server over HTTP and HTTPS, and stores that reach it. */
abstract class HttpFixture extends StoreFixture {
    static final String FETCH = "GET /remote.git/info/refs?service=git-upload-pack";
    static final String PUSH = "GET /remote.git/info/refs?service=git-receive-pack";

    JGitHttpServer server;

    @BeforeEach
    void startServer() {
        server = JGitHttpServer.start(directory);
        store = open(https("https-cache"));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    GitStateStoreBuilder https(String cache) {
        return over(server.secureUrl("remote.git"), cache)
                .caBundle(Https.certificate())
                .basicAuth(JGitHttpServer.USER, Secret.of(JGitHttpServer.PASSWORD));
    }

    GitStateStoreBuilder over(String url, String cache) {
        return GitStateStore.builder(url, directory.resolve(cache))
                .minimumFetchInterval(Duration.ZERO)
                .clock(CLOCK);
    }

    PluginException accessFailure() {
        return failure(() -> store.checkAccess(StorePath.ROOT));
    }

    static boolean isPush(HttpServletRequest request) {
        return (request.getRequestURI() + "?" + request.getQueryString()).contains("receive-pack");
    }
}
