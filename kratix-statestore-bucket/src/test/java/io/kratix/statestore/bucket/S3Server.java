// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.spi.Secret;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioAsyncClient;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * A bucket of S3Proxy, which runs in this JVM on a free port of the loopback interface, or of another server; and a stranger's
 * client to look into it.
 */
final class S3Server implements AutoCloseable {
    static final String ACCESS_KEY = "kratix-key";
    static final String SECRET_KEY = "kratix-secret-key";

    /** The server shows its own file, too, while an object is being put. */
    private static final Pattern UNFINISHED = Pattern.compile("-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private final String endpoint;
    private final String bucket;
    private final Optional<S3Proxy> own;
    private final MinioClient stranger;

    private S3Server(String endpoint, String bucket, Optional<S3Proxy> own) {
        this.endpoint = endpoint;
        this.bucket = bucket;
        this.own = own;
        this.stranger = MinioClient.builder()
                .endpoint("http://" + endpoint)
                .region("us-east-1")
                .credentials(ACCESS_KEY, SECRET_KEY)
                .httpClient(cleartext(), true)
                .build();
    }

    /** Spares reading the JVM's certificates. */
    private static OkHttpClient cleartext() {
        return new OkHttpClient.Builder()
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .build();
    }

    /** The one server of this JVM, which ends with it: a server for each test would take most of the tests' time. */
    private static final class Shared {
        static final TransientNio2BlobStore STORE = new TransientNio2BlobStore();
        static final S3Proxy PROXY = start(demanding().blobStore(STORE));
    }

    /** {@return an empty bucket on the server that runs} */
    static S3Server start() {
        return start(nextBucket());
    }

    /** {@return an empty bucket on a server that runs elsewhere and knows the keys} */
    static S3Server at(String endpoint) {
        return withBucket(new S3Server(endpoint, nextBucket(), Optional.empty()));
    }

    private static String nextBucket() {
        return "kratix-" + BUCKETS.incrementAndGet();
    }

    /** {@return an empty bucket on a server of its own that looks at no signature} */
    static S3Server startTrusting() {
        return withProxy(start(builder().awsAuthentication(AuthenticationType.NONE, null, null)));
    }

    /** {@return another door to the buckets of the one server, which knows buckets by their hosts alone, and one key} */
    static S3Proxy doorWithHosts(String domain, String accessKey) {
        return start(builder()
                .awsAuthentication(AuthenticationType.AWS_V4, accessKey, SECRET_KEY)
                .blobStore(Shared.STORE)
                .virtualHost(domain));
    }

    /** {@return the one server's bucket of that name, empty} */
    static S3Server start(String bucket) {
        return withBucket(new S3Server(endpoint(Shared.PROXY), bucket, Optional.empty()));
    }

    /** {@return an empty bucket on a server of its own that speaks HTTPS, too} */
    static S3Server startSecure(Path keyStore, String password) {
        return withProxy(start(
                demanding().secureEndpoint(URI.create("https://127.0.0.1:0")).keyStore(keyStore.toString(), password)));
    }

    private static S3Server withProxy(S3Proxy proxy) {
        return withBucket(new S3Server(endpoint(proxy), "kratix", Optional.of(proxy)));
    }

    private static String endpoint(S3Proxy proxy) {
        return "127.0.0.1:" + proxy.getPort();
    }

    private static S3Server withBucket(S3Server server) {
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
        return endpoint;
    }

    /** {@return host and port for HTTPS} */
    String secureEndpoint() {
        return "127.0.0.1:" + own.orElseThrow().getSecurePort();
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
        try (MinioAsyncClient client = MinioAsyncClient.builder()
                .endpoint("http://" + endpoint)
                .region("us-east-1")
                .credentials(ACCESS_KEY, SECRET_KEY)
                .httpClient(cleartext(), true)
                .build()) {
            new PlainBucketMaker(client).make(bucket).join();
        } catch (Exception e) {
            throw new IllegalStateException("the bucket cannot be made", e);
        }
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
            if (own.isPresent()) {
                own.orElseThrow().stop();
            }
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not stop", e);
        }
    }
}
