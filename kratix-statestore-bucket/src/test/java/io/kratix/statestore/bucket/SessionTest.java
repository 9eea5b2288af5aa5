// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.MinioAsyncClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

class SessionTest extends StoreFixture {
    private final List<Session> closed = new ArrayList<>();
    private final Dispatcher dispatcher = new Dispatcher();
    private final Session session = new Session(client(), dispatcher, server.bucket(), closed::add);

    private MinioAsyncClient client() {
        return MinioAsyncClient.builder()
                .endpoint("http://" + proxy.endpoint())
                .region("us-east-1")
                .credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)
                .httpClient(new OkHttpClient.Builder().dispatcher(dispatcher).build())
                .build();
    }

    @Test
    void stopsWhatIsUnderWayEachTimeItIsClosed() {
        spoil(request -> true, (exchange, answer) -> {
            // never answered
        });

        for (int time = 0; time < 2; time++) {
            CompletableFuture<Page> asked = session.list("worker/", "", 1);
            session.close();
            assertThatThrownBy(() -> session.await(asked))
                    .isInstanceOf(RequestException.class)
                    .hasMessage("Canceled");
        }

        assertThat(closed).containsOnly(session);
        dispatcher.executorService().shutdown();
    }

    @Test
    void isClosedTwiceAsIfOnce() throws Exception {
        session.close();
        session.close();

        assertThat(session.await(session.list("worker/", "", 1)).objects()).isEmpty();
        dispatcher.executorService().shutdown();
    }
}
