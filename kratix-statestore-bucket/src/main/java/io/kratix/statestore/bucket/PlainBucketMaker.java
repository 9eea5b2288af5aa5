// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.minio.CreateBucketArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import java.util.concurrent.CompletableFuture;
import okhttp3.Response;

/**
 * Makes buckets without saying where. The client always names a region; a server whose own has another name refuses that, as
 * Ceph's does, and Amazon's refuses the name of its oldest one.
 */
final class PlainBucketMaker extends MinioAsyncClient {
    PlainBucketMaker(MinioAsyncClient client) {
        super(client);
    }

    CompletableFuture<Void> make(String bucket) {
        CreateBucketArgs args =
                CreateBucketArgs.builder().skipValidation(true).bucket(bucket).build();
        return executeAsync(Http.S3Request.builder()
                        .userAgent(userAgent)
                        .method(Http.Method.PUT)
                        .args(args)
                        .build())
                .thenAccept(Response::close);
    }
}
