// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.spi.Secret;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveBucketArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** A bucket of S3Proxy, which runs in this JVM on a free port of the loopback interface; and a stranger's client to look into it. */
final class S3Server implements AutoCloseable {
    static final String ACCESS_KEY = "kratix-key";
    static final String SECRET_KEY = "kratix-secret-key";

    /** The server shows its own file, too, while an object is being put. */
    private static final Pattern UNFINISHED = Pattern.compile("-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private final String bucket = "kratix-" + BUCKETS.incrementAndGet();
    private final MinioClient stranger;

    private S3Server() {
        this.stranger = MinioClient.builder()
                .endpoint("http://" + endpoint())
                .region("us-east-1")
                .credentials(ACCESS_KEY, SECRET_KEY)
                .build();
    }

    /** The one server of this JVM, which ends with it: a server for each test would take most of the tests' time. */
    private static final class Shared {
        static final S3Proxy PROXY = startProxy();
    }

    /** {@return an empty bucket on the server that runs} */
    static S3Server start() {
        S3Server server = startWithoutBucket();
        server.makeBucket();
        return server;
    }

    static S3Server startWithoutBucket() {
        return new S3Server();
    }

    private static S3Proxy startProxy() {
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(new TransientNio2BlobStore())
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .stopTimeout(0)
                .build();
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not start", e);
        }
        return proxy;
    }

    /** {@return host and port} */
    String endpoint() {
        return "127.0.0.1:" + Shared.PROXY.getPort();
    }

    String bucket() {
        return bucket;
    }

    /** {@return a builder of a store on the bucket, with the right keys} */
    BucketStateStoreBuilder store() {
        return store(endpoint());
    }

    /** {@return the same through another way to the server} */
    BucketStateStoreBuilder store(String endpoint) {
        return BucketStateStore.builder(endpoint, bucket)
                .insecure(true)
                .accessKey(Secret.of(ACCESS_KEY), Secret.of(SECRET_KEY));
    }

    void makeBucket() {
        asking(() -> {
            stranger.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
            return bucket;
        });
    }

    void removeBucket() {
        files().keySet().forEach(this::remove);
        asking(() -> {
            stranger.removeBucket(RemoveBucketArgs.builder().bucket(bucket).build());
            return bucket;
        });
    }

    /** {@return all objects: bytes by key} */
    Map<String, byte[]> files() {
        return asking(() -> {
            Map<String, byte[]> files = new TreeMap<>();
            for (Result<Item> item : stranger.listObjects(
                    ListObjectsArgs.builder().bucket(bucket).recursive(true).build())) {
                String key = item.get().objectName();
                if (!UNFINISHED.matcher(key).find()) {
                    files.put(key, content(key));
                }
            }
            return files;
        });
    }

    private byte[] content(String key) throws MinioException, IOException {
        try (InputStream in = stranger.getObject(
                GetObjectArgs.builder().bucket(bucket).object(key).build())) {
            return in.readAllBytes();
        }
    }

    void put(String key, byte[] content) {
        asking(() -> stranger.putObject(PutObjectArgs.builder().bucket(bucket).object(key).stream(
                        new ByteArrayInputStream(content), (long) content.length, -1L)
                .build()));
    }

    void remove(String key) {
        asking(() -> {
            stranger.removeObject(
                    RemoveObjectArgs.builder().bucket(bucket).object(key).build());
            return key;
        });
    }

    MinioClient stranger() {
        return stranger;
    }

    /** What is asked of the server. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws MinioException, IOException;
    }

    static <T> T asking(Question<T> question) {
        try {
            return question.ask();
        } catch (MinioException | IOException e) {
            throw new IllegalStateException("the stranger's client failed", e);
        }
    }

    @Override
    public void close() {
        try {
            stranger.close();
        } catch (Exception e) {
            throw new IllegalStateException("the stranger's client does not close", e);
        }
    }
}
