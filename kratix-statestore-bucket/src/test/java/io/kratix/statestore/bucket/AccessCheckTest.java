// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.minio.ListMultipartUploadsArgs;
import io.minio.MinioAsyncClient;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The check of the access, which nobody sees, and which leaves nothing. */
class AccessCheckTest extends StoreFixture {
    @Test
    void checksTheAccessByAnUploadThatLeavesNothing() throws Exception {
        store.checkAccess(StorePath.of("some/where"));

        assertThat(proxy.seen())
                .extracting(request -> request.method() + " "
                        + request.uri()
                                .toString()
                                .replace(server.bucket(), "BUCKET")
                                .replaceAll("uploadId=.*", "uploadId="))
                .containsExactly(
                        "GET /BUCKET?location=",
                        "GET /BUCKET?list-type=2&max-keys=1&encoding-type=url&prefix=some%2Fwhere%2F.kratix-write-permission-check&delimiter=",
                        "GET /BUCKET?versioning=",
                        "POST /BUCKET/some/where/.kratix-write-permission-check?uploads=",
                        "DELETE /BUCKET/some/where/.kratix-write-permission-check?uploadId=");
        assertThat(visible()).isEmpty();
        assertThat(uploads()).isZero();
        assertThat(warnings).isEmpty();
    }

    private int uploads() throws Exception {
        try (MinioAsyncClient client = MinioAsyncClient.builder()
                .endpoint("http://" + server.endpoint())
                .region("us-east-1")
                .credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)
                .build()) {
            return client.listMultipartUploads(ListMultipartUploadsArgs.builder()
                            .bucket(server.bucket())
                            .build())
                    .get()
                    .result()
                    .uploads()
                    .size();
        }
    }

    @Test
    void endsItsUploadThoughItIsInterrupted() throws Exception {
        Thread checking = Thread.currentThread();
        AtomicBoolean isInterrupted = new AtomicBoolean();
        spoil(request -> request.is("DELETE", "uploadId=") && !isInterrupted.getAndSet(true), (exchange, answer) -> {
            checking.interrupt();
            // not answered: the client has to give it up
        });

        assertThatThrownBy(() -> store.checkAccess(StorePath.ROOT)).isInstanceOf(InterruptedException.class);

        assertThat(uploads()).isZero();
        assertThat(warnings).isEmpty();
    }

    @Test
    void warnsOfAnUploadThatMayHaveBegunWhenItIsInterrupted() {
        Thread checking = Thread.currentThread();
        spoil(request -> request.is("POST", "?uploads"), (exchange, answer) -> checking.interrupt());

        assertThatThrownBy(() -> store.checkAccess(StorePath.ROOT)).isInstanceOf(InterruptedException.class);

        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("the upload in parts that checks the access was interrupted, and its rest")
                .contains("may stay in the bucket's list of uploads");
    }

    @Test
    void saysThatOneMayNotWrite() {
        proxy.spoil(request -> request.is("POST", "?uploads")
                ? Optional.of(FaultyProxy.refusal(403, "AccessDenied"))
                : Optional.empty());

        PluginException failure = failure(() -> store.checkAccess(StorePath.ROOT));

        assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
    }

    @Test
    void warnsOfAnUploadThatItMayNotEnd() throws InterruptedException {
        proxy.spoil(request -> request.is("DELETE", "uploadId=")
                ? Optional.of(FaultyProxy.refusal(403, "AccessDenied"))
                : Optional.empty());

        store.checkAccess(StorePath.ROOT);

        assertThat(warnings).singleElement().asString().contains("stays in the bucket's list of uploads");
    }
}
