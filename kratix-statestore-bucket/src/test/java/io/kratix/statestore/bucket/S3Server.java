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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
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

    private final String bucket;
    private final S3Proxy proxy;
    private final MinioClient stranger;

    private S3Server(S3Proxy proxy, String bucket) {
        this.proxy = proxy;
        this.bucket = bucket;
        this.stranger = MinioClient.builder()
                .endpoint("http://" + endpoint())
                .region("us-east-1")
                .credentials(ACCESS_KEY, SECRET_KEY)
                .httpClient(
                        new OkHttpClient.Builder()
                                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                                .build(),
                        true)
                .build();
    }

    /** The one server of this JVM, which ends with it: a server for each test would take most of the tests' time. */
    private static final class Shared {
        static final TransientNio2BlobStore STORE = new TransientNio2BlobStore();
        static final S3Proxy PROXY = start(demanding().blobStore(STORE));
    }

    /** {@return an empty bucket on the server that runs} */
    static S3Server start() {
        return withBucket(Shared.PROXY, "kratix-" + BUCKETS.incrementAndGet());
    }

    /** {@return an empty bucket on a server of its own that looks at no signature} */
    static S3Server startTrusting() {
        return withBucket(start(builder().awsAuthentication(AuthenticationType.NONE, null, null)), "kratix");
    }

    /** {@return a second door to the buckets of the one server, which knows buckets by their hosts alone} */
    static S3Proxy doorWithHosts(String domain) {
        return start(demanding().blobStore(Shared.STORE).virtualHost(domain));
    }

    /** {@return the one server's bucket of that name, empty} */
    static S3Server start(String bucket) {
        return withBucket(Shared.PROXY, bucket);
    }

    /** {@return an empty bucket on a server of its own that speaks HTTPS, too} */
    static S3Server startSecure(Path keyStore, String password) {
        return withBucket(
                start(demanding()
                        .secureEndpoint(URI.create("https://127.0.0.1:0"))
                        .keyStore(keyStore.toString(), password)),
                "kratix");
    }

    private static S3Server withBucket(S3Proxy proxy, String bucket) {
        S3Server server = new S3Server(proxy, bucket);
        server.makeBucket();
        return server;
    }

    private static S3Proxy.Builder demanding() {
        return builder().awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY);
    }

    private static S3Proxy.Builder builder() {
        return S3Proxy.builder()
                .blobStore(new TransientNio2BlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .ignoreUnknownHeaders(true)
                .stopTimeout(0);
    }

    private static S3Proxy start(S3Proxy.Builder builder) {
        S3Proxy proxy = builder.build();
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not start", e);
        }
        return proxy;
    }

    /** {@return host and port} */
    String endpoint() {
        return "127.0.0.1:" + proxy.getPort();
    }

    /** {@return host and port for HTTPS} */
    String secureEndpoint() {
        return "127.0.0.1:" + proxy.getSecurePort();
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
            if (proxy != Shared.PROXY) {
                proxy.stop();
            }
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not stop", e);
        }
    }
}
