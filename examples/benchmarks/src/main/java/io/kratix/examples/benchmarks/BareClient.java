// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import io.minio.HeadBucketArgs;
import io.minio.HeadObjectArgs;
import io.minio.ListObjectsV2Args;
import io.minio.ListObjectsV2Response;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.errors.ErrorResponseException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/** What the benchmark compares with: the same client library, without a State Store. */
final class BareClient implements AutoCloseable {
    private final MinioAsyncClient client;

    /**
     * A file to put.
     *
     * @param directory its placement's
     * @param key its name
     * @param text its content
     */
    record File(String directory, String key, String text) {}

    BareClient(int port, String key) {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(256);
        dispatcher.setMaxRequestsPerHost(256);
        client = MinioAsyncClient.builder()
                .endpoint("http://127.0.0.1:" + port)
                .region("us-east-1")
                .credentials(key, key)
                .httpClient(
                        new OkHttpClient.Builder()
                                .dispatcher(dispatcher)
                                .connectionPool(new ConnectionPool(256, 1, TimeUnit.MINUTES))
                                .build(),
                        true)
                .build();
    }

    void makeBucket(String bucket) throws Exception {
        client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build()).get();
    }

    /** Puts files, so many at once, and looks at nothing. */
    void putAll(String bucket, List<File> files, int parallel) throws Exception {
        Semaphore room = new Semaphore(parallel);
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (File file : files) {
            room.acquire();
            answers.add(put(bucket, file).whenComplete((answer, failure) -> room.release()));
        }
        for (CompletableFuture<?> answer : answers) {
            answer.get();
        }
    }

    /** Does as Kratix does: for each placement a list and a look at the bucket, for each file a stat and a put. */
    void original(String bucket, List<File> files, int filesOfAPlacement) throws Exception {
        for (int i = 0; i < files.size(); i++) {
            File file = files.get(i);
            if (i % filesOfAPlacement == 0) {
                list(bucket, file.directory(), "");
                client.headBucket(HeadBucketArgs.builder().bucket(bucket).build())
                        .get();
            }
            requireMissing(bucket, file);
            put(bucket, file).get();
        }
    }

    /** Lists all objects, a thousand at a time. */
    void listAll(String bucket) throws Exception {
        for (ListObjectsV2Response page = list(bucket, "", "");
                page.result().isTruncated();
                page = list(bucket, "", last(page))) {
            // the next one begins where this one ends
        }
    }

    private static String last(ListObjectsV2Response page) {
        return page.result().contents().get(page.result().contents().size() - 1).objectName();
    }

    private ListObjectsV2Response list(String bucket, String prefix, String after) throws Exception {
        ListObjectsV2Args.Builder args =
                ListObjectsV2Args.builder().bucket(bucket).prefix(prefix).maxKeys(1000);
        if (!after.isEmpty()) {
            args.startAfter(after);
        }
        return client.listObjectsV2(args.build()).get();
    }

    private void requireMissing(String bucket, File file) throws Exception {
        try {
            client.headObject(HeadObjectArgs.builder()
                            .bucket(bucket)
                            .object(file.key())
                            .build())
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ErrorResponseException answer
                    && answer.errorResponse().code().equals("NoSuchKey")) {
                return;
            }
            throw e;
        }
        throw new IllegalStateException(file.key() + " is there already");
    }

    private CompletableFuture<?> put(String bucket, File file) {
        byte[] bytes = file.text().getBytes(StandardCharsets.UTF_8);
        return client.putObject(PutObjectAPIArgs.builder()
                .bucket(bucket)
                .object(file.key())
                .data(bytes, bytes.length)
                .build());
    }

    @Override
    public void close() {
        client.close();
    }
}
